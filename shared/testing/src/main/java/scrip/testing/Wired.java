package scrip.testing;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Clock;
import java.util.Map;
import java.util.function.Function;
import scrip.access.Limits;
import scrip.access.LimitsConfig;
import scrip.audit.AuditLog;
import scrip.delivery.Nudge;
import scrip.giftcard.BoughtCards;
import scrip.giftcard.BuyCard;
import scrip.giftcard.BuyForWaiters;
import scrip.giftcard.ClaimCard;
import scrip.giftcard.Contacts;
import scrip.giftcard.DataKeys;
import scrip.giftcard.FinishOrder;
import scrip.giftcard.GiftCards;
import scrip.giftcard.HandMadeCards;
import scrip.giftcard.Recipients;
import scrip.giftcard.RedeemCode;
import scrip.giftcard.Redemptions;
import scrip.giftcard.SettleOrders;
import scrip.giftcard.WaitInLine;
import scrip.giftcard.WaitingList;
import scrip.secrets.CardSecrets;
import scrip.secrets.Keys;
import scrip.secrets.Sealing;
import scrip.secrets.SecretStore;
import scrip.supplier.CallSupplier;
import scrip.supplier.CardSupplier;
import scrip.supplier.NoCardSupplier;
import scrip.supplier.PoolSuppliers;
import scrip.supplier.SupplierConfig;
import scrip.supplier.SupplierOrders;
import scrip.supplier.Suppliers;
import scrip.time.Ids;

/**
 * The domain put together by hand on a real database, with as many connections as a test wants: for
 * races, and for programs that need no container. The logins are those of the functions.
 */
public final class Wired implements AutoCloseable {

  public final Vertx vertx = Vertx.vertx();
  public final Pool pool;
  public final Keys keys;
  public final Sealing sealing;
  public final CardSecrets secrets;
  public final Ids ids;
  public final AuditLog audit = new AuditLog();
  public final DataKeys dataKeys;
  public final Recipients recipients;
  public final Contacts contacts;
  public final GiftCards cards;
  public final HandMadeCards handMade;
  public final ClaimCard claimCard;
  public final Redemptions redemptions;
  public final Limits limits;
  public final WaitInLine line;
  public final SettleOrders settleOrders;
  public final RedeemCode redeemCode;

  /** Without a supplier. */
  public Wired(
      TestDatabase database, SecretStore store, int connections, Clock clock, Nudge nudge) {
    this(database, store, connections, clock, nudge, vertx -> new NoCardSupplier(), Map.of());
  }

  /**
   * @param makeSupplier given the event loops to work on
   * @param settings of buying, by their full names
   */
  public Wired(
      TestDatabase database,
      SecretStore store,
      int connections,
      Clock clock,
      Nudge nudge,
      Function<Vertx, CardSupplier> makeSupplier,
      Map<String, String> settings) {
    pool =
        Pool.newInstance(
            PgBuilder.pool()
                .using(vertx)
                .connectingTo(
                    PgConnectOptions.fromUri(database.reactiveUrl().replace("vertx-reactive:", ""))
                        .setUser("scrip_functions_a")
                        .setCachePreparedStatements(true))
                .with(new PoolOptions().setMaxSize(connections))
                .build());
    keys = new Keys(store);
    sealing = new Sealing(keys);
    secrets = new CardSecrets(keys, sealing);
    ids = new Ids(clock);
    dataKeys = new DataKeys(secrets, clock);
    recipients = new Recipients(pool);
    contacts = new Contacts(keys, recipients);
    cards = new GiftCards(pool, ids, secrets);
    handMade = new HandMadeCards(pool, secrets, audit, dataKeys);
    claimCard = new ClaimCard(cards, handMade, clock);
    redemptions = new Redemptions(pool);
    limits = new Limits(pool, mapped(LimitsConfig.class, Map.of()));
    CardSupplier supplier = makeSupplier.apply(vertx);
    SupplierConfig buying = mapped(SupplierConfig.class, settings);
    Suppliers suppliers = new Suppliers(pool, buying);
    SupplierOrders orders = new SupplierOrders(pool, buying);
    WaitingList waitingList = new WaitingList(pool);
    FinishOrder finishOrder =
        new FinishOrder(
            orders,
            new CallSupplier(supplier, suppliers),
            new BoughtCards(pool, ids, secrets, dataKeys, orders, waitingList, audit));
    BuyCard buyCard =
        new BuyCard(
            supplier, suppliers, new PoolSuppliers(pool), orders, buying, finishOrder, claimCard);
    line = new WaitInLine(waitingList, claimCard, buyCard, redemptions, nudge);
    settleOrders =
        new SettleOrders(
            supplier,
            suppliers,
            orders,
            buying,
            finishOrder,
            line,
            new BuyForWaiters(waitingList, line, buyCard, supplier, buying, nudge),
            nudge);
    redeemCode =
        new RedeemCode(
            keys,
            limits,
            recipients,
            claimCard,
            buyCard,
            cards,
            redemptions,
            line,
            contacts,
            nudge,
            clock);
  }

  /** A configuration with its defaults, and these settings by their full names. */
  public static <T> T mapped(Class<T> mapping, Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withMapping(mapping)
        .withSources(new PropertiesConfigSource(settings, "settings", 500))
        .build()
        .getConfigMapping(mapping);
  }

  @Override
  public void close() {
    pool.closeAndAwait();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
