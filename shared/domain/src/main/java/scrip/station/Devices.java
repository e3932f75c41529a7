package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.UUID;
import scrip.access.Caller;
import scrip.access.Hash;
import scrip.problem.Refused;
import scrip.station.DeviceCaller.AtStation;

/** The devices of stations: each is known by a token that only it has. */
@ApplicationScoped
public class Devices {

  // The use is noted once a minute, so that a busy device is not a row that its requests wait for.
  static final String FIND =
      """
      WITH found AS (
        SELECT d.id, d.label, s.id AS station_id, s.client_id, s.code, s.name, s.time_zone, s.state,
               o.expires_at AS session_expires_at,
               (SELECT value = 'true' FROM settings WHERE key = 'station_redeem_enabled') AS redeem_enabled
        FROM station_devices d JOIN stations s ON s.id = d.station_id
        LEFT JOIN station_sessions o
          ON o.token_hash = $2 AND o.device_id = d.id AND o.ended_at IS NULL AND o.expires_at > now()
        WHERE d.token_hash = $1 AND d.revoked_at IS NULL
      ), noted AS (
        UPDATE station_devices d SET last_seen_at = now()
        FROM found f
        WHERE d.id = f.id AND (d.last_seen_at IS NULL OR d.last_seen_at < now() - INTERVAL '1 minute')
      )
      SELECT * FROM found
      """;

  private static final String ADD =
      """
      INSERT INTO station_devices (id, station_id, label, token_hash) VALUES ($1, $2, $3, $4)
      """;

  private static final String GIVE_FRESH_TOKEN =
      """
      UPDATE station_devices SET token_hash = $2
      WHERE id = $1 AND last_seen_at IS NULL AND revoked_at IS NULL
      RETURNING label
      """;

  private static final String ROLL =
      """
      UPDATE station_devices SET token_hash = $3, rolled_at = now()
      WHERE id = $1 AND token_hash = $2 AND revoked_at IS NULL
      """;

  private final Pool pool;

  public Devices(Pool pool) {
    this.pool = pool;
  }

  /**
   * Finds who asks, and notes that it was seen.
   *
   * @param token of the device; null when it shows none
   * @param session of the operator; null when it shows none
   * @param visitor the request's address and id
   * @throws Refused device-unknown, also when it was revoked or its token was rolled
   */
  public Uni<DeviceCaller> find(String token, String session, Caller visitor) {
    if (token == null) {
      throw new Refused(StationRefusal.DEVICE_UNKNOWN);
    }
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(hash(token), session == null ? null : hash(session)))
        .map(
            rows -> {
              if (rows.rowCount() == 0) {
                throw new Refused(StationRefusal.DEVICE_UNKNOWN);
              }
              return caller(rows.iterator().next(), visitor);
            });
  }

  /** Makes one that has this token. */
  Uni<Void> add(SqlConnection transaction, UUID id, UUID station, String label, String token) {
    return transaction
        .preparedQuery(ADD)
        .execute(Tuple.of(id, station, label, hash(token)))
        .replaceWithVoid();
  }

  /**
   * Gives one that was never seen another token, because nobody can have got the first.
   *
   * @return its label; null when it was seen or revoked
   */
  Uni<String> giveFreshToken(SqlConnection transaction, UUID id, String token) {
    return transaction
        .preparedQuery(GIVE_FRESH_TOKEN)
        .execute(Tuple.of(id, hash(token)))
        .map(rows -> rows.rowCount() == 0 ? null : rows.iterator().next().getString("label"));
  }

  /** Puts another token in the place of one; false when that one is not good any more. */
  Uni<Boolean> roll(SqlConnection transaction, UUID id, String old, String token) {
    return transaction
        .preparedQuery(ROLL)
        .execute(Tuple.of(id, hash(old), hash(token)))
        .map(rows -> rows.rowCount() > 0);
  }

  static Buffer hash(String token) {
    return Buffer.buffer(Hash.sha256(token));
  }

  private static DeviceCaller caller(Row row, Caller visitor) {
    OffsetDateTime session = row.getOffsetDateTime("session_expires_at");
    return new DeviceCaller(
        row.getUUID("id"),
        row.getString("label"),
        new AtStation(
            row.getUUID("station_id"),
            row.getUUID("client_id"),
            row.getString("code"),
            row.getString("name"),
            row.getString("time_zone"),
            row.getString("state").equals("active")),
        session == null ? null : session.toInstant(),
        Boolean.TRUE.equals(row.getBoolean("redeem_enabled")),
        visitor.address(),
        visitor.requestId());
  }
}
