package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import scrip.delivery.Channel;
import scrip.delivery.Contact;
import scrip.giftcard.GiftCards.Claimed;
import scrip.giftcard.GiftCards.Wanted;

/** Which claim took the place of which; a claim is replaced once. */
@ApplicationScoped
public class CardReplacements {

  private static final String HOLDER =
      """
      SELECT g.status, g.current_claim_id, d.id AS redemption_id, d.recipient_id, d.condition_id, d.under_review,
             d.channel, d.address, d.address_hash, d.browser_hash, k.pool_id, c.channels, l.region, s.sms_status,
             EXISTS (SELECT FROM opt_outs o WHERE o.address_hash = d.address_hash) AS opted_out,
             EXISTS (SELECT FROM card_reveals v WHERE v.claim_id = g.current_claim_id)
               OR EXISTS (SELECT FROM gift_card_deliveries v WHERE v.claim_id = g.current_claim_id
                          AND v.sms_status IN ('sent', 'delivered', 'manually_delivered')) AS reached
      FROM gift_cards g
      JOIN card_pools p ON p.id = g.pool_id
      LEFT JOIN redemptions d ON d.current_claim_id = g.current_claim_id
      LEFT JOIN recipients r ON r.id = d.recipient_id
      LEFT JOIN campaigns c ON c.id = r.campaign_id
      LEFT JOIN campaign_conditions k ON k.id = d.condition_id
      LEFT JOIN clients l ON l.id = r.client_id
      LEFT JOIN LATERAL (
        SELECT sms_status FROM gift_card_deliveries WHERE claim_id = g.current_claim_id
        ORDER BY created_at DESC, id DESC LIMIT 1
      ) AS s ON true
      WHERE g.id = $1 AND ($2::uuid[] IS NULL OR p.client_id = ANY ($2) AND (r.id IS NULL OR r.client_id = ANY ($2)))
      """;

  // In the order in which everybody takes them: the delivery, the redemption, then a card.
  private static final String LOCK_DELIVERIES =
      "SELECT FROM gift_card_deliveries WHERE claim_id = $1 ORDER BY id FOR UPDATE";
  private static final String LOCK_REDEMPTION =
      "SELECT FROM redemptions WHERE current_claim_id = $1 FOR UPDATE";

  private static final String REPLACED =
      """
      SELECT x.redemption_id, x.new_claim_id, k.card_id, g.last_four, d.address
      FROM card_replacements x
      JOIN card_claims o ON o.id = x.old_claim_id
      JOIN card_claims k ON k.id = x.new_claim_id
      JOIN gift_cards g ON g.id = k.card_id
      JOIN redemptions d ON d.id = x.redemption_id
      WHERE o.card_id = $1 AND x.old_claim_id = $2
      """;

  private static final String FREE =
      """
      UPDATE redemptions SET current_claim_id = NULL, under_review = false, pool_id = $3,
             channel = coalesce($4, channel), address = coalesce($5, address), address_hash = coalesce($6, address_hash)
      WHERE id = $1 AND current_claim_id = $2
      """;

  private static final String LINK =
      """
      INSERT INTO card_replacements (old_claim_id, new_claim_id, redemption_id, reason, replaced_by)
      VALUES ($1, $2, $3, $4, $5)
      """;

  /**
   * Who holds a card.
   *
   * @param wanted what the recipient is entitled to; null when nobody holds the card
   * @param deliveryStatus of its latest delivery; null when it had none
   * @param reached whether it was shown, or any message with it left
   * @param contact the one that was fixed at the first claim
   */
  record Holder(
      String cardStatus,
      Long claimId,
      UUID redemptionId,
      Wanted wanted,
      boolean underReview,
      String deliveryStatus,
      boolean reached,
      Contact contact,
      boolean optedOut,
      byte[] browserHash,
      Set<Channel> channels,
      String region) {

    /** Whether the card is lost to its recipient as far as anybody can tell. */
    boolean lost() {
      return underReview
          || !reached && ("failed".equals(deliveryStatus) || "undelivered".equals(deliveryStatus));
    }
  }

