package scrip.function.stuckcardrescue;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import scrip.access.Caller;
import scrip.access.Limits;
import scrip.access.LimitsConfig;
import scrip.audit.AuditLog;
import scrip.delivery.Deliveries;
import scrip.delivery.Deliveries.Turn;
import scrip.delivery.DeliveryConfig;
import scrip.delivery.Nudge;
import scrip.delivery.SendWaitingSms;
import scrip.delivery.SmsSender;
import scrip.giftcard.CardPools;
import scrip.giftcard.ClaimCard;
import scrip.giftcard.Contacts;
import scrip.giftcard.DataKeys;
import scrip.giftcard.GiftCards;
import scrip.giftcard.HandMadeCards;
import scrip.giftcard.Recipients;
import scrip.giftcard.RedeemCode;
import scrip.giftcard.Redemptions;
import scrip.giftcard.WaitInLine;
import scrip.giftcard.WaitingList;
import scrip.rescue.RescueStuckCards;
import scrip.rescue.StuckCards;
import scrip.secrets.CardSecrets;
import scrip.secrets.Keys;
import scrip.secrets.Sealing;
import scrip.secrets.SecretStore;
import scrip.testing.TestDatabase;
import scrip.time.Ids;

/** Rescue, sender and redemption over real connections, without a function around them. */
final class Rescuing implements AutoCloseable {

  final AtomicInteger nudges = new AtomicInteger();
  private final Vertx vertx = Vertx.vertx();
  private final Pool pool;
  private final RescueStuckCards rescue;
  private final SendWaitingSms sender;
  private final RedeemCode redeemCode;

  Rescuing(TestDatabase database, SecretStore store, SmsSender sms) {
    pool =
        Pool.newInstance(
            PgBuilder.pool()
                .using(vertx)
                .connectingTo(
                    PgConnectOptions.fromUri(database.reactiveUrl().replace("vertx-reactive:", ""))
                        .setUser("scrip_functions_a")
                        .setCachePreparedStatements(true))
                .with(new PoolOptions().setMaxSize(24))
                .build());
    Clock clock = Clock.systemUTC();
    Keys keys = new Keys(store);
    CardSecrets secrets = new CardSecrets(keys, new Sealing(keys));
    GiftCards cards = new GiftCards(pool, new Ids(clock), secrets);
    ClaimCard claimCard =
        new ClaimCard(
            cards,
            new HandMadeCards(pool, secrets, new AuditLog(), new DataKeys(secrets, clock)),
            clock);
    Nudge nudge =
        () -> {
          nudges.incrementAndGet();
          return Uni.createFrom().voidItem();
        };
    Redemptions redemptions = new Redemptions(pool);
    WaitInLine line = new WaitInLine(new WaitingList(pool), claimCard, redemptions, nudge);
    rescue =
        new RescueStuckCards(
            pool, new StuckCards(pool), new CardPools(pool), new AuditLog(), line, nudge);
    sender =
        new SendWaitingSms(
            new Deliveries(pool), sms, secrets, mapping(DeliveryConfig.class), new Ids(clock));
    Recipients recipients = new Recipients(pool);
    redeemCode =
        new RedeemCode(
            keys,
            new Limits(pool, mapping(LimitsConfig.class)),
            recipients,
            claimCard,
            cards,
            redemptions,
            line,
            new Contacts(keys, recipients),
            nudge,
            clock);
  }

  CompletableFuture<String> start() {
    return rescue.rescue().subscribeAsCompletionStage();
  }

  String rescue() {
    return start().join();
  }

  CompletableFuture<SendWaitingSms.Sent> startSending() {
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
    pool.close().await().indefinitely();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
