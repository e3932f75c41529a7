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
import scrip.voucher.ReplaceVoucher.VoucherReplacement;
import scrip.voucher.VoucherStandings.Standing;

/**
 * Voids a voucher for good. The redemption of a redeemed one stays, and gets a reversal; its
 * recipient may get another voucher in the same act.
 */
@ApplicationScoped
public class VoidVoucher {

  private final Pool pool;
  private final Vouchers vouchers;
  private final VoucherStandings standings;
  private final ReplaceVoucher replaceVoucher;
  private final AuditLog audit;
  private final Clock clock;

  public VoidVoucher(
      Pool pool,
      Vouchers vouchers,
      VoucherStandings standings,
      ReplaceVoucher replaceVoucher,
      AuditLog audit,
      Clock clock) {
    this.pool = pool;
    this.vouchers = vouchers;
    this.standings = standings;
    this.replaceVoucher = replaceVoucher;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * What came of it.
   *
   * @param reversed whether it had been redeemed
   * @param replacement null when none was asked for
   */
  public record VoidedVoucher(UUID voucherId, boolean reversed, VoucherReplacement replacement) {}

  /**
   * Voids one that is issued, sent or redeemed. A repeat of the request gets the same answer.
   *
   * @param replace whether another voucher is issued for it
   * @throws Refused voucher-not-found; not-voidable, for one that is over; already-void, with its
   *     replacement, also when two void it at once
   */
  public Uni<VoidedVoucher> voidIt(UUID id, boolean replace, ManualAct act) {
    return act.inTransaction(pool, transaction -> work(transaction, id, replace, act));
  }

  private Uni<VoidedVoucher> work(
      SqlConnection transaction, UUID id, boolean replace, ManualAct act) {
    return vouchers
        .asked(transaction, act.caller().requestId())
        .chain(
            () ->
                vouchers.voidOne(
                    transaction, id, clock.instant().truncatedTo(ChronoUnit.MICROS), act))
        // A statement of its own, which sees what the one before had to wait for.
        .chain(
            done ->
                standings
                    .expect(transaction, id, act.clients())
                    .chain(
                        found ->
                            done
                                ? goOn(transaction, found, replace, act)
                                : Uni.createFrom().item(() -> before(found, replace, act))));
  }

  private Uni<VoidedVoucher> goOn(
      SqlConnection transaction, Standing found, boolean replace, ManualAct act) {
    return audit
        .write(transaction, entry(found, replace, act))
        .chain(
            () ->
                replace
                    ? replaceVoucher.work(transaction, found, act)
                    : Uni.createFrom().<VoucherReplacement>nullItem())
        .map(fresh -> new VoidedVoucher(found.id(), found.redeemedAt() != null, fresh));
  }

  /** What this very request did before, when it died before it was answered. */
  private static VoidedVoucher before(Standing found, boolean replace, ManualAct act) {
    if (!act.repeats(found.voidPrint())) {
      throw refused(found);
    }
    return new VoidedVoucher(
        found.id(), found.redeemedAt() != null, replace ? found.replaced().by() : null);
  }

  private static AuditLog.Entry entry(Standing found, boolean replace, ManualAct act) {
    return act.entry(
        "void",
        "vouchers",
        found.id(),
        JsonObject.of("reversed", found.redeemedAt() != null, "replacement", replace));
  }

  private static Refused refused(Standing found) {
    return found.status().equals("void")
        ? new Refused(VoucherRefusal.ALREADY_VOID)
            .with("voidedAt", found.voidedAt())
            .with("replacementId", found.replacedBy())
        : new Refused(VoucherRefusal.NOT_VOIDABLE);
  }
}
