package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import scrip.delivery.Contact;
import scrip.money.Money;

/** Vouchers as people see them in lists: no code, no full number. */
@ApplicationScoped
public class VoucherLists {

  private static final String COLUMNS =
      """
      SELECT v.id, v.client_id, v.campaign_id, v.batch_id, v.brand_id, b.name AS brand, v.value_minor, v.currency,
             v.status, v.code_last_four, v.recipient_name, v.phone, v.station_scope, s.name AS station, v.scope_source,
             v.scope_import_id, v.issued_at, v.sent_at, v.expires_at, v.redeemed_at, v.expired_at, v.voided_at,
             v.replaces
      FROM vouchers v
      JOIN brands b ON b.id = v.brand_id
      LEFT JOIN stations s ON s.id = v.station_scope
      """;

  private static final String FIND =
      COLUMNS
          + """
          WHERE ($1::uuid[] IS NULL OR v.client_id = ANY ($1)) AND ($2::uuid IS NULL OR v.client_id = $2)
            AND ($3::text IS NULL OR v.status = $3) AND ($4::uuid IS NULL OR v.station_scope = $4)
            AND ($5::uuid IS NULL OR v.batch_id = $5) AND ($6::uuid IS NULL OR v.campaign_id = $6)
            AND ($7::uuid IS NULL OR v.scope_import_id = $7)
            AND ($8::timestamptz IS NULL OR (v.issued_at, v.id) < ($8, $9::uuid))
          ORDER BY v.issued_at DESC, v.id DESC LIMIT $10
          """;

  private static final String ONE =
      COLUMNS + "WHERE v.id = $1 AND ($2::uuid[] IS NULL OR v.client_id = ANY ($2))";

  private static final String BY_CODE =
      COLUMNS + "WHERE v.code_hash = $1 AND ($2::uuid[] IS NULL OR v.client_id = ANY ($2))";

  private final Pool pool;

  public VoucherLists(Pool pool) {
    this.pool = pool;
  }

  /**
   * What to look for; null where anything will do.
   *
   * @param station the one that takes it by its scope
   * @param scopeImport the import that its scope comes from
   */
  public record Wanted(
      UUID client, String status, UUID station, UUID batch, UUID campaign, UUID scopeImport) {}

  /** The last row of the page before. */
  public record Before(Instant issuedAt, UUID id) {}

  /**
   * The one station that takes a voucher.
   *
   * @param importId the import that said so; null when it was none
   */
  public record StationScope(UUID stationId, String station, String source, UUID importId) {}

  /**
   * A voucher.
   *
   * @param scope null: any station of its client takes it
   * @param replaces the void voucher that this one stands for; null for none
   */
  public record ListedVoucher(
      UUID id,
      UUID clientId,
      UUID campaignId,
      UUID batchId,
      UUID brandId,
      String brand,
      Money value,
      String status,
      String lastFour,
      String recipientName,
      String maskedPhone,
      StationScope scope,
      Instant issuedAt,
      Instant sentAt,
      Instant expiresAt,
      Instant redeemedAt,
      Instant expiredAt,
      Instant voidedAt,
      UUID replaces) {}

  /** The newest first, of these clients; null for all. */
  public Uni<List<ListedVoucher>> find(Wanted wanted, UUID[] clients, Before before, int atMost) {
    return pool.preparedQuery(FIND)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(clients)
                .addUUID(wanted.client())
                .addString(wanted.status())
                .addUUID(wanted.station())
                .addUUID(wanted.batch())
                .addUUID(wanted.campaign())
                .addUUID(wanted.scopeImport())
                .addOffsetDateTime(Vouchers.utc(before == null ? null : before.issuedAt()))
                .addUUID(before == null ? null : before.id())
                .addInteger(atMost))
        .map(VoucherLists::all);
  }

  /** One of these clients; null for all. */
  public Uni<Optional<ListedVoucher>> one(UUID id, UUID[] clients) {
    return pool.preparedQuery(ONE)
        .execute(Tuple.of(id, clients))
        .map(rows -> all(rows).stream().findFirst());
  }

  Uni<Optional<ListedVoucher>> byCode(byte[] hash, UUID[] clients) {
    return pool.preparedQuery(BY_CODE)
        .execute(Tuple.of(Buffer.buffer(hash), clients))
        .map(rows -> all(rows).stream().findFirst());
  }

  private static List<ListedVoucher> all(Iterable<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(VoucherLists::listed).toList();
  }

  private static ListedVoucher listed(Row row) {
    String phone = row.getString("phone");
    return new ListedVoucher(
        row.getUUID("id"),
        row.getUUID("client_id"),
        row.getUUID("campaign_id"),
        row.getUUID("batch_id"),
        row.getUUID("brand_id"),
        row.getString("brand"),
        new Money(row.getLong("value_minor"), row.getString("currency")),
        row.getString("status"),
        row.getString("code_last_four"),
        row.getString("recipient_name"),
        phone == null ? null : Contact.mask(phone),
        scope(row),
        VoucherStandings.instant(row, "issued_at"),
        VoucherStandings.instant(row, "sent_at"),
        VoucherStandings.instant(row, "expires_at"),
        VoucherStandings.instant(row, "redeemed_at"),
        VoucherStandings.instant(row, "expired_at"),
        VoucherStandings.instant(row, "voided_at"),
        row.getUUID("replaces"));
  }

  private static StationScope scope(Row row) {
    return row.getUUID("station_scope") == null
        ? null
        : new StationScope(
            row.getUUID("station_scope"),
            row.getString("station"),
            row.getString("scope_source"),
            row.getUUID("scope_import_id"));
  }
}
