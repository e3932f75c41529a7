package scrip.function.console.cards;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import scrip.access.Approvals;
import scrip.access.Caller;
import scrip.access.Clients;
import scrip.delivery.Nudge;
import scrip.giftcard.AloneActs;
import scrip.giftcard.AloneConfig;
import scrip.giftcard.CardReplacements;
import scrip.giftcard.CardStates;
import scrip.giftcard.CardTransfers;
import scrip.giftcard.Contacts;
import scrip.giftcard.ManualAct;
import scrip.giftcard.RedeemCode;
import scrip.giftcard.ReplaceCard;
import scrip.giftcard.TransferCards;
import scrip.giftcard.VoidCards;
import scrip.problem.Refused;
import scrip.secrets.SecretStore;
import scrip.testing.TestDatabase;
import scrip.testing.Wired;

/**
 * What operators and recipients do, without HTTP, over as many real connections as a race needs.
 */
final class Bench implements AutoCloseable {

  /** Races are of single cards, and of more of them than one person voids in a day. */
  private static final AloneConfig SEPARATE =
      new AloneConfig() {
        @Override
        public int cards() {
          return 10_000;
        }

        @Override
        public Duration window() {
          return Duration.ofDays(1);
        }
      };

  final RedeemCode redeemCode;
  final TransferCards transferCards;
  final ReplaceCard replaceCard;
  final VoidCards voidCards;
  private final Wired wired;

  Bench(TestDatabase database, SecretStore store, int connections) {
    Clock clock = Clock.systemUTC();
    Nudge nudge = () -> Uni.createFrom().voidItem();
    wired = new Wired(database, store, connections, clock, nudge);
    CardStates states = new CardStates();
    redeemCode = wired.redeemCode;
    transferCards =
        new TransferCards(
            wired.pool,
            new CardTransfers(wired.secrets, wired.dataKeys, clock),
            states,
            wired.handMade,
            wired.audit,
            wired.line,
            wired.ids);
    replaceCard =
        new ReplaceCard(
            wired.pool,
            new CardReplacements(),
            states,
            wired.cards,
            wired.handMade,
            wired.contacts,
            wired.audit,
            nudge,
            clock);
    voidCards =
        new VoidCards(
            wired.pool,
            states,
            new Approvals(wired.pool),
            new AloneActs(wired.pool, SEPARATE),
            wired.audit);
  }

  /** What came of one request: an answer or a refusal. */
  record Outcome(Object answer, Refused refused) {

    String slug() {
      return refused == null ? null : refused.refusal().slug();
    }

    <T> T as(Class<T> type) {
      return type.cast(answer);
    }
  }

  /** Somebody of operations who sees all clients. */
  static final Caller OPS = caller(Clients.ALL, "ops");

  static Caller caller(Clients clients, String... rights) {
    return new Caller(
        "203.0.113.7",
        new Caller.Agent(UUID.randomUUID(), UUID.randomUUID(), clients, Set.of(rights)),
        null,
        "test");
  }

  static ManualAct act() {
    return new ManualAct(OPS, "test");
  }

  /** A recipient redeems, from an address of their own. */
  Supplier<Uni<?>> redeems(String code, int address) {
    Caller caller = new Caller("10.1." + address / 250 + "." + address % 250, null, null, "test");
    return () ->
        redeemCode.redeem(
            new RedeemCode.Request(code, new Contacts.Asked(null, null, null), 1), caller);
  }

  /** All at once; returns when the last one was answered. Anything but a refusal fails. */
  List<Outcome> allAtOnce(List<Supplier<Uni<?>>> requests) {
    List<CompletableFuture<Outcome>> running = requests.stream().map(this::start).toList();
    return running.stream().map(CompletableFuture::join).toList();
  }

  Outcome one(Supplier<Uni<?>> request) {
    return start(request).join();
  }

  private CompletableFuture<Outcome> start(Supplier<Uni<?>> request) {
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
