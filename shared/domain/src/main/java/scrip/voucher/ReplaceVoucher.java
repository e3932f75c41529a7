package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;
import scrip.voucher.VoucherStandings.Standing;
import scrip.voucher.WriteVouchers.Addressee;
import scrip.voucher.WriteVouchers.Order;

/** Issues one voucher for a void one: the same but for its code, linked both ways, once. */
@ApplicationScoped
public class ReplaceVoucher {

  static final Duration WHEN_OVER = Duration.ofDays(30);

  private final Pool pool;
  private final Vouchers vouchers;
  private final VoucherStandings standings;
  private final WriteVouchers writeVouchers;
  private final AuditLog audit;
  private final Clock clock;

  public ReplaceVoucher(
      Pool pool,
      Vouchers vouchers,
      VoucherStandings standings,
      WriteVouchers writeVouchers,
      AuditLog audit,
      Clock clock) {
    this.pool = pool;
    this.vouchers = vouchers;
    this.standings = standings;
    this.writeVouchers = writeVouchers;
    this.audit = audit;
    this.clock = clock;
  }

  /** The new voucher. */
  public record VoucherReplacement(UUID voucherId, String lastFour, Instant expiresAt) {}

  /**
   * Issues it. It ends when the old one would have, or after 30 days where that is over. A repeat
   * of the request gets the same answer.
   *
   * @throws Refused voucher-not-found; not-void; already-replaced, with the replacement
   */
  public Uni<VoucherReplacement> replace(UUID id, ManualAct act) {
    return act.inTransaction(
        pool,
        transaction ->
            vouchers
                .asked(transaction, act.caller().requestId())
                // Two who replace it at once come one after the other.
                .chain(() -> standings.lock(transaction, id, act.clients()))
                .chain(() -> standings.expect(transaction, id, act.clients()))
                .chain(
                    old ->
                        old.replaced().by() != null && act.repeats(old.replaced().print())
                            ? Uni.createFrom().item(old.replaced().by())
                            : work(transaction, checked(old), act)));
  }

  /** In the transaction that holds the void voucher. */
  Uni<VoucherReplacement> work(SqlConnection transaction, Standing old, ManualAct act) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    VoucherTerms before = old.terms();
    Instant expiresAt = before.expiresAt().isAfter(now) ? before.expiresAt() : now.plus(WHEN_OVER);
    VoucherTerms terms =
        new VoucherTerms(
            before.clientId(),
            before.campaignId(),
            before.brandId(),
            before.value(),
            expiresAt,
            before.stationScope());
    String source = before.stationScope() == null ? null : old.scopeSource();
    UUID scopeImport = before.stationScope() == null ? null : old.scopeImport();
    return writeVouchers
        .writeOne(
            transaction,
            new Order(terms, source, scopeImport, old.id(), now),
            new Addressee(old.name(), old.phone(), old.phoneHash()),
            act)
        .map(w -> new VoucherReplacement(w.vouchers().get(0), w.lastFourOfFirst(), expiresAt))
        .call(
            fresh ->
                audit.write(
                    transaction,
                    act.entry(
                        "replace-voucher",
                        "vouchers",
                        fresh.voucherId(),
                        JsonObject.of("replaces", old.id().toString()))));
  }

  private static Standing checked(Standing old) {
    if (!old.status().equals("void")) {
      throw new Refused(VoucherRefusal.NOT_VOID);
    }
    if (old.replacedBy() != null) {
      throw new Refused(VoucherRefusal.ALREADY_REPLACED).with("replacementId", old.replacedBy());
    }
    return old;
  }
}
