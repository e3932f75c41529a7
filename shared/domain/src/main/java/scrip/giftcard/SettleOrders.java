package scrip.giftcard;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import scrip.delivery.Nudge;
import scrip.giftcard.FinishOrder.End;
import scrip.giftcard.FinishOrder.Finished;
import scrip.giftcard.FinishOrder.For;
import scrip.supplier.CardSupplier;
import scrip.supplier.SupplierConfig;
import scrip.supplier.SupplierOrder;
import scrip.supplier.SupplierOrders;
import scrip.supplier.Suppliers;

/**
 * One run over orders whose end is open: answers that were lost, instances that died. Then buys for
 * those who wait. Bounded; one order that goes wrong stops no other; after tries in vain somebody
 * is told to look.
 */
@ApplicationScoped
public class SettleOrders {

  private static final Logger LOG = Logger.getLogger(SettleOrders.class);

  private final CardSupplier supplier;
  private final Suppliers suppliers;
  private final SupplierOrders orders;
  private final SupplierConfig config;
  private final FinishOrder finishOrder;
  private final WaitInLine line;
  private final BuyForWaiters buyForWaiters;
  private final Nudge nudge;

  public SettleOrders(
      CardSupplier supplier,
      Suppliers suppliers,
      SupplierOrders orders,
      SupplierConfig config,
      FinishOrder finishOrder,
      WaitInLine line,
      BuyForWaiters buyForWaiters,
      Nudge nudge) {
    this.supplier = supplier;
    this.suppliers = suppliers;
    this.orders = orders;
    this.config = config;
    this.finishOrder = finishOrder;
    this.line = line;
    this.buyForWaiters = buyForWaiters;
    this.nudge = nudge;
  }

  /**
   * What a run did.
   *
   * @param settled orders whose card was taken in
   * @param open orders of which still nobody knows
   * @param bought waiters who got a card that was bought in this run
   * @param failed of the open ones went wrong here, not at the supplier
   */
  public record Settled(int settled, int open, int bought, int failed) {

    @Override
    public String toString() {
      return settled + " orders settled, " + open + " still open, " + bought + " cards bought";
    }
  }

  /** Any number of instances may run at once: each order belongs to one of them at a time. */
  public Uni<Settled> settle() {
    long until = System.nanoTime() + config.runAtMost().toNanos();
    return orders
        .leaseDue(supplier.name(), config.atOnce())
        .chain(due -> settle(due, until))
        .chain(
            settled ->
                buyForWaiters
                    .buy(until)
                    .map(
                        bought ->
                            new Settled(
                                settled.settled(), settled.open(), bought, settled.failed())));
  }

  private Uni<Settled> settle(List<SupplierOrder> due, long until) {
    AtomicInteger settled = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    Set<UUID> filled = ConcurrentHashMap.newKeySet();
    return Multi.createFrom()
        .iterable(due)
        .onItem()
        .transformToUni(
            order ->
                one(order, until)
                    .invoke(
                        finished -> {
                          if (finished.end() != End.OPEN) {
                            settled.incrementAndGet();
                          }
                          if (finished.mayBeClaimed()) {
                            filled.add(order.poolId());
                          }
                        })
                    .onFailure()
                    .recoverWithUni(failure -> failed(order, failure, failed)))
        .merge(config.concurrency())
        .collect()
        .asList()
        .chain(() -> settled.get() > 0 ? nudge.waiting() : Uni.createFrom().voidItem())
        .chain(() -> serve(filled))
        .map(ignored -> new Settled(settled.get(), due.size() - settled.get(), 0, failed.get()));
  }

  /**
   * What nobody claimed is stock now; those who wait in other pools get theirs by their own runs.
   */
  private Uni<Void> serve(Set<UUID> pools) {
    return Multi.createFrom()
        .iterable(pools)
        .onItem()
        .transformToUniAndConcatenate(line::serve)
        .collect()
        .asList()
        .replaceWithVoid();
  }

  /** It counts as a try in vain: somebody is told when it goes wrong for ever. */
  private Uni<Finished> failed(SupplierOrder order, Throwable failure, AtomicInteger failed) {
    LOG.errorf(failure, "settling order %d failed", order.reference());
    failed.incrementAndGet();
    return orders
        .keep(order, true)
        .onFailure()
        .recoverWithNull()
        .replaceWith(new Finished(End.OPEN, null));
  }

  private Uni<Finished> one(SupplierOrder order, long until) {
    Uni<Boolean> may =
        System.nanoTime() < until ? suppliers.admit(supplier.name()) : Uni.createFrom().item(false);
    return may.chain(
        admitted ->
            admitted
                ? finishOrder.lookUp(order, For.run("supplier-orders", config.deadline()))
                : orders.keep(order, false).replaceWith(new Finished(End.OPEN, null)));
  }
}
