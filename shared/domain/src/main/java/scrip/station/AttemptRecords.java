package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Requests to redeem and what came of them, for reading. Codes were never kept. */
@ApplicationScoped
public class AttemptRecords {

  private static final String FIND =
      """
      SELECT t.id, t.at, t.station_id, s.name AS station, t.device_id, d.label AS device, t.voucher_id, t.method, t.outcome,
             t.idempotency_key, t.request_id
      FROM station_attempts t JOIN stations s ON s.id = t.station_id JOIN station_devices d ON d.id = t.device_id
      WHERE ($1::uuid[] IS NULL OR s.client_id = ANY ($1::uuid[])) AND ($2::uuid IS NULL OR t.station_id = $2::uuid)
        AND ($3::uuid IS NULL OR t.voucher_id = $3::uuid) AND ($4::text IS NULL OR t.outcome = $4::text)
        AND ($5::timestamptz IS NULL OR t.at >= $5::timestamptz) AND ($6::timestamptz IS NULL OR t.at < $6::timestamptz)
        AND ($7::timestamptz IS NULL OR (t.at, t.id) < ($7::timestamptz, $8::bigint))
      ORDER BY t.at DESC, t.id DESC LIMIT $9
      """;

  private final Pool pool;

  public AttemptRecords(Pool pool) {
    this.pool = pool;
  }

  /**
   * What to look for; null where anything will do.
   *
   * @param outcome redeemed, repeated, or the slug of a refusal
   * @param since the first instant
   * @param until the instant after the last
   */
  public record Wanted(UUID station, UUID voucher, String outcome, Instant since, Instant until) {}

  /** Where a page begins. */
  public record Before(Instant at, long id) {}

  /**
   * One attempt.
   *
   * @param station the name of it
   * @param device its label
   * @param voucherId null when no voucher was found
   * @param method qr or code
   * @param outcome redeemed, repeated, or the slug of a refusal
   * @param idempotencyKey of the scan: those with the same key are one scan
   */
  public record Attempt(
      long id,
      Instant at,
      UUID stationId,
      String station,
      UUID deviceId,
      String device,
      UUID voucherId,
      String method,
      String outcome,
      String idempotencyKey,
      String requestId) {}

  /**
   * The newest first.
   *
   * @param clients null for all
   * @param before null for the first page
   */
  public Uni<List<Attempt>> find(UUID[] clients, Wanted wanted, Before before, int atMost) {
    return pool.preparedQuery(FIND)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(clients)
                .addUUID(wanted.station())
                .addUUID(wanted.voucher())
                .addString(wanted.outcome())
                .addOffsetDateTime(utc(wanted.since()))
                .addOffsetDateTime(utc(wanted.until()))
                .addOffsetDateTime(before == null ? null : utc(before.at()))
                .addLong(before == null ? null : before.id())
                .addInteger(atMost))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(AttemptRecords::of).toList());
  }

  private static OffsetDateTime utc(Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }

  private static Attempt of(Row row) {
    return new Attempt(
        row.getLong("id"),
        row.getOffsetDateTime("at").toInstant(),
        row.getUUID("station_id"),
        row.getString("station"),
        row.getUUID("device_id"),
        row.getString("device"),
        row.getUUID("voucher_id"),
        row.getString("method"),
        row.getString("outcome"),
        row.getString("idempotency_key"),
        row.getString("request_id"));
  }
}
