package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import scrip.audit.AuditLog;

/**
 * Notes that vouchers are over, a minute late at most. Nobody can redeem them from their last
 * moment on, noted or not: stations look at the time.
 */
@ApplicationScoped
public class ExpireVouchers {

  private static final String ACTOR = "job:watch-every-1min";
  private static final int AT_ONCE = 200;
  private static final int IN_A_RUN = 20_000;

  private final Pool pool;
  private final Vouchers vouchers;
  private final AuditLog audit;
  private final Clock clock;

  public ExpireVouchers(Pool pool, Vouchers vouchers, AuditLog audit, Clock clock) {
    this.pool = pool;
    this.vouchers = vouchers;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Expires those that are due, 20,000 at most; a repeat finds the rest.
   *
   * @return what was done, for people
   */
  public Uni<String> expire() {
    return expire(clock.instant().truncatedTo(ChronoUnit.MICROS), 0)
        .map(count -> count + " vouchers expired");
  }

  private Uni<Integer> expire(Instant now, int before) {
    return some(now)
        .chain(
            count ->
                count < AT_ONCE || before + count >= IN_A_RUN
                    ? Uni.createFrom().item(before + count)
                    : expire(now, before + count));
  }

  private Uni<Integer> some(Instant now) {
    return pool.withTransaction(
        transaction ->
            vouchers
                .asked(transaction, null)
                .chain(() -> vouchers.expire(transaction, now, AT_ONCE, ACTOR))
                .call(
                    clients ->
                        clients.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : audit.write(transaction, entry(clients, now)))
                .map(List::size));
  }

  private static AuditLog.Entry entry(List<UUID> clients, Instant now) {
    return new AuditLog.Entry(
        ACTOR,
        "expire",
        "vouchers",
        null,
        "their last moment was before " + now,
        JsonObject.of("vouchers", clients.size(), "clients", clients.stream().distinct().count()),
        null);
  }
}
