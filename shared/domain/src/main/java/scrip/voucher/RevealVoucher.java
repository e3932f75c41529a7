package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.voucher.SealedVouchers.ShownVoucher;
import scrip.voucher.VoucherEvents.Kind;
import scrip.voucher.VoucherEvents.Note;

/**
 * Shows codes of open vouchers to people who may see codes: one, or those of a batch. Each call is
 * one more reveal of each, written down before anybody sees it.
 */
@ApplicationScoped
public class RevealVoucher {

  private final Pool pool;
  private final SealedVouchers sealed;
  private final VoucherEvents events;
  private final AuditLog audit;

  public RevealVoucher(Pool pool, SealedVouchers sealed, VoucherEvents events, AuditLog audit) {
    this.pool = pool;
    this.sealed = sealed;
    this.events = events;
    this.audit = audit;
  }

  /**
   * Shows one.
   *
   * @throws Refused forbidden; voucher-not-found; not-open
   */
  public Uni<ShownVoucher> reveal(UUID id, ManualAct act) {
    check(act);
    return act.inTransaction(
        pool,
        transaction ->
            sealed
                .one(transaction, id, act.clients())
                .map(
                    found ->
                        found.stream()
                            .findFirst()
                            .orElseThrow(() -> new Refused(VoucherRefusal.VOUCHER_NOT_FOUND)))
                .invoke(
                    shown -> {
                      if (!shown.isOpen()) {
                        throw new Refused(VoucherRefusal.NOT_OPEN)
                            .with("voucherStatus", shown.status());
                      }
                    })
                .call(
                    shown ->
                        write(
                            transaction,
                            List.of(shown),
                            act,
                            act.entry("reveal", "vouchers", id, new JsonObject()))));
  }

  /**
   * Shows those of a batch that are open; the others come without their codes.
   *
   * @return in the order of the recipients
   * @throws Refused forbidden; not-found, for a batch of others
   */
  public Uni<List<ShownVoucher>> revealBatch(UUID batch, ManualAct act) {
    check(act);
    return act.inTransaction(
        pool,
        transaction ->
            sealed
                .ofBatch(transaction, batch, act.clients())
                .invoke(
                    found -> {
                      if (found.isEmpty()) {
                        throw new Refused(RequestRefusal.NOT_FOUND, "There is no such batch.");
                      }
                    })
                .call(found -> writeBatch(transaction, batch, found, act)));
  }

  private Uni<Void> writeBatch(
      SqlConnection transaction, UUID batch, List<ShownVoucher> found, ManualAct act) {
    List<ShownVoucher> open = found.stream().filter(ShownVoucher::isOpen).toList();
    JsonObject detail = JsonObject.of("vouchers", open.size());
    return write(
        transaction, open, act, act.entry("reveal-batch", "voucher_batches", batch, detail));
  }

  private Uni<Void> write(
      SqlConnection transaction, List<ShownVoucher> shown, ManualAct act, AuditLog.Entry entry) {
    Note note =
        new Note(
            Kind.REVEALED,
            act.caller().name(),
            act.reason(),
            new JsonObject(),
            act.caller().requestId());
    return audit
        .write(transaction, entry)
        .chain(
            () ->
                events.write(
                    transaction, shown.stream().map(ShownVoucher::voucherId).toList(), note));
  }

  private static void check(ManualAct act) {
    if (!act.caller().mayReveal()) {
      throw new Refused(RequestRefusal.FORBIDDEN);
    }
  }
}
