package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;
import scrip.access.Caller;
import scrip.access.Limits;
import scrip.audit.AuditLog;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;
import scrip.voucher.VoucherLists.ListedVoucher;

/**
 * Finds a voucher by the code that somebody spells, or by what its QR code says. Looking is
 * audited, without the code; finding nothing is charged to the caller's budget of failures.
 */
@ApplicationScoped
public class FindVoucher {

  private final Pool pool;
  private final VoucherSecrets secrets;
  private final QrPayloads payloads;
  private final Limits limits;
  private final VoucherLists lists;
  private final AuditLog audit;

  public FindVoucher(
      Pool pool,
      VoucherSecrets secrets,
      QrPayloads payloads,
      Limits limits,
      VoucherLists lists,
      AuditLog audit) {
    this.pool = pool;
    this.secrets = secrets;
    this.payloads = payloads;
    this.limits = limits;
    this.lists = lists;
    this.audit = audit;
  }

  /**
   * Finds it in any state, when it is one of the caller's clients.
   *
   * @throws Refused voucher-not-found, bad-signature; too-many-attempts
   */
  public Uni<ListedVoucher> find(String typed, Caller caller) {
    boolean scanned = typed.strip().toUpperCase(Locale.ROOT).startsWith("SCRIP:");
    Optional<byte[]> hash =
        (scanned ? Optional.<VoucherCode>empty() : VoucherCode.read(typed)).map(secrets::hash);
    return limits
        .charge(caller, hash.orElse(null))
        .chain(
            () -> {
              // What cannot be one of ours costs a request and no failure: it is not looked up.
              byte[] looked = scanned ? secrets.hash(payloads.read(typed)) : hash.orElse(null);
              return looked == null
                  ? Uni.createFrom().failure(new Refused(VoucherRefusal.VOUCHER_NOT_FOUND))
                  : look(looked, caller);
            });
  }

  private Uni<ListedVoucher> look(byte[] hash, Caller caller) {
    return lists
        .byCode(hash, caller.agent().clients().orNull())
        .call(found -> write(found, caller))
        .call(
            found ->
                found.isPresent()
                    ? Uni.createFrom().voidItem()
                    : limits.chargeFailure(caller, hash))
        .map(found -> found.orElseThrow(() -> new Refused(VoucherRefusal.VOUCHER_NOT_FOUND)));
  }

  private Uni<Void> write(Optional<ListedVoucher> found, Caller caller) {
    ManualAct act = new ManualAct(caller, null);
    AuditLog.Entry entry =
        act.entry(
            "find-voucher",
            "vouchers",
            found.map(ListedVoucher::id).orElse(null),
            JsonObject.of("found", found.isPresent()));
    return pool.withTransaction(transaction -> audit.write(transaction, entry));
  }
}
