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

/** What was odd at stations, and what somebody made of it. */
@ApplicationScoped
public class Anomalies {

  /** The words for them. */
  public static final List<String> KINDS =
      List.of("several-stations", "unknown-codes", "outside-hours", "no-redemptions");

  private static final String SELECT =
      """
      SELECT a.id, a.kind, a.station_id, s.name AS station, a.voucher_id, a.detail, a.times, a.seen_at, a.last_seen_at,
             a.closed_at, a.closed_by, a.note
      FROM station_anomalies a LEFT JOIN stations s ON s.id = a.station_id LEFT JOIN vouchers v ON v.id = a.voucher_id
      WHERE ($1::uuid[] IS NULL OR coalesce(s.client_id, v.client_id) = ANY ($1::uuid[]))
      """;

  private static final String LIST =
      SELECT
          + """
              AND ($2::boolean IS NULL OR (a.closed_at IS NULL) = $2::boolean) AND ($3::text IS NULL OR a.kind = $3::text)
              AND ($4::uuid IS NULL OR a.station_id = $4::uuid
                   OR a.station_id IS NULL AND EXISTS (SELECT FROM station_attempts t
                        WHERE t.voucher_id = a.voucher_id AND t.station_id = $4::uuid))
              AND ($5::bigint IS NULL OR a.id < $5::bigint)
            ORDER BY a.id DESC LIMIT $6
            """;

  private static final String ONE = SELECT + " AND a.id = $2::bigint";

  private static final String CLOSE =
      """
      UPDATE station_anomalies SET closed_at = $2, closed_by = $3, note = $4 WHERE id = $1 AND closed_at IS NULL
      """;

  private final Pool pool;

  public Anomalies(Pool pool) {
    this.pool = pool;
  }

  /**
   * One of them.
   *
   * @param kind one of {@link #KINDS}
   * @param stationId null when it is about a voucher
   * @param voucherId null when it is about a station
   * @param times how many attempts made it; of no-redemptions, how many days it lasts
   * @param closedAt null while it is open
   * @param note what who closed it had found
   */
  public record Anomaly(
      long id,
      String kind,
      UUID stationId,
      String station,
      UUID voucherId,
      String detail,
      int times,
      Instant seenAt,
      Instant lastSeenAt,
      Instant closedAt,
      String closedBy,
      String note) {}

  /**
   * What to look for; null where anything will do.
   *
   * @param station those about it, and those about vouchers that it tried
   * @param before only those older than this one
   */
  public record Wanted(Boolean open, String kind, UUID station, Long before) {}

  /**
   * The newest first.
   *
   * @param clients null for all
   */
  public Uni<List<Anomaly>> list(UUID[] clients, Wanted wanted, int atMost) {
    return pool.preparedQuery(LIST)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(clients)
                .addBoolean(wanted.open())
                .addString(wanted.kind())
                .addUUID(wanted.station())
                .addLong(wanted.before())
                .addInteger(atMost))
        .map(Anomalies::all);
  }

  Uni<Optional<Anomaly>> one(SqlConnection transaction, long id, UUID[] clients) {
    return transaction
        .preparedQuery(ONE)
        .execute(Tuple.tuple().addArrayOfUUID(clients).addLong(id))
        .map(rows -> all(rows).stream().findFirst());
  }

  /** Closes it; false when it was closed already. */
  Uni<Boolean> close(SqlConnection transaction, long id, Instant at, String by, String note) {
    return transaction
        .preparedQuery(CLOSE)
        .execute(Tuple.of(id, at.atOffset(ZoneOffset.UTC), by, note))
        .map(rows -> rows.rowCount() > 0);
  }

  private static List<Anomaly> all(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(Anomalies::of).toList();
  }

  private static Anomaly of(Row row) {
    OffsetDateTime closed = row.getOffsetDateTime("closed_at");
    return new Anomaly(
        row.getLong("id"),
        row.getString("kind"),
        row.getUUID("station_id"),
        row.getString("station"),
        row.getUUID("voucher_id"),
        row.getString("detail"),
        row.getInteger("times"),
        row.getOffsetDateTime("seen_at").toInstant(),
        row.getOffsetDateTime("last_seen_at").toInstant(),
        closed == null ? null : closed.toInstant(),
        row.getString("closed_by"),
        row.getString("note"));
  }
}
