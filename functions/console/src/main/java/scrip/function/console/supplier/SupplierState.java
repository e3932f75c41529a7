package scrip.function.console.supplier;

import java.time.Instant;
import java.util.List;
import scrip.money.Money;
import scrip.supplier.CardSupplier.Catalogue;
import scrip.supplier.PoolSuppliers.OpenOrder;
import scrip.supplier.PoolSuppliers.PoolSupplier;

/**
 * How a pool stands with its supplier.
 *
 * @param buys whether this pool can buy at all
 * @param provider the supplier's name; null when the pool has none
 * @param item the supplier's name of the card
 * @param value the face value that is ordered
 */
public record SupplierState(
    boolean buys,
    String purchaseMethod,
    String provider,
    String item,
    Money value,
    Balance balance,
    CatalogueCheck catalogue,
    Circuit circuit,
    List<Order> openOrders) {

  /**
   * What is left to buy with.
   *
   * @param amount null when it was never seen
   * @param seenAt when it was seen
   * @param current whether it was seen just now
   */
  public record Balance(Money amount, Instant seenAt, boolean current) {}

  /**
   * @param offered null when the catalogue could not be read
   * @param detail why the card cannot be bought
   */
  public record CatalogueCheck(Boolean offered, Boolean valueFits, String detail) {}

  /**
   * @param open whether nobody calls the supplier now
   * @param notBefore until when
   * @param failures calls in a row that came to nothing
   */
  public record Circuit(boolean open, Instant notBefore, int failures, String fault) {}

  /**
   * @param reference names the order here; the supplier knows it by externalReference
   * @param review whether the runs gave up on it and somebody must settle it
   */
  public record Order(
      String reference,
      String externalReference,
      String state,
      Instant openedAt,
      int tries,
      boolean review,
      boolean underWay) {

    static Order of(OpenOrder order) {
      return new Order(
          Long.toString(order.reference()),
          order.externalReference(),
          order.state(),
          order.createdAt(),
          order.tries(),
          order.review(),
          order.underWay());
    }
  }

  /**
   * @param current the balance now; null when the supplier did not say
   */
  static SupplierState of(
      PoolSupplier pool, Money current, Instant now, Catalogue check, List<OpenOrder> orders) {
    return new SupplierState(
        pool.buys(),
        pool.purchaseMethod(),
        pool.provider(),
        pool.item(),
        pool.value(),
        current == null
            ? new Balance(pool.balance(), pool.balanceAt(), false)
            : new Balance(current, now, true),
        new CatalogueCheck(check.offered(), check.valueFits(), check.text()),
        new Circuit(pool.notBefore() != null, pool.notBefore(), pool.failures(), pool.fault()),
        orders.stream().map(Order::of).toList());
  }
}
