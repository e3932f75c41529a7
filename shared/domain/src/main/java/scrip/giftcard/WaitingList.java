package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import scrip.delivery.Channel;
import scrip.delivery.Contact;
import scrip.giftcard.GiftCards.Wanted;

/** Who waits for which pool. First come, first served. */
@ApplicationScoped
public class WaitingList {

  // The supervisor is told once for an empty pool, not once for every caller.
  private static final String JOIN =
      """
      WITH joined AS (
        INSERT INTO waiting_list AS w
          (pool_id, recipient_id, condition_id, channel, address, address_hash, browser_hash, callback_due_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, now() + INTERVAL '30 minutes')
        ON CONFLICT ON CONSTRAINT waiting_list_once_a_condition DO UPDATE
          SET served_at = NULL, pool_id = EXCLUDED.pool_id,
              joined_at = CASE WHEN w.served_at IS NULL THEN w.joined_at ELSE EXCLUDED.joined_at END,
              callback_due_at = CASE WHEN w.served_at IS NULL THEN w.callback_due_at ELSE EXCLUDED.callback_due_at END,
              called_at = CASE WHEN w.served_at IS NULL THEN w.called_at END,
              called_by = CASE WHEN w.served_at IS NULL THEN w.called_by END
        RETURNING id, callback_due_at
      ), told AS (
        INSERT INTO alerts (kind, pool_id, detail)
        SELECT 'pool-empty', $1, 'Recipients are waiting for cards of this pool.'
        WHERE NOT EXISTS (SELECT FROM alerts WHERE kind = 'pool-empty' AND pool_id = $1 AND closed_at IS NULL)
        ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
      )
      SELECT j.callback_due_at, 1 + count(w.id) AS place,
             count(w.id) FILTER (WHERE o.reference IS NULL AND w.joined_at < now() - INTERVAL '10 seconds') AS ahead
      FROM joined j
      LEFT JOIN waiting_list w ON w.pool_id = $1 AND w.served_at IS NULL AND w.id < j.id
      LEFT JOIN supplier_orders o ON o.recipient_id = w.recipient_id AND o.condition_id = w.condition_id
        AND o.state IN ('ordering', 'unknown')
      GROUP BY j.callback_due_at
      """;

  private static final String WAITERS =
      """
      SELECT w.id, w.recipient_id, w.condition_id, w.channel, w.address, w.address_hash, w.browser_hash
      FROM waiting_list w
      WHERE w.pool_id = $1 AND w.served_at IS NULL
      """;

  private static final String FRONT =
      WAITERS
          + """
        AND (EXISTS (SELECT FROM gift_cards WHERE pool_id = $1 AND status = 'available' AND sealed IS NOT NULL)
             OR EXISTS (SELECT FROM gift_cards WHERE pool_id = $1 AND status = 'available' AND sealed IS NULL))
      ORDER BY w.id LIMIT $2
      """;

  private static final String WITHOUT_ORDER =
      WAITERS
          + """
        AND NOT EXISTS (SELECT FROM supplier_orders o WHERE o.recipient_id = w.recipient_id
                        AND o.condition_id = w.condition_id AND o.state IN ('ordering', 'unknown'))
        AND (SELECT count(*) FROM supplier_orders o WHERE o.recipient_id = w.recipient_id
             AND o.condition_id = w.condition_id AND o.duplicate) < 2
      ORDER BY w.id LIMIT $2
      """;

  private static final String POOLS_OF =
      """
      SELECT w.pool_id FROM waiting_list w
      JOIN card_pools p ON p.id = w.pool_id
      JOIN suppliers s ON s.name = p.api_provider
      WHERE w.served_at IS NULL AND p.api_provider = $1 AND p.purchase_method <> 'csv_only'
        AND p.supplier_item IS NOT NULL AND p.archived_at IS NULL
        AND NOT EXISTS (SELECT FROM supplier_orders o WHERE o.pool_id = p.id AND o.state = 'refused' AND o.permanent
                        AND o.settled_at > greatest(s.reset_at, now() - $3 * INTERVAL '1 second'))
      GROUP BY w.pool_id ORDER BY min(w.id) LIMIT $2
      """;

  private static final String SERVED_RECIPIENT =
      """
      WITH served AS (
        UPDATE waiting_list SET served_at = now() WHERE recipient_id = $1 AND condition_id = $2 AND served_at IS NULL
        RETURNING id, pool_id
      )
      UPDATE alerts a SET closed_at = now() FROM served s
      WHERE a.kind = 'pool-empty' AND a.pool_id = s.pool_id AND a.closed_at IS NULL
        AND NOT EXISTS (SELECT FROM waiting_list w WHERE w.pool_id = s.pool_id AND w.served_at IS NULL AND w.id <> s.id)
      """;

