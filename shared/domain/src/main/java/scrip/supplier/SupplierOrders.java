package scrip.supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import scrip.money.Money;

/** Our orders at suppliers. One is open at most for a recipient and condition. */
@ApplicationScoped
public class SupplierOrders {

  private static final String COLUMNS =
      "reference, external_reference, pool_id, supplier, item, value_minor, currency, recipient_id, condition_id, tries, lease_token";

  // Nothing is ordered for somebody who has a card, for a pool whose last order would be refused
  // again, or a third time
  // for somebody to whom the supplier sold known codes twice.
  private static final String OPEN =
      """
      INSERT INTO supplier_orders (reference, external_reference, pool_id, supplier, item, value_minor, currency,
                                   recipient_id, condition_id, lease_token, lease_until)
      SELECT n.id, s.reference_prefix || n.id, p.id, s.name, p.supplier_item, p.value_minor, p.currency, $2, $3, $4,
             now() + $5 * INTERVAL '1 second'
      FROM card_pools p
      JOIN suppliers s ON s.name = p.api_provider
      CROSS JOIN (SELECT nextval('card_claims_id_seq') AS id) AS n
      WHERE p.id = $1 AND s.name = $6 AND p.purchase_method <> 'csv_only' AND p.supplier_item IS NOT NULL
        AND p.archived_at IS NULL
        AND NOT EXISTS (SELECT FROM redemptions d WHERE d.recipient_id = $2 AND d.condition_id = $3
                        AND (d.current_claim_id IS NOT NULL OR d.under_review))
        AND NOT EXISTS (SELECT FROM supplier_orders o WHERE o.pool_id = p.id AND o.state = 'refused' AND o.permanent
                        AND o.settled_at > greatest(s.reset_at, now() - $7 * INTERVAL '1 second'))
        AND (SELECT count(*) FROM supplier_orders o
             WHERE o.recipient_id = $2 AND o.condition_id = $3 AND o.duplicate) < 2
      ON CONFLICT (recipient_id, condition_id) WHERE state IN ('ordering', 'unknown') DO NOTHING
      RETURNING
      """
          + COLUMNS;

  private static final String FREE =
      "state IN ('ordering', 'unknown') AND (lease_until IS NULL OR lease_until < now())";

  private static final String LEASE =
      "UPDATE supplier_orders SET lease_token = $1, lease_until = now() + $2 * INTERVAL '1 second' WHERE "
          + FREE;

  private static final String LEASE_OF =
      LEASE + " AND recipient_id = $3 AND condition_id = $4 RETURNING " + COLUMNS;

  private static final String LEASE_ONE =
      LEASE + " AND reference = $3 AND pool_id = $4 RETURNING " + COLUMNS;

  private static final String LEASE_DUE =
      LEASE
          + " AND reference = ANY (ARRAY(SELECT reference FROM supplier_orders WHERE supplier = $3 AND look_again_at <= now() AND "
          + FREE
          + " ORDER BY look_again_at LIMIT $4 FOR UPDATE SKIP LOCKED)) RETURNING "
          + COLUMNS;

  private static final String UNDER_WAY =
      """
      SELECT FROM supplier_orders
      WHERE recipient_id = $1 AND condition_id = $2 AND state IN ('ordering', 'unknown') AND lease_until > now()
      """;

  private static final String STILL_WANTED =
      """
      SELECT FROM redemptions
      WHERE recipient_id = $1 AND condition_id = $2 AND (current_claim_id IS NOT NULL OR under_review)
      """;

  private static final String KEEP =
      """
      WITH kept AS (
        UPDATE supplier_orders
        SET state = 'unknown', lease_token = NULL, lease_until = NULL, tries = tries + $3,
            look_again_at = CASE WHEN tries + $3 >= $4 THEN 'infinity'
                                 WHEN $3 = 0 THEN now()
                                 ELSE now() + least(3600, 15 * 2 ^ (tries + $3)) * INTERVAL '1 second' END
        WHERE reference = $1 AND lease_token = $2 AND state IN ('ordering', 'unknown')
        RETURNING pool_id, look_again_at
      )
      INSERT INTO alerts (kind, pool_id, detail)
      SELECT 'supplier-order-review', pool_id, 'Nobody knows what became of an order at the supplier; settle it in the console.'
      FROM kept WHERE look_again_at = 'infinity'
      ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
      """;

  private static final String REFUSE =
      """
      WITH refused AS (
        UPDATE supplier_orders
        SET state = 'refused', refusal = $3, permanent = $4, settled_at = now(), lease_token = NULL, lease_until = NULL
        WHERE reference = $1 AND lease_token = $2 AND state = 'ordering'
        RETURNING pool_id
      )
      INSERT INTO alerts (kind, pool_id, detail)
      SELECT 'supplier-refused', pool_id, 'The supplier refuses to sell the card of this pool: ' || $3 FROM refused WHERE $4
      ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
      """;

  private static final String LOCK =
      "SELECT FROM supplier_orders WHERE reference = $1 AND state IN ('ordering', 'unknown') FOR UPDATE";

