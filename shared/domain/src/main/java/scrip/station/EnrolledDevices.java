package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The devices of stations, as those who keep them see them. Nothing here shows a token. */
@ApplicationScoped
public class EnrolledDevices {

  private static final String SELECT =
      """
      SELECT d.id, d.station_id, s.name AS station, d.label, d.enrolled_at, d.rolled_at, d.last_seen_at, d.revoked_at,
             d.revoked_by,
             EXISTS (SELECT FROM station_sessions o
                     WHERE o.device_id = d.id AND o.ended_at IS NULL AND o.expires_at > now()) AS signed_in
      FROM station_devices d JOIN stations s ON s.id = d.station_id
      WHERE ($1::uuid[] IS NULL OR s.client_id = ANY ($1::uuid[]))
      """;

  private static final String LIST =
      SELECT
          + """
              AND ($2::uuid IS NULL OR d.station_id = $2::uuid)
              AND ($3::timestamptz IS NULL OR (d.enrolled_at, d.id) < ($3::timestamptz, $4::uuid))
            ORDER BY d.enrolled_at DESC, d.id DESC LIMIT $5
            """;

  private static final String ONE = SELECT + " AND d.id = $2::uuid";

  private static final String REVOKE =
      "UPDATE station_devices SET revoked_at = now(), revoked_by = $2 WHERE id = $1 AND revoked_at IS NULL";

  private static final String END_SESSIONS =
      "UPDATE station_sessions SET ended_at = now() WHERE device_id = $1 AND ended_at IS NULL";

  private static final String END_SESSIONS_OF_STATION =
      """
      UPDATE station_sessions SET ended_at = now()
      WHERE ended_at IS NULL AND device_id = ANY (ARRAY(SELECT id FROM station_devices WHERE station_id = $1))
      """;

  private final Pool pool;

  public EnrolledDevices(Pool pool) {
    this.pool = pool;
  }

  /**
   * One device.
   *
   * @param station the name of it
   * @param rolledAt when it got another token; null when it has the first one
   * @param lastSeenAt to the minute; null when it was never seen
   * @param revokedAt null while it is good
   * @param signedIn whether an operator is signed in on it
   */
  public record Device(
      UUID id,
      UUID stationId,
      String station,
      String label,
      Instant enrolledAt,
      Instant rolledAt,
      Instant lastSeenAt,
      Instant revokedAt,
      String revokedBy,
      boolean signedIn) {}

  /** Where a page begins. */
  public record Before(Instant enrolledAt, UUID id) {}

  /**
   * Those enrolled last come first.
   *
   * @param clients null for all
   * @param station null for all
   * @param before null for the first page
   */
  public Uni<List<Device>> list(UUID[] clients, UUID station, Before before, int atMost) {
    return pool.preparedQuery(LIST)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(clients)
                .addUUID(station)
                .addOffsetDateTime(
                    before == null ? null : before.enrolledAt().atOffset(ZoneOffset.UTC))
                .addUUID(before == null ? null : before.id())
                .addInteger(atMost))
        .map(EnrolledDevices::all);
  }

  Uni<Optional<Device>> one(SqlConnection transaction, UUID id, UUID[] clients) {
    return transaction
        .preparedQuery(ONE)
        .execute(Tuple.tuple().addArrayOfUUID(clients).addUUID(id))
        .map(rows -> all(rows).stream().findFirst());
  }

  /** Revokes it; false when it was revoked already. */
  Uni<Boolean> revoke(SqlConnection transaction, UUID id, String by) {
    return transaction
        .preparedQuery(REVOKE)
        .execute(Tuple.of(id, by))
        .map(rows -> rows.rowCount() > 0);
  }

  /** Signs out whoever is signed in on a device; returns how many sessions that were. */
  Uni<Integer> endSessions(SqlConnection transaction, UUID device) {
    return transaction
        .preparedQuery(END_SESSIONS)
        .execute(Tuple.of(device))
        .map(rows -> rows.rowCount());
  }

  /** The same on every device of a station. */
  Uni<Integer> endSessionsOf(SqlConnection transaction, UUID station) {
    return transaction
        .preparedQuery(END_SESSIONS_OF_STATION)
        .execute(Tuple.of(station))
        .map(rows -> rows.rowCount());
  }

  private static List<Device> all(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(EnrolledDevices::of).toList();
  }

  private static Device of(Row row) {
    return new Device(
        row.getUUID("id"),
        row.getUUID("station_id"),
        row.getString("station"),
        row.getString("label"),
        instant(row, "enrolled_at"),
        instant(row, "rolled_at"),
        instant(row, "last_seen_at"),
        instant(row, "revoked_at"),
        row.getString("revoked_by"),
        row.getBoolean("signed_in"));
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
