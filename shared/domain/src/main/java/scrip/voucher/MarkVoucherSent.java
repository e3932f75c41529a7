package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;

/** Notes that people handed a voucher over themselves. */
@ApplicationScoped
public class MarkVoucherSent {

  private final Pool pool;
  private final Vouchers vouchers;
  private final VoucherStandings standings;
  private final AuditLog audit;
  private final Clock clock;

  public MarkVoucherSent(
      Pool pool, Vouchers vouchers, VoucherStandings standings, AuditLog audit, Clock clock) {
    this.pool = pool;
    this.vouchers = vouchers;
    this.standings = standings;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Where it stands now.
   *
   * @param changed false when it was sent before or is past that, and nothing was changed
   */
  public record Marked(UUID voucherId, String status, boolean changed) {}

  /**
   * Moves an issued voucher on; any other stays what it is.
   *
   * @throws Refused voucher-not-found
   */
  public Uni<Marked> mark(UUID id, ManualAct act) {
    return act.inTransaction(pool, transaction -> work(transaction, id, act));
  }

  private Uni<Marked> work(SqlConnection transaction, UUID id, ManualAct act) {
    return vouchers
        .asked(transaction, act.caller().requestId())
        .chain(
            () ->
                vouchers.markSent(
                    transaction,
                    id,
                    act.clients(),
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    act.caller().name(),
                    act.reason()))
        .chain(
            changed ->
                standings
                    .expect(transaction, id, act.clients())
                    .map(found -> new Marked(id, found.status(), changed)))
        .call(
            marked ->
                audit.write(
                    transaction,
                    act.entry(
                        "mark-sent", "vouchers", id, JsonObject.of("changed", marked.changed()))));
  }
}
