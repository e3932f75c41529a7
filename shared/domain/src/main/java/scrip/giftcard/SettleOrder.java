package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import scrip.access.Caller;
import scrip.audit.AuditLog;
import scrip.delivery.Nudge;
import scrip.giftcard.FinishOrder.For;
import scrip.problem.Refused;
import scrip.supplier.SupplierConfig;
import scrip.supplier.SupplierOrder;
import scrip.supplier.SupplierOrders;
import scrip.supplier.SupplierRefusal;

/** Settles one open order because somebody says so, also one that the runs gave up on. */
@ApplicationScoped
public class SettleOrder {

  private final Pool pool;
  private final SupplierOrders orders;
  private final FinishOrder finishOrder;
  private final WaitInLine line;
  private final AuditLog audit;
  private final SupplierConfig config;
  private final Nudge nudge;

  public SettleOrder(
      Pool pool,
      SupplierOrders orders,
      FinishOrder finishOrder,
      WaitInLine line,
      AuditLog audit,
      SupplierConfig config,
      Nudge nudge) {
    this.pool = pool;
    this.orders = orders;
    this.finishOrder = finishOrder;
    this.line = line;
    this.audit = audit;
    this.config = config;
    this.nudge = nudge;
  }

  /**
   * Looks the order up at the supplier and takes its card in.
   *
   * @return how the order stands now: claimed, stock, duplicate, taken_in_before or open
   * @throws Refused order-not-open, when it is settled already, another works on it, or the pool
   *     has no such order
   */
  public Uni<String> settle(long reference, UUID poolId, Caller caller, String reason) {
    return lease(reference, poolId, caller, reason)
        .chain(
            order ->
                finishOrder.lookUp(
                    order.orElseThrow(() -> new Refused(SupplierRefusal.ORDER_NOT_OPEN)),
                    For.run("supplier-orders", config.deadline())))
        .call(() -> line.serve(poolId))
        .call(nudge::waiting)
        .map(finished -> finished.end().name().toLowerCase(java.util.Locale.ROOT));
  }

  private Uni<Optional<SupplierOrder>> lease(
      long reference, UUID poolId, Caller caller, String reason) {
    return pool.withTransaction(
        connection ->
            orders
                .lease(connection, reference, poolId)
                .call(
                    order ->
                        audit.write(
                            connection,
                            new AuditLog.Entry(
                                caller.name(),
                                "settle",
                                "supplier_orders",
                                Long.toString(reference),
                                reason,
                                new JsonObject().put("leased", order.isPresent()),
                                caller.requestId()))));
  }
}