  /**
   * The card that took the place of another.
   *
   * @param already whether it had before this call
   */
  public record Replacement(
      long oldCardId,
      long newCardId,
      long newClaimId,
      UUID redemptionId,
      String lastFour,
      String contact,
      boolean already) {}

  /** Empty when the caller sees no such card. */
  Uni<Optional<Holder>> holder(SqlClient on, long cardId, UUID[] clients) {
    return on.preparedQuery(HOLDER)
        .execute(Tuple.tuple().addLong(cardId).addArrayOfUUID(clients))
        .map(
            rows ->
                rows.rowCount() == 0
                    ? Optional.empty()
                    : Optional.of(holder(rows.iterator().next())));
  }

  /**
   * Waits for everybody who sends for, or replaces, this claim.
   *
   * @return whether a redemption still holds it
   */
  Uni<Boolean> lock(SqlConnection transaction, Long claimId) {
    return transaction
        .preparedQuery(LOCK_DELIVERIES)
        .execute(Tuple.of(claimId))
        .chain(() -> transaction.preparedQuery(LOCK_REDEMPTION).execute(Tuple.of(claimId)))
        .map(rows -> rows.rowCount() > 0);
  }

  /** What replaced this claim of the card; empty when nothing did. */
  Uni<Optional<Replacement>> replaced(SqlClient on, long cardId, Long claimId) {
    return on.preparedQuery(REPLACED)
        .execute(Tuple.of(cardId, claimId))
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(
                    new Replacement(
                        cardId,
                        row.getLong("card_id"),
                        row.getLong("new_claim_id"),
                        row.getUUID("redemption_id"),
                        row.getString("last_four"),
                        Contact.mask(row.getString("address")),
                        true));
              }
              return Optional.empty();
            });
  }

  /**
   * Lets the redemption go of its claim, so that it can take another card.
   *
   * @param other where the next card goes; null for where the last one went
   * @return false when it does not hold that claim any more
   */
  Uni<Boolean> free(SqlConnection transaction, Holder holder, Contact other) {
    return transaction
        .preparedQuery(FREE)
        .execute(
            Tuple.tuple()
                .addUUID(holder.redemptionId())
                .addLong(holder.claimId())
                .addUUID(holder.wanted().poolId())
                .addString(other == null ? null : other.channel().word())
                .addString(other == null ? null : other.address())
                .addValue(other == null ? null : Buffer.buffer(other.hash())))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Writes down that one claim took the place of another. */
  Uni<Void> link(SqlConnection transaction, Holder holder, Claimed claimed, ManualAct act) {
    return transaction
        .preparedQuery(LINK)
        .execute(
            Tuple.of(
                holder.claimId(),
                claimed.claimId(),
                claimed.redemptionId(),
                act.reason(),
                act.caller().name()))
        .replaceWithVoid();
  }

  private static Holder holder(Row row) {
    boolean held = row.getUUID("redemption_id") != null;
    var browser = row.getBuffer("browser_hash");
    return new Holder(
        row.getString("status"),
        row.getLong("current_claim_id"),
        row.getUUID("redemption_id"),
        held
            ? new Wanted(
                row.getUUID("recipient_id"), row.getUUID("condition_id"), row.getUUID("pool_id"))
            : null,
        held && row.getBoolean("under_review"),
        row.getString("sms_status"),
        row.getBoolean("reached"),
        held
            ? new Contact(
                Channel.of(row.getString("channel")).orElseThrow(),
                row.getString("address"),
                row.getBuffer("address_hash").getBytes())
            : null,
        row.getBoolean("opted_out"),
        browser == null ? null : browser.getBytes(),
        held ? Entitlement.Campaign.channels(row.getArrayOfStrings("channels")) : Set.of(),
        row.getString("region"));
  }
}
