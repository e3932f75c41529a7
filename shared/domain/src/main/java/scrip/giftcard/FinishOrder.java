package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import scrip.delivery.Contact;
import scrip.giftcard.GiftCards.Claimant;
import scrip.giftcard.GiftCards.Claimed;
import scrip.supplier.CallSupplier;
import scrip.supplier.CardSupplier.Absent;
import scrip.supplier.CardSupplier.Bought;
import scrip.supplier.CardSupplier.Busy;
import scrip.supplier.CardSupplier.Found;
import scrip.supplier.CardSupplier.NotConfigured;
import scrip.supplier.CardSupplier.OrderOutcome;
import scrip.supplier.CardSupplier.Refused;
import scrip.supplier.CardSupplier.Unknown;
import scrip.supplier.SupplierOrder;
import scrip.supplier.SupplierOrders;

/**
 * Brings an order to its end, as far as the time goes. A call whose answer was lost is looked up
 * before anything else; only when the supplier has no such order it is ordered again, with the same
 * reference, because the first call may still arrive.
 */
@ApplicationScoped
public class FinishOrder {

  private final SupplierOrders orders;
  private final CallSupplier supplier;
  private final BoughtCards bought;

  public FinishOrder(SupplierOrders orders, CallSupplier supplier, BoughtCards bought) {
    this.orders = orders;
    this.supplier = supplier;
    this.bought = bought;
  }

  /** How an order stands. */
  enum End {
    CLAIMED,
    STOCK,
    DUPLICATE,
    TAKEN_IN_BEFORE,
    REFUSED,
    OPEN
  }

  /**
   * @param claimed the claim, when it ended with one
   */
  record Finished(End end, Claimed claimed) {

    /** Whether the card is in the pool, or somebody else took it in, and a claim is worth a try. */
    boolean mayBeClaimed() {
      return end == End.STOCK || end == End.TAKEN_IN_BEFORE;
    }
  }

  /**
   * For whom, and until when.
   *
   * @param contact null for the contact the recipient waits with
   * @param run whether a try in vain counts: those of runs do
   */
  record For(Contact contact, byte[] browserHash, Claimant by, long deadline, boolean run) {

    static For caller(Contact contact, byte[] browserHash, Claimant by, Duration within) {
      return new For(contact, browserHash, by, System.nanoTime() + within.toNanos(), false);
    }

    static For run(String name, Duration within) {
      long deadline = System.nanoTime() + within.toNanos();
      return new For(null, null, new Claimant(name, null), deadline, true);
    }

    Duration left() {
      return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    }

    boolean over() {
      return deadline - System.nanoTime() < 50_000_000;
    }
  }

  /** A new order: nobody called the supplier for it yet. */
  Uni<Finished> order(SupplierOrder order, For who) {
    if (who.over()) {
      return orders
          .refuse(order, false, "no time was left to order")
          .replaceWith(new Finished(End.REFUSED, null));
    }
    return supplier
        .order(order, who.left())
        .chain(
            outcome -> {
              if (outcome instanceof Bought card) {
                return takeIn(order, card, who);
              }
              return outcome instanceof Unknown ? lookUp(order, who) : refuse(order, outcome);
            });
  }

  /** An order that may have been executed. */
  Uni<Finished> lookUp(SupplierOrder order, For who) {
    if (who.over()) {
      return keep(order, who);
    }
    return supplier
        .lookUp(order, who.left())
        .chain(
            found -> {
              if (found instanceof Found card) {
                return takeIn(order, card.bought(), who);
              }
              return found instanceof Absent
                  ? orders
                      .stillWanted(order)
                      .chain(
                          wanted ->
                              wanted && !who.over() ? orderAgain(order, who) : keep(order, who))
                  : keep(order, who);
            });
  }

  /** A refusal now proves nothing about the first call, so it does not end the order. */
  private Uni<Finished> orderAgain(SupplierOrder order, For who) {
    return supplier
        .order(order, who.left())
        .chain(
            outcome ->
                outcome instanceof Bought card ? takeIn(order, card, who) : keep(order, who));
  }

  private Uni<Finished> takeIn(SupplierOrder order, Bought card, For who) {
    return bought
        .takeIn(order, card, who.contact(), who.browserHash(), who.by())
        .map(taken -> new Finished(End.valueOf(taken.use().name()), taken.claimed()));
  }

  private Uni<Finished> keep(SupplierOrder order, For who) {
    return orders.keep(order, who.run()).replaceWith(new Finished(End.OPEN, null));
  }

  private Uni<Finished> refuse(SupplierOrder order, OrderOutcome outcome) {
    boolean permanent = outcome instanceof Refused refused && refused.permanent();
    return orders
        .refuse(order, permanent, text(outcome))
        .replaceWith(new Finished(End.REFUSED, null));
  }

  private static String text(OrderOutcome outcome) {
    if (outcome instanceof Refused refused) {
      return refused.text();
    }
    if (outcome instanceof NotConfigured fault) {
      return fault.text();
    }
    return outcome instanceof Busy ? "the supplier was busy" : "not ordered";
  }
}
