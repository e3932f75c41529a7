package scrip.supplier;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import scrip.supplier.CardSupplier.Bought;
import scrip.supplier.CardSupplier.Busy;
import scrip.supplier.CardSupplier.Found;
import scrip.supplier.CardSupplier.LookUp;
import scrip.supplier.CardSupplier.NotConfigured;
import scrip.supplier.CardSupplier.NotKnown;
import scrip.supplier.CardSupplier.OrderOutcome;
import scrip.supplier.CardSupplier.Refused;
import scrip.supplier.CardSupplier.Unknown;
import scrip.supplier.Suppliers.Ended;
import scrip.supplier.Suppliers.Health;
import scrip.supplier.Suppliers.Kind;

/**
 * One call to the supplier for an order: within a time, written down, and counted by the circuit.
 * Never fails: no answer is an outcome too.
 */
@ApplicationScoped
public class CallSupplier {

  private static final Duration MISCONFIGURED_FOR = Duration.ofMinutes(10);

  private final CardSupplier supplier;
  private final Suppliers suppliers;

  public CallSupplier(CardSupplier supplier, Suppliers suppliers) {
    this.supplier = supplier;
    this.suppliers = suppliers;
  }

  /** Orders. A repeat with the same order buys nothing more. */
  public Uni<OrderOutcome> order(SupplierOrder order, Duration within) {
    long begun = System.nanoTime();
    return Uni.createFrom()
        .deferred(() -> supplier.order(order.externalReference(), order.item(), order.value()))
        .ifNoItem()
        .after(within)
        .recoverWithItem(new Unknown("no answer in time"))
        .onFailure()
        .recoverWithItem(e -> new Unknown("the call failed: " + e.getClass().getName()))
        .call(outcome -> note(order, ended(outcome, since(begun))));
  }

  /** Looks up what became of an order. */
  public Uni<LookUp> lookUp(SupplierOrder order, Duration within) {
    long begun = System.nanoTime();
    return Uni.createFrom()
        .deferred(() -> supplier.lookUp(order.externalReference(), order.item(), order.value()))
        .ifNoItem()
        .after(within)
        .recoverWithItem(new NotKnown("no answer in time"))
        .onFailure()
        .recoverWithItem(e -> new NotKnown("the call failed: " + e.getClass().getName()))
        .call(found -> note(order, ended(found, since(begun))));
  }

  /** What was bought is worth more than the note of it. */
  private Uni<Void> note(SupplierOrder order, Ended ended) {
    return suppliers.note(order, ended).onFailure().recoverWithNull();
  }

  private static Ended ended(OrderOutcome outcome, Duration took) {
    if (outcome instanceof Bought) {
      return new Ended(Kind.ORDER, took, "bought", null, Health.GOOD, null, false);
    }
    if (outcome instanceof Refused refused) {
      Health health = refused.permanent() ? Health.GOOD : Health.FAILED;
      return new Ended(Kind.ORDER, took, "refused", refused.text(), health, null, false);
    }
    if (outcome instanceof Busy busy) {
      return new Ended(
          Kind.ORDER, took, "busy", "it is busy", Health.HELD, busy.retryAfter(), false);
    }
    if (outcome instanceof NotConfigured fault) {
      return new Ended(
          Kind.ORDER, took, "not_configured", fault.text(), Health.HELD, MISCONFIGURED_FOR, true);
    }
    return new Ended(
        Kind.ORDER, took, "unknown", ((Unknown) outcome).text(), Health.FAILED, null, false);
  }

  private static Ended ended(LookUp lookUp, Duration took) {
    if (lookUp instanceof NotKnown none) {
      return new Ended(Kind.LOOK_UP, took, "unknown", none.text(), Health.FAILED, null, false);
    }
    String outcome = lookUp instanceof Found ? "found" : "absent";
    return new Ended(Kind.LOOK_UP, took, outcome, null, Health.GOOD, null, false);
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
