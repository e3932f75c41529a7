package scrip.testing;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import scrip.access.Caller;
import scrip.access.Clients;
import scrip.access.Hash;
import scrip.access.IdempotencyKeys;
import scrip.access.Rights;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;
import scrip.secrets.SecretStore;
import scrip.voucher.ChangeScope;
import scrip.voucher.ExpireVouchers;
import scrip.voucher.FindVoucher;
import scrip.voucher.IssueVouchers;
import scrip.voucher.MarkVoucherSent;
import scrip.voucher.QrPayloads;
import scrip.voucher.ReplaceVoucher;
import scrip.voucher.RevealVoucher;
import scrip.voucher.SealedVouchers;
import scrip.voucher.VoidVoucher;
import scrip.voucher.VoucherBatches;
import scrip.voucher.VoucherCodes;
import scrip.voucher.VoucherEvents;
import scrip.voucher.VoucherLists;
import scrip.voucher.VoucherSecrets;
import scrip.voucher.VoucherStandings;
import scrip.voucher.VoucherStories;
import scrip.voucher.Vouchers;
import scrip.voucher.WriteVouchers;

/** What people do with vouchers, without HTTP, over as many real connections as a race needs. */
public final class WiredVouchers implements AutoCloseable {

  public final IssueVouchers issueVouchers;
  public final VoidVoucher voidVoucher;
  public final ReplaceVoucher replaceVoucher;
  public final ChangeScope changeScope;
  public final MarkVoucherSent markSent;
  public final RevealVoucher revealVoucher;
  public final FindVoucher findVoucher;
  public final ExpireVouchers expireVouchers;
  public final VoucherBatches batches;
  public final VoucherStories stories;
  public final VoucherEvents events;
  private final Wired wired;

  /**
   * @param random where codes come from
   */
  public WiredVouchers(
      TestDatabase database,
      SecretStore store,
      int connections,
      Clock clock,
      RandomGenerator random) {
    wired = new Wired(database, store, connections, clock, () -> Uni.createFrom().voidItem());
    Vouchers vouchers = new Vouchers();
    VoucherStandings standings = new VoucherStandings();
    VoucherSecrets secrets = new VoucherSecrets(wired.keys, wired.sealing);
    QrPayloads payloads = new QrPayloads(wired.keys);
    VoucherLists lists = new VoucherLists(wired.pool);
    batches = new VoucherBatches(wired.pool);
    events = new VoucherEvents(wired.pool);
    stories = new VoucherStories(wired.pool, lists, events);
    WriteVouchers write =
        new WriteVouchers(
            vouchers, batches, new VoucherCodes(random), secrets, payloads, wired.ids);
    issueVouchers =
        new IssueVouchers(
            wired.vertx, wired.pool, wired.keys, vouchers, batches, write, wired.audit, clock);
    replaceVoucher = new ReplaceVoucher(wired.pool, vouchers, standings, write, wired.audit, clock);
    voidVoucher =
        new VoidVoucher(wired.pool, vouchers, standings, replaceVoucher, wired.audit, clock);
    changeScope = new ChangeScope(wired.pool, vouchers, standings, batches, wired.audit);
    markSent = new MarkVoucherSent(wired.pool, vouchers, standings, wired.audit, clock);
    revealVoucher =
        new RevealVoucher(wired.pool, new SealedVouchers(secrets, payloads), events, wired.audit);
    findVoucher = new FindVoucher(wired.pool, secrets, payloads, wired.limits, lists, wired.audit);
    expireVouchers = new ExpireVouchers(wired.pool, vouchers, wired.audit, clock);
  }

  /** Somebody of operations who sees all clients and codes. */
  public static ManualAct act(String reason) {
    return act(Clients.ALL, reason);
  }

  /** The same for somebody who sees these clients. */
  public static ManualAct act(Clients clients, String reason) {
    return new ManualAct(
        new Caller(
            "203.0.113.7",
            new Caller.Agent(
                UUID.randomUUID(), UUID.randomUUID(), clients, Set.of(Rights.OPS, Rights.REVEAL)),
            null,
            "request-of-" + reason),
        reason);
  }

  /** The same act as a request with a key, which may come again. */
  public static ManualAct asked(ManualAct act, String key, String body) {
    return new ManualAct(
        act.caller(),
        act.reason(),
        new IdempotencyKeys.Use(act.caller().name(), "POST /test", key, Hash.sha256(body)));
  }

  /** What came of one request: an answer or a refusal. */
  public record Outcome(Object answer, Refused refused) {

    public String slug() {
      return refused == null ? null : refused.refusal().slug();
    }
  }

  /** All at once; returns when the last one was answered. Anything but a refusal fails. */
  public static List<Outcome> allAtOnce(List<Supplier<Uni<?>>> requests) {
    List<CompletableFuture<Outcome>> running = requests.stream().map(WiredVouchers::start).toList();
    return running.stream().map(CompletableFuture::join).toList();
  }

  /** The slug that a request is refused with; null when it is not. */
  public static String slug(Uni<?> request) {
    return start(() -> request).join().slug();
  }

  private static CompletableFuture<Outcome> start(Supplier<Uni<?>> request) {
    return Uni.createFrom()
        .deferred(() -> request.get().onItem().castTo(Object.class))
        .map(answer -> new Outcome(answer, null))
        .onFailure(Refused.class)
        .recoverWithItem(refused -> new Outcome(null, refused))
        .subscribeAsCompletionStage();
  }

  @Override
  public void close() {
    wired.close();
  }
}
