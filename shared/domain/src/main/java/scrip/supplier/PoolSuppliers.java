package scrip.supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import scrip.money.Money;

/** How pools stand with their suppliers. */
@ApplicationScoped
public class PoolSuppliers {

  private static final String FIND =
      """
      SELECT p.purchase_method, p.api_provider, p.supplier_item, p.value_minor, p.currency, s.name, s.failures, s.fault,
             s.not_before > now() AS held, CASE WHEN s.not_before > now() THEN s.not_before END AS not_before,
             s.balance_minor, s.balance_currency, s.balance_at
      FROM card_pools p LEFT JOIN suppliers s ON s.name = p.api_provider
      WHERE p.id = $1 AND ($2::uuid[] IS NULL OR p.client_id = ANY ($2))
      """;

  private static final String OPEN =
      """
      SELECT reference, external_reference, state, created_at, tries, look_again_at = 'infinity' AS review,
             lease_until > now() AS under_way
      FROM supplier_orders WHERE pool_id = $1 AND state IN ('ordering', 'unknown')
      ORDER BY reference LIMIT $2
      """;

  private static final String BUYS =
      """
      SELECT FROM card_pools
      WHERE id = $1 AND api_provider = $2 AND purchase_method <> 'csv_only' AND supplier_item IS NOT NULL
        AND archived_at IS NULL
      """;

  private final Pool pool;

  public PoolSuppliers(Pool pool) {
    this.pool = pool;
  }

  /**
   * A pool's side and its supplier's.
   *
   * @param supplier null when the pool names none that we know
   * @param failures in a row
   * @param notBefore until when nobody calls; null when calls go through
   * @param balance as last seen; null when never seen
   */
  public record PoolSupplier(
      String purchaseMethod,
      String provider,
      String item,
      Money value,
      String supplier,
      int failures,
      Instant notBefore,
      String fault,
      Money balance,
      Instant balanceAt) {

    /** Whether this pool can buy at all. */
    public boolean buys() {
      return supplier != null && item != null && !purchaseMethod.equals("csv_only");
    }
  }

  /**
   * An order whose end is open.
   *
   * @param review whether the runs gave up on it
   */
  public record OpenOrder(
      long reference,
      String externalReference,
      String state,
      Instant createdAt,
      int tries,
      boolean review,
      boolean underWay) {}

  /**
   * @param clients whose pools may be seen; null for all
   */
  public Uni<Optional<PoolSupplier>> find(UUID poolId, UUID[] clients) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.tuple().addUUID(poolId).addArrayOfUUID(clients))
        .map(
            rows ->
                rows.iterator().hasNext()
                    ? Optional.of(read(rows.iterator().next()))
                    : Optional.empty());
  }

  /** Whether the pool buys from that supplier when it is empty. */
  public Uni<Boolean> buys(UUID poolId, String supplier) {
    return pool.preparedQuery(BUYS)
        .execute(Tuple.of(poolId, supplier))
        .map(rows -> rows.rowCount() > 0);
  }

  /** The oldest open orders of a pool. */
  public Uni<List<OpenOrder>> openOrders(UUID poolId, int atMost) {
    return pool.preparedQuery(OPEN)
        .execute(Tuple.of(poolId, atMost))
        .map(
            rows -> {
              List<OpenOrder> orders = new ArrayList<>();
              for (Row row : rows) {
                orders.add(
                    new OpenOrder(
                        row.getLong("reference"),
                        row.getString("external_reference"),
                        row.getString("state"),
                        row.getOffsetDateTime("created_at").toInstant(),
                        row.getInteger("tries"),
                        row.getBoolean("review"),
                        Boolean.TRUE.equals(row.getBoolean("under_way"))));
              }
              return orders;
            });
  }

  private static PoolSupplier read(Row row) {
    Integer failures = row.getInteger("failures");
    Long balance = row.getLong("balance_minor");
    return new PoolSupplier(
        row.getString("purchase_method"),
        row.getString("api_provider"),
        row.getString("supplier_item"),
        new Money(row.getLong("value_minor"), row.getString("currency")),
        row.getString("name"),
        failures == null ? 0 : failures,
        instant(row, "not_before"),
        row.getString("fault"),
        balance == null ? null : new Money(balance, row.getString("balance_currency")),
        instant(row, "balance_at"));
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
