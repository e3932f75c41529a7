package scrip.function.watch;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.giftcard.SettleOrders;

/** Orders at the supplier whose end is open, and purchases for those who wait. */
@ApplicationScoped
class SupplierOrdersTurn {

  private final SettleOrders settleOrders;

  SupplierOrdersTurn(SettleOrders settleOrders) {
    this.settleOrders = settleOrders;
  }

  /** What was done, in words. */
  Uni<String> take() {
    return settleOrders.settle().map(SettleOrders.Settled::toString);
  }
}