  private static final String SERVED =
      """
      WITH served AS (
        UPDATE waiting_list SET served_at = now() WHERE id = $1 AND served_at IS NULL RETURNING pool_id
      )
      UPDATE alerts a SET closed_at = now() FROM served s
      WHERE a.kind = 'pool-empty' AND a.pool_id = s.pool_id AND a.closed_at IS NULL
        AND NOT EXISTS (SELECT FROM waiting_list w WHERE w.pool_id = s.pool_id AND w.served_at IS NULL AND w.id <> $1)
      """;

  private final Pool pool;

  public WaitingList(Pool pool) {
    this.pool = pool;
  }

  /**
   * A place in the line.
   *
   * @param place counted from 1
   * @param ahead how many before it wait for somebody to buy for them: they have no order at a
   *     supplier under way, and joined so long ago that their own request is over
   * @param callbackDueAt until when the recipient is to be called back
   */
  record Place(long place, long ahead, Instant callbackDueAt) {}

  /** Somebody in the line, with the contact that was fixed when they joined. */
  record Waiter(long id, UUID recipientId, UUID conditionId, Contact contact, byte[] browserHash) {}

  /** Joins the line; a repeat keeps the place. */
  Uni<Place> join(Wanted wanted, Contact contact, byte[] browserHash) {
    return pool.preparedQuery(JOIN)
        .execute(
            Tuple.tuple()
                .addUUID(wanted.poolId())
                .addUUID(wanted.recipientId())
                .addUUID(wanted.conditionId())
                .addString(contact.channel().word())
                .addString(contact.address())
                .addValue(Buffer.buffer(contact.hash()))
                .addValue(browserHash == null ? null : Buffer.buffer(browserHash)))
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new Place(
                    row.getLong("place"),
                    row.getLong("ahead"),
                    row.getOffsetDateTime("callback_due_at").toInstant()));
  }

  /** Those who are next; nobody while the pool has no card that is free. */
  Uni<List<Waiter>> front(UUID poolId, int atMost) {
    return waiters(FRONT, poolId, atMost);
  }

  /** Those who are next for cards that are bought: nobody ordered one for them yet. */
  Uni<List<Waiter>> withoutOrder(UUID poolId, int atMost) {
    return waiters(WITHOUT_ORDER, poolId, atMost);
  }

  /**
   * Pools with a line that buy from that supplier, first those where somebody waits for longest.
   *
   * @param refusedFor how long a pool is left out after the supplier refused to sell its card
   */
  Uni<List<UUID>> poolsOf(String supplier, int atMost, Duration refusedFor) {
    return pool.preparedQuery(POOLS_OF)
        .execute(Tuple.of(supplier, atMost, refusedFor.toSeconds()))
        .map(
            rows -> {
              List<UUID> pools = new ArrayList<>();
              rows.forEach(row -> pools.add(row.getUUID("pool_id")));
              return pools;
            });
  }

  private Uni<List<Waiter>> waiters(String sql, UUID poolId, int atMost) {
    return pool.preparedQuery(sql)
        .execute(Tuple.of(poolId, atMost))
        .map(
            rows -> {
              List<Waiter> waiters = new ArrayList<>();
              for (var row : rows) {
                var browser = row.getBuffer("browser_hash");
                waiters.add(
                    new Waiter(
                        row.getLong("id"),
                        row.getUUID("recipient_id"),
                        row.getUUID("condition_id"),
                        new Contact(
                            Channel.of(row.getString("channel")).orElseThrow(),
                            row.getString("address"),
                            row.getBuffer("address_hash").getBytes()),
                        browser == null ? null : browser.getBytes()));
              }
              return waiters;
            });
  }

  /** Takes somebody who has a card now out of the line; a repeat changes nothing. */
  Uni<Void> served(long id) {
    return pool.preparedQuery(SERVED).execute(Tuple.of(id)).replaceWithVoid();
  }

  /** The same for a recipient and condition, wherever they wait, with the caller's claim. */
  Uni<Void> served(SqlClient connection, UUID recipientId, UUID conditionId) {
    return connection
        .preparedQuery(SERVED_RECIPIENT)
        .execute(Tuple.of(recipientId, conditionId))
        .replaceWithVoid();
  }

  /** The same for somebody who turned out to have a card. */
  Uni<Void> served(Wanted wanted) {
    return served(pool, wanted.recipientId(), wanted.conditionId());
  }
}