  private static final String BOUGHT =
      """
      WITH bought AS (
        UPDATE supplier_orders
        SET state = 'bought', supplier_order_id = $2, card_id = $3, duplicate = $4, settled_at = now(),
            lease_token = NULL, lease_until = NULL
        WHERE reference = $1
        RETURNING pool_id
      )
      UPDATE alerts a SET closed_at = now() FROM bought b
      WHERE a.kind = 'supplier-refused' AND a.pool_id = b.pool_id AND a.closed_at IS NULL AND NOT $4
      """;

  private final Pool pool;
  private final SupplierConfig config;

  public SupplierOrders(Pool pool, SupplierConfig config) {
    this.pool = pool;
    this.config = config;
  }

  /**
   * Writes down that a card is about to be ordered; committed when this returns.
   *
   * @return empty when an order is open already, the recipient has a card, or the pool buys nothing
   *     there now
   */
  public Uni<Optional<SupplierOrder>> open(
      UUID poolId, UUID recipientId, UUID conditionId, String supplier) {
    return pool.preparedQuery(OPEN)
        .execute(
            Tuple.tuple()
                .addUUID(poolId)
                .addUUID(recipientId)
                .addUUID(conditionId)
                .addUUID(UUID.randomUUID())
                .addLong(config.lease().toSeconds())
                .addString(supplier)
                .addLong(config.refusedFor().toSeconds()))
        .map(SupplierOrders::first);
  }

  /** Takes over the open order of a recipient and condition that nobody works on. */
  public Uni<Optional<SupplierOrder>> lease(UUID recipientId, UUID conditionId) {
    return lease(pool, LEASE_OF, recipientId, conditionId).map(SupplierOrders::first);
  }

  /** Takes over one open order of a pool, in the caller's transaction. */
  public Uni<Optional<SupplierOrder>> lease(SqlConnection connection, long reference, UUID poolId) {
    return lease(connection, LEASE_ONE, reference, poolId).map(SupplierOrders::first);
  }

  /** Takes over orders that were abandoned, or whose time to look again has come. */
  public Uni<List<SupplierOrder>> leaseDue(String supplier, int atMost) {
    return lease(pool, LEASE_DUE, supplier, atMost)
        .map(
            rows -> {
              List<SupplierOrder> orders = new ArrayList<>();
              rows.forEach(row -> orders.add(read(row)));
              return orders;
            });
  }

  /** Whether somebody is buying for that recipient and condition at this moment. */
  public Uni<Boolean> underWay(UUID recipientId, UUID conditionId) {
    return pool.preparedQuery(UNDER_WAY)
        .execute(Tuple.of(recipientId, conditionId))
        .map(rows -> rows.rowCount() > 0);
  }

  /** Whether the recipient has no card yet. */
  public Uni<Boolean> stillWanted(SupplierOrder order) {
    return pool.preparedQuery(STILL_WANTED)
        .execute(Tuple.of(order.recipientId(), order.conditionId()))
        .map(rows -> rows.rowCount() == 0);
  }

  /** Leaves an order open: nobody knows what became of it. */
  public Uni<Void> keep(SupplierOrder order, boolean countsAsTry) {
    return pool.preparedQuery(KEEP)
        .execute(
            Tuple.of(order.reference(), order.lease(), countsAsTry ? 1 : 0, config.triesAtMost()))
        .replaceWithVoid();
  }

  /** Ends an order of which it is certain that nothing was bought. */
  public Uni<Void> refuse(SupplierOrder order, boolean permanent, String text) {
    String shown = text.length() > 200 ? text.substring(0, 200) : text;
    return pool.preparedQuery(REFUSE)
        .execute(Tuple.of(order.reference(), order.lease(), shown, permanent))
        .replaceWithVoid();
  }

  /** Locks an order for its card to be taken in; false when that was done before. */
  public Uni<Boolean> lock(SqlConnection connection, SupplierOrder order) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(order.reference()))
        .map(rows -> rows.rowCount() > 0);
  }

  /** Ends a locked order: this is the card that it brought. */
  public Uni<Void> bought(
      SqlConnection connection,
      SupplierOrder order,
      String orderId,
      long cardId,
      boolean duplicate) {
    return connection
        .preparedQuery(BOUGHT)
        .execute(Tuple.of(order.reference(), orderId, cardId, duplicate))
        .replaceWithVoid();
  }

  private Uni<RowSet<Row>> lease(SqlClient client, String sql, Object first, Object second) {
    return client
        .preparedQuery(sql)
        .execute(Tuple.of(UUID.randomUUID(), config.lease().toSeconds(), first, second));
  }

  private static Optional<SupplierOrder> first(RowSet<Row> rows) {
    return rows.iterator().hasNext() ? Optional.of(read(rows.iterator().next())) : Optional.empty();
  }

  private static SupplierOrder read(Row row) {
    return new SupplierOrder(
        row.getLong("reference"),
        row.getString("external_reference"),
        row.getUUID("pool_id"),
        row.getString("supplier"),
        row.getString("item"),
        new Money(row.getLong("value_minor"), row.getString("currency")),
        row.getUUID("recipient_id"),
        row.getUUID("condition_id"),
        row.getInteger("tries"),
        row.getUUID("lease_token"));
  }
}
