package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Operators who are signed in: one a device, for twelve hours. */
@ApplicationScoped
public class OperatorSessions {

  private static final String PASSCODE =
      "SELECT passcode_hash FROM stations WHERE id = $1 AND code = $2";

  // Waits for whoever changes the passcode, who then ends this session too or has changed it
  // before.
  private static final String HOLD_PASSCODE =
      "SELECT FROM stations WHERE id = $1 AND passcode_hash = $2 FOR SHARE";

  // Before its sessions, as whoever gives the device another token does.
  private static final String HOLD_DEVICE =
      "SELECT FROM station_devices WHERE id = $1 FOR NO KEY UPDATE";

  private static final String OPEN =
      """
      WITH before AS (
        UPDATE station_sessions SET ended_at = now() WHERE device_id = $2 AND ended_at IS NULL
      )
      INSERT INTO station_sessions (token_hash, device_id, expires_at)
      VALUES ($1, $2, now() + INTERVAL '12 hours')
      RETURNING expires_at
      """;

  private static final String END =
      "UPDATE station_sessions SET ended_at = now() WHERE device_id = $1 AND ended_at IS NULL";

  private final Pool pool;

  public OperatorSessions(Pool pool) {
    this.pool = pool;
  }

  /** The hash of a station's passcode; empty when the code is another's or there is none. */
  Uni<Optional<String>> passcode(UUID station, String code) {
    return pool.preparedQuery(PASSCODE)
        .execute(Tuple.of(station, code))
        .map(
            rows ->
                rows.rowCount() == 0
                    ? Optional.empty()
                    : Optional.ofNullable(rows.iterator().next().getString("passcode_hash")));
  }

  /** Whether this is still the passcode; holds it until the transaction is over. */
  Uni<Boolean> isStill(SqlConnection transaction, UUID station, String hash) {
    return transaction
        .preparedQuery(HOLD_PASSCODE)
        .execute(Tuple.of(station, hash))
        .map(rows -> rows.rowCount() > 0);
  }

  /** Holds a device until the transaction is over. */
  Uni<Void> hold(SqlConnection transaction, UUID device) {
    return transaction.preparedQuery(HOLD_DEVICE).execute(Tuple.of(device)).replaceWithVoid();
  }

  /** Opens one and ends those before it on the device; returns its end. */
  Uni<Instant> open(SqlConnection transaction, UUID device, String token) {
    return transaction
        .preparedQuery(OPEN)
        .execute(Tuple.of(Devices.hash(token), device))
        .map(rows -> rows.iterator().next().getOffsetDateTime("expires_at").toInstant());
  }

  /** Ends all on a device; returns how many there were. */
  Uni<Integer> end(SqlConnection transaction, UUID device) {
    return transaction.preparedQuery(END).execute(Tuple.of(device)).map(rows -> rows.rowCount());
  }
}
