package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import scrip.money.Money;

/** People in gift-card campaigns, found by their redemption code. */
@ApplicationScoped
public class Recipients {

  private static final String BY_CODE =
      """
      SELECT r.id AS recipient_id, r.client_id, l.region, r.first_name, r.phone, r.phone_hash, r.email, r.email_hash,
             r.approval, r.opt_in,
             EXISTS (SELECT FROM opt_outs o WHERE o.address_hash = r.phone_hash) AS phone_opted_out,
             EXISTS (SELECT FROM opt_outs o WHERE o.address_hash = r.email_hash) AS email_opted_out,
             c.state, c.redeem_from, c.redeem_until, c.approval_required, c.opt_in_required, c.reveal, c.channels,
             k.id AS condition_id, k.pool_id, b.name AS brand, p.value_minor, p.currency,
             d.id AS redemption_id, d.current_claim_id IS NOT NULL AS held, coalesce(d.under_review, false) AS under_review,
             EXISTS (SELECT FROM waiting_list w WHERE w.pool_id = k.pool_id AND w.served_at IS NULL) AS line
      FROM recipients r
      JOIN clients l ON l.id = r.client_id
      JOIN campaigns c ON c.id = r.campaign_id
      LEFT JOIN campaign_conditions k ON k.campaign_id = c.id AND k.number = $2
      LEFT JOIN card_pools p ON p.id = k.pool_id
      LEFT JOIN brands b ON b.id = p.brand_id
      LEFT JOIN redemptions d ON d.recipient_id = r.id AND d.condition_id = k.id
      WHERE r.code_hash = $1
      """;

  private static final String IMPORTED_OF_LENGTH =
      "SELECT FROM recipients WHERE code_imported AND code_length = $1 LIMIT 1";

  private static final String OPTED_OUT = "SELECT FROM opt_outs WHERE address_hash = $1";

  private final Pool pool;

  public Recipients(Pool pool) {
    this.pool = pool;
  }

  /** What the code with this keyed hash entitles to under that condition. */
  Uni<Optional<Entitlement>> entitlement(byte[] codeHash, int condition) {
    return pool.preparedQuery(BY_CODE)
        .execute(Tuple.of(Buffer.buffer(codeHash), (short) condition))
        .map(
            rows ->
                rows.iterator().hasNext()
                    ? Optional.of(read(rows.iterator().next()))
                    : Optional.empty());
  }

  /**
   * Whether any imported code has that many characters, so that it could be one that has no check
   * character.
   */
  Uni<Boolean> anyImportedOfLength(int length) {
    return pool.preparedQuery(IMPORTED_OF_LENGTH)
        .execute(Tuple.of((short) length))
        .map(rows -> rows.rowCount() > 0);
  }

  Uni<Boolean> optedOut(byte[] addressHash) {
    return pool.preparedQuery(OPTED_OUT)
        .execute(Tuple.of(Buffer.buffer(addressHash)))
        .map(rows -> rows.rowCount() > 0);
  }

  private static Entitlement read(Row row) {
    return new Entitlement(
        row.getUUID("recipient_id"),
        row.getUUID("client_id"),
        row.getString("region"),
        row.getString("first_name"),
        row.getString("phone"),
        bytes(row, "phone_hash"),
        row.getBoolean("phone_opted_out"),
        row.getString("email"),
        bytes(row, "email_hash"),
        row.getBoolean("email_opted_out"),
        row.getString("approval").equals("approved"),
        row.getString("approval").equals("rejected"),
        row.getString("opt_in").equals("opted_in"),
        new Entitlement.Campaign(
            row.getString("state"),
            instant(row, "redeem_from"),
            instant(row, "redeem_until"),
            row.getBoolean("approval_required"),
            row.getBoolean("opt_in_required"),
            row.getString("reveal").equals("screen"),
            Entitlement.Campaign.channels(row.getArrayOfStrings("channels"))),
        row.getUUID("condition_id"),
        row.getUUID("pool_id"),
        row.getString("brand"),
        row.getUUID("pool_id") == null
            ? null
            : new Money(row.getLong("value_minor"), row.getString("currency")),
        row.getUUID("redemption_id"),
        Boolean.TRUE.equals(row.getBoolean("held")),
        row.getBoolean("under_review"),
        row.getBoolean("line"));
  }

  private static byte[] bytes(Row row, String column) {
    Buffer buffer = row.getBuffer(column) == null ? null : row.getBuffer(column).getDelegate();
    return buffer == null ? null : buffer.getBytes();
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
