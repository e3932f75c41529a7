package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.delivery.Contact;
import scrip.giftcard.GiftCards.Claimant;
import scrip.giftcard.GiftCards.Claimed;
import scrip.secrets.CardSecret;
import scrip.secrets.CardSecrets;
import scrip.secrets.Sealing;
import scrip.supplier.CardSupplier.Bought;
import scrip.supplier.SupplierOrder;
import scrip.supplier.SupplierOrders;
import scrip.time.Ids;

/**
 * Cards that came from a supplier: taken in once an order, for the recipient they were bought for.
 */
@ApplicationScoped
public class BoughtCards {

  private static final String TAKE_IN =
      """
      INSERT INTO gift_cards (pool_id, card_code, card_number, last_four, code_hash, sealed, data_key_id, expires_on,
                              supplier_reference)
      SELECT p.id, $2, $3, $4, $5, $6, $7, $8, $9 FROM card_pools p
      WHERE p.id = $1
        AND NOT EXISTS (SELECT FROM gift_cards q WHERE q.brand_id = p.brand_id AND q.code_hash = $5
                        AND q.status = 'quarantined')
      ON CONFLICT (brand_id, code_hash) WHERE code_hash IS NOT NULL AND status <> 'quarantined' DO NOTHING
      RETURNING id
      """;

  private static final String QUARANTINE =
      """
      WITH doubled AS (
        INSERT INTO gift_cards (pool_id, card_code, card_number, last_four, code_hash, sealed, data_key_id, expires_on,
                                supplier_reference, status)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'quarantined')
        RETURNING id, pool_id
      ), told AS (
        INSERT INTO alerts (kind, pool_id, detail)
        SELECT 'duplicate-card', pool_id, 'The supplier sold a code that its brand has already; it is quarantined.'
        FROM doubled
        ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
      )
      SELECT id FROM doubled
      """;

  // As in GiftCards.CLAIM, but the card is known and the claim has the order's id. The contact of
  // somebody in the line
  // is the one they gave first. Without a contact, or with the place taken, the card stays stock.
  private static final String CLAIM =
      """
      WITH contact AS (
        SELECT channel, address, address_hash, browser_hash, 1 AS rank FROM waiting_list
        WHERE recipient_id = $2 AND condition_id = $3 AND served_at IS NULL
        UNION ALL
        SELECT $6::text, $7::text, $8::bytea, $9::bytea, 2 WHERE $6::text IS NOT NULL
        ORDER BY rank LIMIT 1
      ), place AS (
        INSERT INTO redemptions AS r
          (id, recipient_id, condition_id, pool_id, current_claim_id, channel, address, address_hash, browser_hash)
        SELECT $1, $2, $3, $4, $5, channel, address, address_hash, browser_hash FROM contact
        ON CONFLICT ON CONSTRAINT redemptions_once_a_condition DO UPDATE
          SET current_claim_id = EXCLUDED.current_claim_id
          WHERE r.current_claim_id IS NULL AND NOT r.under_review
        RETURNING id, channel, address, address_hash
      ), claimed AS (
        UPDATE gift_cards g
        SET status = 'claimed', claimed_at = now(), claimed_by_recipient_id = $2, current_claim_id = $5
        FROM place WHERE g.id = $10
        RETURNING g.id, g.last_four, g.expires_on
      ), history AS (
        INSERT INTO card_claims (id, card_id, pool_id, redemption_id, recipient_id, condition_id, claimed_by, request_id)
        SELECT $5, c.id, $4, p.id, $2, $3, $11, $12 FROM claimed c, place p
      ), delivery AS (
        INSERT INTO gift_card_deliveries
          (id, redemption_id, recipient_id, gift_card_id, claim_id, channel, address, address_hash)
        SELECT $13, p.id, $2, c.id, $5, p.channel, p.address, p.address_hash FROM claimed c, place p
      )
      SELECT p.id AS redemption_id, p.channel, p.address, c.last_four, c.expires_on FROM claimed c, place p
      """;

  private final Pool pool;
  private final Ids ids;
  private final CardSecrets secrets;
  private final DataKeys dataKeys;
  private final SupplierOrders orders;
  private final WaitingList waitingList;
  private final AuditLog audit;

  public BoughtCards(
      Pool pool,
      Ids ids,
      CardSecrets secrets,
      DataKeys dataKeys,
      SupplierOrders orders,
      WaitingList waitingList,
      AuditLog audit) {
    this.pool = pool;
    this.ids = ids;
    this.secrets = secrets;
    this.dataKeys = dataKeys;
    this.orders = orders;
    this.waitingList = waitingList;
    this.audit = audit;
  }

  /** What a bought card became. */
  enum Use {
    CLAIMED,
    STOCK,
    DUPLICATE,
    TAKEN_IN_BEFORE
  }

  /**
   * @param claimed whose it is now, when it is anybody's
   */
  record TakenIn(Use use, Claimed claimed) {}

