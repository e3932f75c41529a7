package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import scrip.station.DeviceCaller.AtStation;

/** The use of one-time codes. */
@ApplicationScoped
public class UsedEnrolments {

  private static final String LOCK =
      """
      SELECT e.label, e.device_id, s.id, s.client_id, s.code, s.name, s.time_zone, s.state
      FROM station_enrolments e JOIN stations s ON s.id = e.station_id
      WHERE e.code_hash = $1 AND e.expires_at > now()
      FOR UPDATE OF e
      """;

  private static final String USE =
      "UPDATE station_enrolments SET used_at = now(), device_id = $2 WHERE code_hash = $1";

  /**
   * A code that is good at this moment.
   *
   * @param device that it made; null when it was not used yet
   */
  record Good(AtStation station, String label, UUID device) {}

  /** Finds a code, and holds it against others who use it. */
  Uni<Optional<Good>> lock(SqlConnection transaction, String code) {
    return transaction
        .preparedQuery(LOCK)
        .execute(Tuple.of(Devices.hash(code)))
        .map(
            rows ->
                rows.rowCount() == 0
                    ? Optional.empty()
                    : Optional.of(good(rows.iterator().next())));
  }

  Uni<Void> use(SqlConnection transaction, String code, UUID device) {
    return transaction
        .preparedQuery(USE)
        .execute(Tuple.of(Devices.hash(code), device))
        .replaceWithVoid();
  }

  private static Good good(Row row) {
    AtStation station =
        new AtStation(
            row.getUUID("id"),
            row.getUUID("client_id"),
            row.getString("code"),
            row.getString("name"),
            row.getString("time_zone"),
            row.getString("state").equals("active"));
    return new Good(station, row.getString("label"), row.getUUID("device_id"));
  }
}
