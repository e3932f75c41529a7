package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import scrip.money.Money;

/** Codes of vouchers as they are stored, and opened. */
@ApplicationScoped
public class SealedVouchers {

  private static final Set<String> OPEN = Set.of("issued", "sent");

  private static final String COLUMNS =
      """
      SELECT v.id, v.batch_id, v.status, v.sealed, v.qr_key, v.value_minor, v.currency, v.expires_at, v.recipient_name,
             v.phone, v.code_last_four, n.name AS brand, b.key_encryption_key, b.wrapped
      FROM vouchers v
      JOIN voucher_batches b ON b.id = v.batch_id
      JOIN brands n ON n.id = v.brand_id
      """;

  private static final String ONE =
      COLUMNS + "WHERE v.id = $1 AND ($2::uuid[] IS NULL OR v.client_id = ANY ($2))";

  private static final String OF_BATCH =
      COLUMNS
          + "WHERE v.batch_id = $1 AND ($2::uuid[] IS NULL OR v.client_id = ANY ($2)) ORDER BY v.id";

  private final VoucherSecrets secrets;
  private final QrPayloads payloads;

  public SealedVouchers(VoucherSecrets secrets, QrPayloads payloads) {
    this.secrets = secrets;
    this.payloads = payloads;
  }

  /**
   * A voucher with its code in clear. Never kept, never logged.
   *
   * @param code as it is printed; null when the voucher is not open any more
   * @param qrPayload what its QR code says; null together with the code
   */
  public record ShownVoucher(
      UUID voucherId,
      String status,
      String lastFour,
      String code,
      String qrPayload,
      String brand,
      Money value,
      Instant expiresAt,
      String recipientName,
      String phone) {

    /** Whether a station would still take it. */
    public boolean isOpen() {
      return code != null;
    }

    @Override
    public String toString() {
      return "ShownVoucher[" + voucherId + "]";
    }
  }

  /** One of these clients, or none; null for all clients. */
  Uni<List<ShownVoucher>> one(SqlClient on, UUID id, UUID[] clients) {
    return shown(on, ONE, Tuple.of(id, clients));
  }

  /** All of a batch, in the order of its recipients. */
  Uni<List<ShownVoucher>> ofBatch(SqlClient on, UUID batch, UUID[] clients) {
    return shown(on, OF_BATCH, Tuple.of(batch, clients));
  }

  private Uni<List<ShownVoucher>> shown(SqlClient on, String sql, Tuple values) {
    return on.preparedQuery(sql)
        .execute(values)
        .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(this::shown).toList());
  }

  private ShownVoucher shown(Row row) {
    UUID id = row.getUUID("id");
    // The key that signs a voucher may be gone once no voucher of it is open. Should it be gone
    // before, the code still shows: it is what helps when pictures fail.
    VoucherCode code =
        OPEN.contains(row.getString("status"))
            ? secrets.open(
                VoucherBatches.key(row),
                row.getUUID("batch_id"),
                id,
                row.getBuffer("sealed").getBytes())
            : null;
    return new ShownVoucher(
        id,
        row.getString("status"),
        row.getString("code_last_four"),
        code == null ? null : code.printed(),
        code == null ? null : payloads.find(code, row.getString("qr_key")).orElse(null),
        row.getString("brand"),
        new Money(row.getLong("value_minor"), row.getString("currency")),
        VoucherStandings.instant(row, "expires_at"),
        row.getString("recipient_name"),
        row.getString("phone"));
  }
}