  /**
   * Seals a card, puts it into its pool and gives it to the recipient of its order, all or nothing.
   * A recipient who has a card meanwhile leaves it in the pool. A code that the brand has already
   * is quarantined. A repeat changes nothing.
   *
   * @param contact where to send it; null for the contact the recipient waits with
   */
  Uni<TakenIn> takeIn(
      SupplierOrder order, Bought bought, Contact contact, byte[] browserHash, Claimant by) {
    return pool.withTransaction(
        connection ->
            orders
                .lock(connection, order)
                .chain(
                    open ->
                        open
                            ? insert(connection, order, bought, contact, browserHash, by)
                            : Uni.createFrom().item(new TakenIn(Use.TAKEN_IN_BEFORE, null))));
  }

  private Uni<TakenIn> insert(
      SqlConnection connection,
      SupplierOrder order,
      Bought bought,
      Contact contact,
      byte[] browserHash,
      Claimant by) {
    return dataKeys
        .current(connection, order.poolId())
        .map(key -> card(key, order, bought))
        .chain(
            card ->
                insert(connection, TAKE_IN, card)
                    .chain(
                        id ->
                            id != null
                                ? claim(connection, order, id, contact, browserHash, by)
                                    .call(t -> end(connection, order, bought, id, t, by))
                                : quarantine(connection, order, bought, card, by)));
  }

  private Tuple card(Sealing.DataKey key, SupplierOrder order, Bought bought) {
    var card = secrets.seal(key, order.poolId(), new CardSecret(bought.code(), bought.number()));
    return Tuple.tuple()
        .addUUID(order.poolId())
        .addString(card.codeToken())
        .addString(card.numberToken())
        .addString(card.lastFour())
        .addValue(Buffer.buffer(card.codeHash()))
        .addValue(Buffer.buffer(card.sealed()))
        .addLong(key.id())
        .addLocalDate(bought.expiresOn())
        .addLong(order.reference());
  }

  private static Uni<Long> insert(SqlConnection connection, String sql, Tuple card) {
    return connection
        .preparedQuery(sql)
        .execute(card)
        .map(rows -> rows.iterator().hasNext() ? rows.iterator().next().getLong("id") : null);
  }

  private Uni<TakenIn> claim(
      SqlConnection connection,
      SupplierOrder order,
      long cardId,
      Contact contact,
      byte[] browserHash,
      Claimant by) {
    UUID deliveryId = ids.next();
    Tuple tuple =
        Tuple.tuple()
            .addUUID(ids.next())
            .addUUID(order.recipientId())
            .addUUID(order.conditionId())
            .addUUID(order.poolId())
            .addLong(order.reference())
            .addString(contact == null ? null : contact.channel().word())
            .addString(contact == null ? null : contact.address())
            .addValue(contact == null ? null : Buffer.buffer(contact.hash()))
            .addValue(contact == null || browserHash == null ? null : Buffer.buffer(browserHash))
            .addLong(cardId)
            .addString(by.name())
            .addString(by.requestId())
            .addUUID(deliveryId);
    return connection
        .preparedQuery(CLAIM)
        .execute(tuple)
        .chain(
            rows -> {
              if (!rows.iterator().hasNext()) {
                return Uni.createFrom().item(new TakenIn(Use.STOCK, null));
              }
              Claimed claimed = claimed(rows.iterator().next(), order, deliveryId);
              return waitingList
                  .served(connection, order.recipientId(), order.conditionId())
                  .replaceWith(new TakenIn(Use.CLAIMED, claimed));
            });
  }

  private static Claimed claimed(Row row, SupplierOrder order, UUID deliveryId) {
    return new Claimed(
        row.getUUID("redemption_id"),
        order.reference(),
        row.getString("channel"),
        row.getString("address"),
        row.getString("last_four"),
        row.getLocalDate("expires_on"),
        deliveryId);
  }

  private Uni<TakenIn> quarantine(
      SqlConnection connection, SupplierOrder order, Bought bought, Tuple card, Claimant by) {
    TakenIn doubled = new TakenIn(Use.DUPLICATE, null);
    return insert(connection, QUARANTINE, card)
        .call(id -> end(connection, order, bought, id, doubled, by))
        .replaceWith(doubled);
  }

  private Uni<Void> end(
      SqlConnection connection,
      SupplierOrder order,
      Bought bought,
      long cardId,
      TakenIn taken,
      Claimant by) {
    return orders
        .bought(connection, order, bought.orderId(), cardId, taken.use() == Use.DUPLICATE)
        .chain(
            () ->
                audit.write(
                    connection,
                    new AuditLog.Entry(
                        "supplier:" + order.supplier(),
                        "bought",
                        "card_pools",
                        order.poolId().toString(),
                        "the pool had no card",
                        new JsonObject()
                            .put("reference", order.externalReference())
                            .put("order", bought.orderId())
                            .put("card", cardId)
                            .put("use", taken.use().name().toLowerCase(java.util.Locale.ROOT)),
                        by.requestId())));
  }
}
