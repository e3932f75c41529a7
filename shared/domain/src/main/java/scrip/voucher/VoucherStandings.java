package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import scrip.money.Money;
import scrip.problem.Refused;
import scrip.voucher.ReplaceVoucher.VoucherReplacement;

/** Where vouchers stand, for acts that say why they were not done. */
@ApplicationScoped
public class VoucherStandings {

  private static final String LOCK =
      """
      SELECT FROM vouchers WHERE id = $1 AND ($2::uuid[] IS NULL OR client_id = ANY ($2)) FOR NO KEY UPDATE
      """;

  private static final String LOOK =
      """
      SELECT v.id, v.status, v.client_id, v.campaign_id, v.brand_id, v.value_minor, v.currency, v.expires_at,
             v.station_scope, v.scope_source, v.scope_import_id, v.recipient_name, v.phone, v.phone_hash,
             v.redeemed_at, v.voided_at, v.void_print, r.id AS replaced_by, r.code_last_four AS replaced_last_four,
             r.expires_at AS replaced_until, b.request_print AS replaced_print
      FROM vouchers v
      LEFT JOIN vouchers r ON r.replaces = v.id
      LEFT JOIN voucher_batches b ON b.id = r.batch_id
      WHERE v.id = $1 AND ($2::uuid[] IS NULL OR v.client_id = ANY ($2))
      """;

  /**
   * Where a voucher stands.
   *
   * @param voidPrint of the request that voided it; null when there was none with a key
   * @param replaced by what, which is null for nothing
   */
  record Standing(
      UUID id,
      String status,
      VoucherTerms terms,
      String scopeSource,
      UUID scopeImport,
      String name,
      String phone,
      byte[] phoneHash,
      Instant redeemedAt,
      Instant voidedAt,
      byte[] voidPrint,
      Replaced replaced) {

    /** The voucher that was issued for it; null for none. */
    UUID replacedBy() {
      return replaced.by() == null ? null : replaced.by().voucherId();
    }
  }

  /**
   * What was issued for a voucher.
   *
   * @param by null for nothing
   * @param print of the request that issued it; null when there was none with a key
   */
  record Replaced(VoucherReplacement by, byte[] print) {}

  /** Keeps others from changing one until the transaction ends. */
  Uni<Void> lock(SqlConnection transaction, UUID id, UUID[] clients) {
    return transaction.preparedQuery(LOCK).execute(Tuple.of(id, clients)).replaceWithVoid();
  }

  /** Where one stands; empty when it is none of these clients'. */
  Uni<Optional<Standing>> look(SqlClient on, UUID id, UUID[] clients) {
    return on.preparedQuery(LOOK)
        .execute(Tuple.of(id, clients))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .findFirst()
                    .map(VoucherStandings::standing));
  }

  /**
   * Where one stands that must be there.
   *
   * @throws Refused voucher-not-found
   */
  Uni<Standing> expect(SqlClient on, UUID id, UUID[] clients) {
    return look(on, id, clients)
        .map(found -> found.orElseThrow(() -> new Refused(VoucherRefusal.VOUCHER_NOT_FOUND)));
  }

  private static Standing standing(Row row) {
    return new Standing(
        row.getUUID("id"),
        row.getString("status"),
        new VoucherTerms(
            row.getUUID("client_id"),
            row.getUUID("campaign_id"),
            row.getUUID("brand_id"),
            new Money(row.getLong("value_minor"), row.getString("currency")),
            instant(row, "expires_at"),
            row.getUUID("station_scope")),
        row.getString("scope_source"),
        row.getUUID("scope_import_id"),
        row.getString("recipient_name"),
        row.getString("phone"),
        bytes(row, "phone_hash"),
        instant(row, "redeemed_at"),
        instant(row, "voided_at"),
        bytes(row, "void_print"),
        new Replaced(replacement(row), bytes(row, "replaced_print")));
  }

  private static VoucherReplacement replacement(Row row) {
    UUID by = row.getUUID("replaced_by");
    return by == null
        ? null
        : new VoucherReplacement(
            by, row.getString("replaced_last_four"), instant(row, "replaced_until"));
  }

  private static byte[] bytes(Row row, String column) {
    var value = row.getBuffer(column);
    return value == null ? null : value.getBytes();
  }

  static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
