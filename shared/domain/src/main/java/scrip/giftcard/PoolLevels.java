package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Which pools somebody or something must look after: what lies in clear, who waits, what is low.
 */
@ApplicationScoped
public class PoolLevels {

  private static final String WITH_CLEAR_CARDS =
      "SELECT DISTINCT pool_id FROM gift_cards WHERE status = 'available' AND sealed IS NULL LIMIT $1";

  private static final String WITH_WAITERS_AND_CARDS =
      """
      SELECT w.pool_id, min(w.id) AS first
      FROM waiting_list w
      WHERE w.served_at IS NULL
        AND (EXISTS (SELECT FROM gift_cards c
                     WHERE c.pool_id = w.pool_id AND c.status = 'available' AND c.sealed IS NOT NULL)
             OR EXISTS (SELECT FROM gift_cards c
                        WHERE c.pool_id = w.pool_id AND c.status = 'available' AND c.sealed IS NULL))
      GROUP BY w.pool_id ORDER BY first LIMIT $1
      """;

  // A pool that is bought for on demand is empty by design, and a new one that nobody redeems from
  // yet is no news.
  private static final String TELL =
      """
      WITH level AS (
        SELECT p.id, p.available_cards AS left_over, p.low_stock_threshold AS threshold,
               c.archived_at IS NULL AND p.purchase_method <> 'api_only'
               AND (p.total_cards > 0 OR EXISTS (SELECT FROM campaign_conditions k WHERE k.pool_id = p.id)) AS watched
        FROM gift_card_pools p JOIN card_pools c ON c.id = p.id
      ), waited AS (
        SELECT DISTINCT pool_id FROM waiting_list WHERE served_at IS NULL
      ), found AS (
        SELECT 'pool-empty' AS kind, l.id, l.left_over = 0 AND (l.watched OR w.pool_id IS NOT NULL) AS bad,
               'No card of this pool is left.' AS detail
        FROM level l LEFT JOIN waited w ON w.pool_id = l.id
        UNION ALL
        SELECT 'pool-low', id, left_over > 0 AND left_over <= threshold AND watched,
               left_over || ' cards of this pool are left; its threshold is ' || threshold || '.'
        FROM level
      ), closed AS (
        UPDATE alerts a SET closed_at = now() FROM found f
        WHERE a.kind = f.kind AND a.pool_id = f.id AND a.closed_at IS NULL AND NOT f.bad
        RETURNING a.id
      ), opened AS (
        INSERT INTO alerts (kind, pool_id, detail) SELECT kind, id, detail FROM found WHERE bad
        ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
        RETURNING id
      )
      SELECT (SELECT count(*) FROM opened) AS opened, (SELECT count(*) FROM closed) AS closed
      """;

  private static final String CHECK =
      """
      WITH next AS (
        SELECT p.id FROM card_pools p LEFT JOIN pool_checks k ON k.pool_id = p.id
        ORDER BY k.checked_at NULLS FIRST, p.id LIMIT 1
      ), counted AS (
        SELECT c.id, c.conserved, c.present FROM next n JOIN pool_conservation c ON c.id = n.id
      ), noted AS (
        INSERT INTO pool_checks (pool_id, conserved) SELECT id, conserved FROM counted
        ON CONFLICT (pool_id) DO UPDATE SET checked_at = clock_timestamp(), conserved = EXCLUDED.conserved
      ), closed AS (
        UPDATE alerts a SET closed_at = now() FROM counted c
        WHERE a.kind = 'pool-counts' AND a.pool_id = c.id AND a.closed_at IS NULL AND c.conserved
      ), opened AS (
        INSERT INTO alerts (kind, pool_id, detail)
        SELECT 'pool-counts', id, 'The counts of this pool are not those of its cards: see pool_conservation.'
        FROM counted WHERE NOT conserved
        ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
      )
      SELECT present, conserved FROM counted
      """;

  private final Pool pool;

  public PoolLevels(Pool pool) {
    this.pool = pool;
  }

  /** How many alerts were opened and closed. */
  record Told(long opened, long closed) {}

  /** How many cards a pool has, and whether its counts say the same. */
  record Checked(long cards, boolean conserved) {}

  /** Pools with cards that somebody inserted in clear. */
  Uni<List<UUID>> withClearCards(int atMost) {
    return pool.preparedQuery(WITH_CLEAR_CARDS).execute(Tuple.of(atMost)).map(PoolLevels::ids);
  }

  /** Pools that have both, those who waited longest first. */
  Uni<List<UUID>> withWaitersAndCards(int atMost) {
    return pool.preparedQuery(WITH_WAITERS_AND_CARDS)
        .execute(Tuple.of(atMost))
        .map(PoolLevels::ids);
  }

  /**
   * Opens one alert a pool and kind for those that are low or empty; closes those that are over.
   */
  Uni<Told> tell() {
    return pool.preparedQuery(TELL)
        .execute()
        .map(rows -> rows.iterator().next())
        .map(row -> new Told(row.getLong("opened"), row.getLong("closed")));
  }

  /**
   * Counts the cards of the pool that was counted longest ago, and tells when its counts differ.
   *
   * @return null when there is no pool
   */
  Uni<Checked> checkNext() {
    return pool.preparedQuery(CHECK)
        .execute()
        .map(
            rows -> {
              for (Row row : rows) {
                return new Checked(row.getLong("present"), row.getBoolean("conserved"));
              }
              return null;
            });
  }

  private static List<UUID> ids(RowSet<Row> rows) {
    List<UUID> ids = new ArrayList<>();
    rows.forEach(row -> ids.add(row.getUUID("pool_id")));
    return ids;
  }
}
