package scrip.function.redeem;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import scrip.access.Caller;
import scrip.giftcard.Contacts;
import scrip.giftcard.RedeemCode;
import scrip.giftcard.RedeemCode.Redeemed;
import scrip.giftcard.SettleOrders;
import scrip.problem.Refused;
import scrip.secrets.SecretStore;
import scrip.tango.TangoConfig;
import scrip.tango.TangoSupplier;
import scrip.testing.TestDatabase;
import scrip.testing.Wired;

/** Redeeming without HTTP, over as many real connections as a race needs. */
final class Redeeming implements AutoCloseable {

  private final Wired wired;

  Redeeming(TestDatabase database, SecretStore store, int connections, Clock clock) {
    wired = new Wired(database, store, connections, clock, Redeeming::nudge);
  }

  /**
   * @param settings of the supplier, by their full names
   */
  Redeeming(
      TestDatabase database,
      SecretStore store,
      int connections,
      Clock clock,
      Map<String, String> settings) {
    wired =
        new Wired(
            database,
            store,
            connections,
            clock,
            Redeeming::nudge,
            vertx -> new TangoSupplier(Wired.mapped(TangoConfig.class, settings), store, vertx),
            settings);
  }

  private static Uni<Void> nudge() {
    return Uni.createFrom().voidItem();
  }

  /** One run of the job that clears up orders and buys for those who wait. */
  SettleOrders.Settled settle() {
    return wired.settleOrders.settle().await().indefinitely();
  }

  /** What came of one request: an answer or a refusal. */
  record Outcome(Redeemed redeemed, Refused refused) {

    String slug() {
      return refused == null ? null : refused.refusal().slug();
    }
  }

  /** All at once, each from an address of its own; returns when the last one was answered. */
  List<Outcome> allAtOnce(List<String> codes) {
    List<CompletableFuture<Outcome>> running =
        IntStream.range(0, codes.size())
            .mapToObj(i -> start(codes.get(i), caller("10.1." + i / 250 + "." + i % 250)))
            .toList();
    return running.stream().map(CompletableFuture::join).toList();
  }

  Outcome one(String code) {
    return start(code, caller("203.0.113.7")).join();
  }

  Outcome one(String code, Caller caller) {
    return start(code, caller).join();
  }

  static Caller caller(String address) {
    return new Caller(address, null, null, "test");
  }

  private CompletableFuture<Outcome> start(String code, Caller caller) {
    Contacts.Asked asked = new Contacts.Asked(null, null, null);
    return wired
        .redeemCode
        .redeem(new RedeemCode.Request(code, asked, 1), caller)
        .map(redeemed -> new Outcome(redeemed, null))
        .onFailure(Refused.class)
        .recoverWithItem(refused -> new Outcome(null, refused))
        .subscribeAsCompletionStage();
  }

  @Override
  public void close() {
    wired.close();
  }
}
