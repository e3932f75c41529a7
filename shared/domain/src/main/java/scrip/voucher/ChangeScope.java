package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;
import scrip.voucher.VoucherStandings.Standing;

/** Says which station takes a voucher that is still open. */
@ApplicationScoped
public class ChangeScope {

  /** Where a scope can come from, so that a wrong one is traced. */
  public static final List<String> SOURCES = List.of("manual", "campaign", "import", "ocr");

  private final Pool pool;
  private final Vouchers vouchers;
  private final VoucherStandings standings;
  private final VoucherBatches batches;
  private final AuditLog audit;

  public ChangeScope(
      Pool pool,
      Vouchers vouchers,
      VoucherStandings standings,
      VoucherBatches batches,
      AuditLog audit) {
    this.pool = pool;
    this.vouchers = vouchers;
    this.standings = standings;
    this.batches = batches;
    this.audit = audit;
  }

  /**
   * What came of it.
   *
   * @param previous the scope before; null: any station
   */
  public record Scoped(UUID voucherId, UUID stationScope, String source, UUID previous) {}

  /**
   * Changes it. A repeat leaves the voucher as it is, and writes no event.
   *
   * @param station null for any station of the client
   * @throws Refused voucher-not-found; not-open; invalid-request, for a station of another client
   */
  public Uni<Scoped> change(UUID id, UUID station, String source, ManualAct act) {
    return act.inTransaction(pool, transaction -> work(transaction, id, station, source, act));
  }

  private Uni<Scoped> work(
      SqlConnection transaction, UUID id, UUID station, String source, ManualAct act) {
    return vouchers
        .asked(transaction, act.caller().requestId())
        .chain(() -> standings.lock(transaction, id, act.clients()))
        .chain(() -> standings.expect(transaction, id, act.clients()))
        .call(found -> check(transaction, found, station))
        .call(() -> vouchers.rescope(transaction, id, station, source, act))
        .call(found -> audit.write(transaction, entry(found, station, source, act)))
        .map(found -> new Scoped(id, station, source, found.terms().stationScope()));
  }

  private Uni<Void> check(SqlConnection transaction, Standing found, UUID station) {
    if (!List.of("issued", "sent").contains(found.status())) {
      throw new Refused(VoucherRefusal.NOT_OPEN).with("voucherStatus", found.status());
    }
    VoucherTerms terms = found.terms();
    return batches
        .surroundings(
            transaction,
            new VoucherTerms(
                terms.clientId(), null, terms.brandId(), terms.value(), terms.expiresAt(), station))
        .invoke(
            around -> {
              if (!around.station()) {
                throw Refused.invalid("/stationScope", "is no station of the voucher's client");
              }
            })
        .replaceWithVoid();
  }

  private static AuditLog.Entry entry(Standing found, UUID station, String source, ManualAct act) {
    return act.entry(
        "change-scope",
        "vouchers",
        found.id(),
        JsonObject.of(
            "from", Objects.toString(found.terms().stationScope(), null),
            "to", Objects.toString(station, null),
            "source", source));
  }
}
