package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import scrip.delivery.Contact;
import scrip.problem.Refused;
import scrip.secrets.CardSecret;
import scrip.secrets.CardSecrets;
import scrip.time.Ids;

/** The cards: claiming them for a redemption, and showing one. */
@ApplicationScoped
public class GiftCards {

  private static final int BUCKETS = 32768;

  // One statement, one commit: the recipient's place, a card, its history, its delivery. The place
  // is taken first, so
  // that all requests of one recipient meet there and only one of them goes on to take a card. The
  // card is looked for
  // from a random bucket on, then from the first, so that neighbours do not meet, claimed cards
  // whose index entries
  // still stand there lie scattered and not in the way, and the last card is found. A place without
  // a card breaks the
  // foreign key redemptions_hold_a_claim, and the whole statement is as if it had not been.
  static final String CLAIM =
      """
      WITH place AS (
        INSERT INTO redemptions AS r
          (id, recipient_id, condition_id, pool_id, current_claim_id, channel, address, address_hash, browser_hash)
        VALUES ($1, $2, $3, $4, nextval('card_claims_id_seq'), $5, $6, $7, $8)
        ON CONFLICT ON CONSTRAINT redemptions_once_a_condition DO UPDATE
          SET current_claim_id = EXCLUDED.current_claim_id
          WHERE r.current_claim_id IS NULL AND NOT r.under_review
        RETURNING id, current_claim_id, channel, address, address_hash
      ), card AS (
        SELECT found.id
        FROM place CROSS JOIN LATERAL (
          SELECT id FROM (
            SELECT id FROM gift_cards
            WHERE pool_id = $4 AND bucket >= $9 AND status = 'available' AND sealed IS NOT NULL
              AND (expires_on IS NULL OR expires_on >= $10)
            ORDER BY bucket, id LIMIT 1 FOR UPDATE SKIP LOCKED) AS from_here
          UNION ALL
          SELECT id FROM (
            SELECT id FROM gift_cards
            WHERE pool_id = $4 AND status = 'available' AND sealed IS NOT NULL
              AND (expires_on IS NULL OR expires_on >= $10)
            ORDER BY bucket, id LIMIT 1 FOR UPDATE SKIP LOCKED) AS anywhere
          LIMIT 1
        ) AS found
      ), claimed AS (
        UPDATE gift_cards g
        SET status = 'claimed', claimed_at = now(), claimed_by_recipient_id = $2, current_claim_id = p.current_claim_id
        FROM card c, place p
        WHERE g.id = c.id
        RETURNING g.id, g.last_four, g.expires_on
      ), history AS (
        INSERT INTO card_claims (id, card_id, pool_id, redemption_id, recipient_id, condition_id, claimed_by, request_id)
        SELECT p.current_claim_id, c.id, $4, p.id, $2, $3, $11, $12 FROM claimed c, place p
      ), delivery AS (
        INSERT INTO gift_card_deliveries
          (id, redemption_id, recipient_id, gift_card_id, claim_id, channel, address, address_hash)
        SELECT $13, p.id, $2, c.id, p.current_claim_id, p.channel, p.address, p.address_hash FROM claimed c, place p
      )
      SELECT p.id AS redemption_id, p.current_claim_id, p.channel, p.address, c.last_four, c.expires_on
      FROM claimed c, place p
      """;

  private static final String REVEAL =
      """
      WITH shown AS (
        UPDATE gift_cards SET status = CASE status WHEN 'claimed' THEN 'sent' ELSE status END,
               sent_at = coalesce(sent_at, now())
        WHERE current_claim_id = $1 AND status IN ('claimed', 'sent', 'delivered')
        RETURNING id, pool_id, code_hash, sealed, data_key_id
      ), reveal AS (
        INSERT INTO card_reveals (claim_id, card_id, revealed_to, request_id) SELECT $1, id, $2, $3 FROM shown
      )
      SELECT s.pool_id, s.code_hash, s.sealed, k.id AS key_id, k.key_encryption_key, k.wrapped
      FROM shown s JOIN data_keys k ON k.id = s.data_key_id
      """;

