package scrip.testing.tango;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import scrip.testing.TestDatabase;

/**
 * A card supplier on 127.0.0.1 with the interface of Tango's Rewards as a Service, for tests and
 * for the local process: sells cards that nobody can spend, once a reference, and fails as it is
 * told to. {@code GET /} shows what was sold.
 *
 * <p>Functions given to this class run on its one thread and must not block. Every method may be
 * called from any other thread.
 */
public final class TangoStandIn implements AutoCloseable {

  private final Vertx vertx;
  private final TangoLedger ledger;
  private final TangoApi api;
  private final HttpServer server;

  /**
   * How a stand-in is started.
   *
   * @param port 0 for any free one
   * @param funds what the account begins with, in major units of US dollars
   */
  public record Config(
      int port,
      String platform,
      String key,
      String account,
      String customer,
      BigDecimal funds,
      Clock clock) {

    /** Any port, an account of its own with a million, the system's clock. */
    public static Config defaults() {
      return new Config(
          0,
          "scrip-test",
          "stand-in-platform-key",
          "scrip-account",
          "scrip-customer",
          new BigDecimal("1000000.00"),
          Clock.systemUTC());
    }

    public Config withPort(int newPort) {
      return new Config(newPort, platform, key, account, customer, funds, clock);
    }

    public Config withFunds(String newFunds) {
      return new Config(port, platform, key, account, customer, new BigDecimal(newFunds), clock);
    }
  }

  private TangoStandIn(Config config) {
    FileSystemOptions files =
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(files));
    ledger = new TangoLedger(config.clock());
    api = new TangoApi(vertx, config, ledger);
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(config.port())
            .setHttp2ClearTextEnabled(false);
    server = vertx.createHttpServer(options).requestHandler(api::serve);
  }

  /** A stand-in that listens; CompletionException when the port is taken. */
  public static TangoStandIn start(Config config) {
    TangoStandIn standIn = new TangoStandIn(config);
    try {
      standIn.server.listen().toCompletionStage().toCompletableFuture().join();
      return standIn;
    } catch (CompletionException e) {
      standIn.close();
      throw e;
    }
  }

  /** From now on the pool buys from such a supplier what it lacks. */
  public static void sellTo(TestDatabase database, UUID pool, String method, String item) {
    database.update(
        "UPDATE card_pools SET purchase_method = ?, api_provider = 'tango', supplier_item = ? WHERE id = ?",
        method,
        item,
        pool);
  }

  /** Where it listens, without a slash at the end: what stands for https://api.tangocard.com. */
  public String baseUrl() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** What was sold. */
  public TangoLedger ledger() {
    return ledger;
  }

  /** From now on chooses the fault of each well-formed order. */
  public void faults(Function<JsonObject, TangoFault> choice) {
    api.faults = choice;
  }

  /** The faults of the next orders, one each, before the chosen ones apply again. */
  public void nextFaults(TangoFault... faults) {
    api.nextFaults.addAll(List.of(faults));
  }

  /** From now on look-ups fail with that status; 0 for none. */
  public void lookUpsFail(int status) {
    api.lookUpStatus = status;
  }

  /** Bodies of the orders that arrived with valid credentials, the refused ones included. */
  public List<JsonObject> arrived() {
    return List.copyOf(api.arrived);
  }

  /** How many look-ups by reference arrived. */
  public int lookUps() {
    return api.lookUps.get();
  }

  /** Stops at once and cuts all connections. */
  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
