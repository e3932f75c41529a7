package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import scrip.delivery.Contact;
import scrip.money.Money;

/** What recipients are entitled to and have had, as an agent reads it to them. */
@ApplicationScoped
public class Entitlements {

  private static final String BY_CODE =
      """
      SELECT r.id AS recipient_id, r.first_name, r.last_name, r.phone, r.email, r.approval, r.opt_in,
             c.id AS campaign_id, c.name AS campaign, c.state, k.id AS condition_id, k.number, b.name AS brand,
             p.value_minor, p.currency, d.id AS redemption_id, d.redeemed_at, d.address, d.under_review, g.id AS card_id,
             g.last_four, g.status AS card_status, s.sms_status,
             (SELECT count(*) FROM waiting_list a WHERE a.pool_id = w.pool_id AND a.served_at IS NULL AND a.id <= w.id)
               AS place
      FROM recipients r
      JOIN campaigns c ON c.id = r.campaign_id
      LEFT JOIN campaign_conditions k ON k.campaign_id = c.id
      LEFT JOIN card_pools p ON p.id = k.pool_id
      LEFT JOIN brands b ON b.id = p.brand_id
      LEFT JOIN redemptions d ON d.recipient_id = r.id AND d.condition_id = k.id
      LEFT JOIN gift_cards g ON g.current_claim_id = d.current_claim_id
      LEFT JOIN waiting_list w ON w.recipient_id = r.id AND w.condition_id = k.id AND w.served_at IS NULL
      LEFT JOIN LATERAL (
        SELECT sms_status FROM gift_card_deliveries WHERE claim_id = d.current_claim_id
        ORDER BY created_at DESC, id DESC LIMIT 1
      ) AS s ON true
      WHERE r.code_hash = $1 AND ($2::uuid[] IS NULL OR r.client_id = ANY ($2))
      ORDER BY k.number
      """;

  private final Pool pool;

  public Entitlements(Pool pool) {
    this.pool = pool;
  }

  /** A recipient, with contacts masked. */
  public record Person(
      UUID recipientId,
      String firstName,
      String lastName,
      String phone,
      String email,
      String approval,
      String optIn,
      UUID campaignId,
      String campaign,
      String campaignState,
      List<One> entitlements) {}

  /**
   * One condition.
   *
   * @param redemptionId null when nothing was redeemed
   * @param cardId null when no card is bound now
   * @param deliveryStatus of the latest delivery; null without one
   * @param place in the pool's waiting list, from 1; null when the recipient does not wait
   */
  public record One(
      int condition,
      String brand,
      Money value,
      UUID redemptionId,
      Instant redeemedAt,
      String contact,
      boolean underReview,
      Long cardId,
      String lastFour,
      String cardStatus,
      String deliveryStatus,
      Long place) {}

  /** The recipient whose printed code has this keyed hash; empty when the caller sees none. */
  Uni<Optional<Person>> byCode(byte[] codeHash, UUID[] clients) {
    return pool.preparedQuery(BY_CODE)
        .execute(Tuple.tuple().addValue(Buffer.buffer(codeHash)).addArrayOfUUID(clients))
        .map(
            rows ->
                rows.rowCount() == 0
                    ? Optional.empty()
                    : Optional.of(person(rows.iterator().next(), entitlements(rows))));
  }

  private static Person person(Row row, List<One> entitlements) {
    return new Person(
        row.getUUID("recipient_id"),
        row.getString("first_name"),
        row.getString("last_name"),
        masked(row.getString("phone")),
        masked(row.getString("email")),
        row.getString("approval"),
        row.getString("opt_in"),
        row.getUUID("campaign_id"),
        row.getString("campaign"),
        row.getString("state"),
        entitlements);
  }

  private static List<One> entitlements(RowSet<Row> rows) {
    List<One> all = new ArrayList<>();
    for (Row row : rows) {
      if (row.getUUID("condition_id") != null) {
        OffsetDateTime redeemed = row.getOffsetDateTime("redeemed_at");
        long place = row.getLong("place");
        all.add(
            new One(
                row.getShort("number"),
                row.getString("brand"),
                new Money(row.getLong("value_minor"), row.getString("currency")),
                row.getUUID("redemption_id"),
                redeemed == null ? null : redeemed.toInstant(),
                masked(row.getString("address")),
                Boolean.TRUE.equals(row.getBoolean("under_review")),
                row.getLong("card_id"),
                row.getString("last_four"),
                row.getString("card_status"),
                row.getString("sms_status"),
                place == 0 ? null : place));
      }
    }
    return all;
  }

  private static String masked(String address) {
    return address == null ? null : Contact.mask(address);
  }
}
