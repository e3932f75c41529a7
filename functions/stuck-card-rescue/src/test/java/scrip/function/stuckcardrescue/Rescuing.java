package scrip.function.stuckcardrescue;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import scrip.access.Caller;
import scrip.delivery.AttemptOutcomes;
import scrip.delivery.Channel;
import scrip.delivery.ComposeMessage;
import scrip.delivery.Deliveries;
import scrip.delivery.Deliveries.Turn;
import scrip.delivery.DeliveryAttempts;
import scrip.delivery.DeliveryConfig;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.Fallback;
import scrip.delivery.Fallbacks;
import scrip.delivery.Message;
import scrip.delivery.MessageSender;
import scrip.delivery.Nudge;
import scrip.delivery.SendWaiting;
import scrip.giftcard.CardPools;
import scrip.giftcard.Contacts;
import scrip.giftcard.RedeemCode;
import scrip.rescue.RescueStuckCards;
import scrip.rescue.StuckCards;
import scrip.secrets.SecretStore;
import scrip.testing.TestDatabase;
import scrip.testing.Wired;

/** Rescue, sender and redemption over real connections, without a function around them. */
final class Rescuing implements AutoCloseable {

  final AtomicInteger nudges = new AtomicInteger();
  private final Wired wired;
  private final RescueStuckCards rescue;
  private final SendWaiting sender;
  private final RedeemCode redeemCode;

  Rescuing(TestDatabase database, SecretStore store, Function<Message, DeliveryOutcome> sms) {
    Clock clock = Clock.systemUTC();
    Nudge nudge =
        () -> {
          nudges.incrementAndGet();
          return Uni.createFrom().voidItem();
        };
    wired = new Wired(database, store, 24, clock, nudge);
    Pool pool = wired.pool;
    rescue =
        new RescueStuckCards(
            pool, new StuckCards(pool), new CardPools(pool), wired.audit, wired.line, nudge);
    sender =
        new SendWaiting(
            new Deliveries(pool),
            new DeliveryAttempts(pool),
            new AttemptOutcomes(pool, new Fallback(new Fallbacks(), wired.ids)),
            new ComposeMessage(wired.secrets, wired.keys, wired.ids),
            mapping(DeliveryConfig.class),
            List.of(texts(sms)));
    redeemCode = wired.redeemCode;
  }

  private static MessageSender texts(Function<Message, DeliveryOutcome> sms) {
    return new MessageSender() {
      @Override
      public Channel channel() {
        return Channel.SMS;
      }

      @Override
      public DeliveryOutcome send(Message message) {
        return sms.apply(message);
      }
    };
  }

  CompletableFuture<String> start() {
    return rescue.rescue().subscribeAsCompletionStage();
  }

  String rescue() {
    return start().join();
  }

  CompletableFuture<SendWaiting.Sent> startSending() {
    return sender.send(Turn.FIRST).subscribeAsCompletionStage();
  }

  /** Redeems from an address of its own; a refusal is no failure. */
  CompletableFuture<Object> startRedeeming(String code, int caller) {
    return redeemCode
        .redeem(
            new RedeemCode.Request(code, new Contacts.Asked(null, null, null), 1),
            new Caller("10.1." + caller / 250 + "." + caller % 250, null, null, "test"))
        .map(Object.class::cast)
        .onFailure(scrip.problem.Refused.class)
        .recoverWithItem(refused -> refused)
        .subscribeAsCompletionStage();
  }

  private static <T> T mapping(Class<T> config) {
    return new SmallRyeConfigBuilder().withMapping(config).build().getConfigMapping(config);
  }

  @Override
  public void close() {
    wired.close();
  }
}