  private final Pool pool;
  private final Ids ids;
  private final CardSecrets secrets;

  public GiftCards(Pool pool, Ids ids, CardSecrets secrets) {
    this.pool = pool;
    this.ids = ids;
    this.secrets = secrets;
  }

  /** A card of that pool, for that recipient under that condition. */
  record Wanted(UUID recipientId, UUID conditionId, UUID poolId) {}

  /** What came of trying to claim. */
  sealed interface Claim permits Claimed, AlreadyHeld, NoCard {}

  /** A card is the recipient's now, and its delivery waits. */
  record Claimed(
      UUID redemptionId,
      long claimId,
      String channel,
      String address,
      String lastFour,
      LocalDate expiresOn,
      UUID deliveryId)
      implements Claim {}

  /** The recipient has this condition's card already, or it is under review. */
  record AlreadyHeld() implements Claim {}

  /** The pool has no sealed card that is free; nothing was changed. */
  record NoCard() implements Claim {}

  /**
   * Claims one card and puts its delivery in the queue, in one transaction. A repeat claims
   * nothing. With n free cards and more callers than that, n of them get one.
   */
  Uni<Claim> claim(
      Wanted wanted, Contact contact, byte[] browserHash, Claimant by, LocalDate today) {
    return claim(pool, wanted, contact, browserHash, by, today);
  }

  /**
   * The same on somebody's connection. Within a transaction, one that found {@link NoCard} or died
   * can only be undone.
   */
  Uni<Claim> claim(
      SqlClient on,
      Wanted wanted,
      Contact contact,
      byte[] browserHash,
      Claimant by,
      LocalDate today) {
    UUID deliveryId = ids.next();
    Tuple tuple =
        Tuple.tuple()
            .addUUID(ids.next())
            .addUUID(wanted.recipientId())
            .addUUID(wanted.conditionId())
            .addUUID(wanted.poolId())
            .addString(contact.channel().word())
            .addString(contact.address())
            .addValue(Buffer.buffer(contact.hash()))
            .addValue(browserHash == null ? null : Buffer.buffer(browserHash))
            .addShort((short) ThreadLocalRandom.current().nextInt(BUCKETS))
            .addLocalDate(today)
            .addString(by.name())
            .addString(by.requestId())
            .addUUID(deliveryId);
    return on.preparedQuery(CLAIM)
        .execute(tuple)
        .<Claim>map(
            rows ->
                rows.rowCount() == 0
                    ? new AlreadyHeld()
                    : claimed(rows.iterator().next(), deliveryId))
        .onFailure(GiftCards::foundNoCard)
        .recoverWithItem(new NoCard());
  }

  /** Who claims, for the history: a name without any address, and the request. */
  record Claimant(String name, String requestId) {}

  /**
   * Opens a card to show it, and writes down that it was shown, to whom and when, before anybody
   * sees it.
   *
   * @return the code and number; each call is one more reveal
   * @throws Refused under-review, when the claim holds no card that may be shown any more
   */
  Uni<CardSecret> reveal(long claimId, Claimant to) {
    return reveal(pool, claimId, to);
  }

  /** The same on somebody's connection. */
  Uni<CardSecret> reveal(SqlClient on, long claimId, Claimant to) {
    return on.preparedQuery(REVEAL)
        .execute(Tuple.of(claimId, to.name(), to.requestId()))
        .map(
            rows -> {
              if (rows.rowCount() == 0) {
                throw new Refused(RedeemRefusal.UNDER_REVIEW);
              }
              return secrets.open(rows.iterator().next());
            });
  }

  private static Claimed claimed(Row row, UUID deliveryId) {
    return new Claimed(
        row.getUUID("redemption_id"),
        row.getLong("current_claim_id"),
        row.getString("channel"),
        row.getString("address"),
        row.getString("last_four"),
        row.getLocalDate("expires_on"),
        deliveryId);
  }

  private static boolean foundNoCard(Throwable failure) {
    return failure instanceof PgException e
        && "23503".equals(e.getSqlState())
        && "redemptions_hold_a_claim".equals(e.getConstraint());
  }
}
