package scrip.function.console.stock;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import scrip.access.Clients;
import scrip.function.console.stock.PoolStock.Cards;
import scrip.money.Money;

/** What pools hold: exact counts, how fast they empty, who waits, what was done to them. */
@ApplicationScoped
class PoolStocks {

  // The page is cut before anything is counted, so that only its pools are.
  private static final String STOCKS =
      """
      SELECT p.id, p.client_id, p.brand_id, b.name AS brand, p.pool_name, p.value_minor, p.currency,
             p.low_stock_threshold, p.purchase_method, p.api_provider, p.supplier_item, p.cost_minor, p.price_minor,
             p.archived_at, p.created_at, n.available_cards, n.claimed_cards, n.sent_cards, n.delivered_cards,
             n.quarantined_cards, n.void_cards, n.expired_cards, n.total_cards,
             coalesce(k.claims, 0) AS claims_of_a_day,
             (SELECT count(*) FROM waiting_list w WHERE w.pool_id = p.id AND w.served_at IS NULL) AS waiting
      FROM (
        SELECT * FROM card_pools
        WHERE ($1::uuid[] IS NULL OR client_id = ANY ($1)) AND ($2::uuid IS NULL OR id = $2)
          AND ($3::uuid IS NULL OR client_id = $3) AND ($4::boolean OR archived_at IS NULL)
          AND ($5::uuid IS NULL OR id > $5)
        ORDER BY id LIMIT $6
      ) AS p
      JOIN brands b ON b.id = p.brand_id
      JOIN gift_card_pools n ON n.id = p.id
      LEFT JOIN (
        SELECT pool_id, count(*) AS claims FROM card_claims WHERE claimed_at > $7 GROUP BY pool_id
      ) AS k ON k.pool_id = p.id
      ORDER BY p.id
      """;

  private static final String HISTORY =
      """
      SELECT id, at, actor, action, reason, detail FROM audit_log
      WHERE subject = 'card_pools' AND subject_id = $1 AND ($2::bigint IS NULL OR id < $2)
      ORDER BY id DESC LIMIT $3
      """;

  private final Pool pool;
  private final Clock clock;

  PoolStocks(Pool pool, Clock clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /** Which pools; null means any. */
  record Which(Clients seen, UUID id, UUID client, boolean archived) {}

  /** One thing that was done to a pool. */
  record Deed(
      String id,
      Instant at,
      String actor,
      String action,
      String reason,
      Map<String, Object> detail) {}

  Uni<List<PoolStock>> list(Which which, UUID after, int atMost) {
    OffsetDateTime aDayAgo = clock.instant().minus(Duration.ofDays(1)).atOffset(ZoneOffset.UTC);
    return pool.preparedQuery(STOCKS)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(which.seen().orNull())
                .addUUID(which.id())
                .addUUID(which.client())
                .addBoolean(which.archived())
                .addUUID(after)
                .addInteger(atMost)
                .addOffsetDateTime(aDayAgo))
        .map(
            rows -> {
              List<PoolStock> found = new ArrayList<>();
              rows.forEach(row -> found.add(read(row)));
              return found;
            });
  }

  /** The newest first. */
  Uni<List<Deed>> history(UUID id, Long before, int atMost) {
    return pool.preparedQuery(HISTORY)
        .execute(Tuple.of(id.toString(), before, atMost))
        .map(
            rows -> {
              List<Deed> deeds = new ArrayList<>();
              rows.forEach(
                  row ->
                      deeds.add(
                          new Deed(
                              Long.toString(row.getLong("id")),
                              instant(row, "at"),
                              row.getString("actor"),
                              row.getString("action"),
                              row.getString("reason"),
                              row.getJsonObject("detail").getMap())));
              return deeds;
            });
  }

  private static PoolStock read(Row row) {
    String currency = row.getString("currency");
    Cards cards =
        new Cards(
            row.getLong("available_cards"),
            row.getLong("claimed_cards"),
            row.getLong("sent_cards"),
            row.getLong("delivered_cards"),
            row.getLong("quarantined_cards"),
            row.getLong("void_cards"),
            row.getLong("expired_cards"),
            row.getLong("total_cards"));
    return new PoolStock(
        row.getUUID("id"),
        row.getUUID("client_id"),
        row.getUUID("brand_id"),
        row.getString("brand"),
        row.getString("pool_name"),
        new Money(row.getLong("value_minor"), currency),
        PoolStock.badge(cards.available(), row.getInteger("low_stock_threshold")),
        cards,
        row.getLong("waiting"),
        PoolStock.hoursUntilEmpty(cards.available(), row.getLong("claims_of_a_day")),
        row.getInteger("low_stock_threshold"),
        row.getString("purchase_method"),
        row.getString("api_provider"),
        row.getString("supplier_item"),
        money(row.getLong("cost_minor"), currency),
        money(row.getLong("price_minor"), currency),
        instant(row, "archived_at"),
        instant(row, "created_at"));
  }

  private static Money money(Long amount, String currency) {
    return amount == null ? null : new Money(amount, currency);
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
