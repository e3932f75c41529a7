package scrip.ops;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import scrip.access.ExpiredRows;
import scrip.giftcard.KeepStock;
import scrip.giftcard.SettleOrders;
import scrip.station.FindAnomalies;
import scrip.voucher.ExpireVouchers;
import scrip.voucher.FailedPreviews;

/**
 * The duties of every minute, one after the other. Each is done even when another fails; what
 * failed is told in the row of the run, which then fails as a whole.
 */
@ApplicationScoped
public class KeepWatch {

  private static final Logger LOG = Logger.getLogger(KeepWatch.class);

  private final Map<String, Supplier<Uni<String>>> duties = new LinkedHashMap<>();
  private final ErrorLogs errors;

  public KeepWatch(
      KeepStock stock,
      SettleOrders orders,
      ExpireVouchers vouchers,
      FindAnomalies anomalies,
      FailedPreviews previews,
      ExpiredRows expired,
      ErrorLogs errors) {
    this.errors = errors;
    duties.putAll(stock.duties());
    duties.put("supplier orders", () -> orders.settle().call(this::count).map(String::valueOf));
    duties.put("vouchers", vouchers::expire);
    duties.put("station-anomalies", anomalies::find);
    duties.put("pictures", previews::tell);
    duties.put("retention", expired::forget);
  }

  /**
   * One run.
   *
   * @return what was done, for people
   * @throws IllegalStateException with the same text, when a duty failed
   */
  public Uni<String> watch() {
    List<String> failed = new ArrayList<>();
    return Multi.createFrom()
        .iterable(duties.entrySet())
        .onItem()
        .transformToUniAndConcatenate(
            duty ->
                Uni.createFrom()
                    .deferred(() -> duty.getValue().get())
                    .onFailure()
                    .recoverWithUni(failure -> failed(duty.getKey(), failure, failed)))
        .collect()
        .asList()
        .map(lines -> String.join("; ", lines))
        .invoke(
            line -> {
              if (!failed.isEmpty()) {
                throw new IllegalStateException(line);
              }
            });
  }

  private Uni<Void> count(SettleOrders.Settled settled) {
    return Multi.createFrom()
        .range(0, settled.failed())
        .onItem()
        .transformToUniAndConcatenate(i -> errors.write("supplier-order-failed", "watch", null))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private Uni<String> failed(String duty, Throwable failure, List<String> failed) {
    LOG.errorf(failure, "the duty %s failed", duty);
    failed.add(duty);
    return errors
        .write("watch-" + duty + "-failed", "watch", null)
        .replaceWith(duty + " FAILED: " + words(failure));
  }

  /** What went wrong without the values of any row. */
  private static String words(Throwable failure) {
    return failure instanceof PgException e
        ? e.getSqlState() + " " + e.getErrorMessage()
        : failure instanceof IllegalStateException
            ? failure.getMessage()
            : failure.getClass().getSimpleName();
  }
}
