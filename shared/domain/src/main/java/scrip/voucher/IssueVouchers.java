package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import scrip.audit.AuditLog;
import scrip.delivery.PhoneNumber;
import scrip.giftcard.Contacts;
import scrip.giftcard.ManualAct;
import scrip.problem.Fault;
import scrip.problem.Refused;
import scrip.secrets.Keys;
import scrip.voucher.VoucherBatches.Surroundings;
import scrip.voucher.WriteVouchers.Addressee;
import scrip.voucher.WriteVouchers.Drawn;
import scrip.voucher.WriteVouchers.Order;

/** Issues 1 to 5,000 vouchers alike in one act: all of them or none. */
@ApplicationScoped
public class IssueVouchers {

  public static final int AT_MOST = 5000;

  private final Vertx vertx;
  private final Pool pool;
  private final Keys keys;
  private final Vouchers vouchers;
  private final VoucherBatches batches;
  private final WriteVouchers writeVouchers;
  private final AuditLog audit;
  private final Clock clock;

  public IssueVouchers(
      Vertx vertx,
      Pool pool,
      Keys keys,
      Vouchers vouchers,
      VoucherBatches batches,
      WriteVouchers writeVouchers,
      AuditLog audit,
      Clock clock) {
    this.vertx = vertx;
    this.pool = pool;
    this.keys = keys;
    this.vouchers = vouchers;
    this.batches = batches;
    this.writeVouchers = writeVouchers;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Whom a voucher is for; null for what is not known.
   *
   * @param phone as it was typed
   */
  public record Recipient(String name, String phone) {

    /** Whoever holds the code. */
    public static final Recipient BEARER = new Recipient(null, null);
  }

  /**
   * Issues one voucher for each recipient. A repeat of the request issues nothing more and gets the
   * same batch, however late it comes; without a key each call issues anew.
   *
   * @param recipients 1 to 5,000
   * @return the batch; its vouchers are in the order of the recipients
   * @throws Refused invalid-request with every fault: a client that the caller does not act for, a
   *     brand, campaign or station that is not there, a number that none can be read from;
   *     key-reused
   */
  public Uni<UUID> issue(VoucherTerms terms, List<Recipient> recipients, ManualAct act) {
    if (recipients.isEmpty() || recipients.size() > AT_MOST) {
      throw Refused.invalid("/recipients", "must be 1 to " + AT_MOST);
    }
    if (!act.caller().mayActFor(terms.clientId())) {
      throw Refused.invalid("/clientId", "is no client of yours");
    }
    return batches
        .ofRequest(pool, act)
        .chain(
            before ->
                before != null
                    ? Uni.createFrom().item(before)
                    : batches
                        .surroundings(pool, terms)
                        .chain(around -> aside(() -> drawn(terms, recipients, around)))
                        .chain(
                            drawn -> act.inTransaction(pool, tx -> work(tx, terms, drawn, act))));
  }

  /** Reading and sealing thousands of them would hold up whoever shares the event loop. */
  private <T> Uni<T> aside(Callable<T> work) {
    return Uni.createFrom()
        .completionStage(() -> vertx.executeBlocking(work, false).toCompletionStage());
  }

  private Drawn drawn(VoucherTerms terms, List<Recipient> recipients, Surroundings around) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<Fault> faults = faults(terms, around, now);
    List<Addressee> addressees = read(recipients, around.region(), faults);
    if (!faults.isEmpty()) {
      throw Refused.invalid(faults);
    }
    return writeVouchers.draw(new Order(terms, source(terms), null, null, now), addressees);
  }

  private Uni<UUID> work(
      SqlConnection transaction, VoucherTerms terms, Drawn drawn, ManualAct act) {
    return vouchers
        .asked(transaction, act.caller().requestId())
        .chain(() -> writeVouchers.write(transaction, drawn, act))
        .chain(
            written ->
                written == null
                    // The request itself did it meanwhile: a statement of its own sees that.
                    ? batches.ofRequest(transaction, act)
                    : audit
                        .write(
                            transaction,
                            act.entry(
                                "issue-vouchers",
                                "voucher_batches",
                                written.batch(),
                                detail(terms, written.vouchers().size())))
                        .replaceWith(written.batch()));
  }

  private static String source(VoucherTerms terms) {
    return terms.stationScope() == null ? null : terms.campaignId() == null ? "manual" : "campaign";
  }

  private static List<Fault> faults(VoucherTerms terms, Surroundings around, Instant now) {
    List<Fault> faults = new ArrayList<>();
    if (around.region() == null) {
      faults.add(new Fault("/clientId", "is no client of yours"));
    }
    if (!around.brand()) {
      faults.add(new Fault("/brandId", "is no brand"));
    }
    if (!around.campaign()) {
      faults.add(new Fault("/campaignId", "is no campaign of this client"));
    }
    if (!around.station()) {
      faults.add(new Fault("/stationScope", "is no station of this client"));
    }
    if (!terms.expiresAt().isAfter(now)) {
      faults.add(new Fault("/expiresAt", "must be in the future"));
    }
    return faults;
  }

  /** Notes a fault for each number that cannot be read, by the index of its recipient. */
  private List<Addressee> read(List<Recipient> recipients, String region, List<Fault> faults) {
    List<Addressee> read = new ArrayList<>(recipients.size());
    for (int i = 0; i < recipients.size() && region != null; i++) {
      Recipient typed = recipients.get(i);
      Optional<PhoneNumber> phone = PhoneNumber.read(typed.phone(), region);
      if (typed.phone() != null && phone.isEmpty()) {
        faults.add(
            new Fault(
                "/recipients/" + i + "/phone",
                "is no number of " + region + " and has no country code of another plan"));
      }
      String e164 = phone.map(PhoneNumber::e164).orElse(null);
      byte[] hash = e164 == null ? null : Contacts.hash(keys, e164);
      read.add(new Addressee(typed.name(), e164, hash));
    }
    return read;
  }

  private static JsonObject detail(VoucherTerms terms, int count) {
    return JsonObject.of(
        "client", terms.clientId().toString(),
        "vouchers", count,
        "amount", terms.value().amount(),
        "currency", terms.value().currency(),
        "expiresAt", terms.expiresAt().toString());
  }
}
