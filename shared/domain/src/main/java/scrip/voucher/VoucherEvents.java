package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * What happened to vouchers. The database writes an event for every change by itself; here are
 * written those that change nothing.
 */
@ApplicationScoped
public class VoucherEvents {

  private static final String WRITE =
      """
      INSERT INTO voucher_events (voucher_id, kind, actor, reason, detail, request_id)
      SELECT id, $2, $3, $4, $5, $6 FROM unnest($1::uuid[]) AS id
      """;

  private static final String FIND =
      """
      SELECT e.id, e.at, e.voucher_id, e.kind, e.actor, e.station_id, e.reason, e.detail, e.request_id,
             v.client_id, v.code_last_four, s.name AS station
      FROM voucher_events e
      JOIN vouchers v ON v.id = e.voucher_id
      LEFT JOIN stations s ON s.id = e.station_id
      WHERE ($1::uuid[] IS NULL OR v.client_id = ANY ($1))
        AND ($2::timestamptz IS NULL OR e.at >= $2) AND ($3::timestamptz IS NULL OR e.at < $3)
        AND ($4::text IS NULL OR e.kind = $4) AND ($5::uuid IS NULL OR e.voucher_id = $5)
        AND ($6::uuid IS NULL OR v.client_id = $6)
        AND ($7::timestamptz IS NULL OR (e.at, e.id) < ($7, $8::bigint))
      ORDER BY e.at DESC, e.id DESC LIMIT $9
      """;

  private final Pool pool;

  public VoucherEvents(Pool pool) {
    this.pool = pool;
  }

  /** Kinds of events. */
  public enum Kind {
    ISSUED,
    SENT,
    REDEEMED,
    EXPIRED,
    VOID,
    REPLACED,
    SCOPE,
    POLICY_BLOCKED,
    REVEALED,
    PREVIEW_FAILED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What is the same of events that are written together.
   *
   * @param reason null when nobody gave one
   * @param detail no secrets, no addresses
   * @param requestId null for a job
   */
  public record Note(Kind kind, String actor, String reason, JsonObject detail, String requestId) {}

  /** What to look for; null where anything will do. */
  public record Wanted(Instant since, Instant until, Kind kind, UUID voucher, UUID client) {}

  /** The last event of the page before. */
  public record Before(Instant at, long id) {}

  /**
   * An event.
   *
   * @param station the name of the station where it happened; null where there was none
   * @param detail what belongs to the kind: the state before, the scopes, the replacement
   */
  public record VoucherEvent(
      long id,
      Instant at,
      UUID voucherId,
      UUID clientId,
      String lastFour,
      String kind,
      String actor,
      String station,
      String reason,
      Map<String, Object> detail,
      String requestId) {}

  /** Writes the same event of each of these vouchers, on a connection or in a transaction. */
  public Uni<Void> write(SqlClient on, List<UUID> vouchers, Note note) {
    return on.preparedQuery(WRITE)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(vouchers.toArray(UUID[]::new))
                .addString(note.kind().word())
                .addString(note.actor())
                .addString(note.reason())
                .addValue(note.detail())
                .addString(note.requestId()))
        .replaceWithVoid();
  }

  /** The newest first, of vouchers of these clients; null for all. */
  public Uni<List<VoucherEvent>> find(Wanted wanted, UUID[] clients, Before before, int atMost) {
    return pool.preparedQuery(FIND)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(clients)
                .addOffsetDateTime(Vouchers.utc(wanted.since()))
                .addOffsetDateTime(Vouchers.utc(wanted.until()))
                .addString(wanted.kind() == null ? null : wanted.kind().word())
                .addUUID(wanted.voucher())
                .addUUID(wanted.client())
                .addOffsetDateTime(Vouchers.utc(before == null ? null : before.at()))
                .addLong(before == null ? null : before.id())
                .addInteger(atMost))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(VoucherEvents::event).toList());
  }

  private static VoucherEvent event(Row row) {
    return new VoucherEvent(
        row.getLong("id"),
        VoucherStandings.instant(row, "at"),
        row.getUUID("voucher_id"),
        row.getUUID("client_id"),
        row.getString("code_last_four"),
        row.getString("kind"),
        row.getString("actor"),
        row.getString("station"),
        row.getString("reason"),
        row.getValue("detail") instanceof JsonObject detail ? detail.getMap() : Map.of(),
        row.getString("request_id"));
  }
}
