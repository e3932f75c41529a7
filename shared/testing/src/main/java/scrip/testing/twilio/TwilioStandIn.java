package scrip.testing.twilio;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import scrip.testing.twilio.TwilioLedger.Callback;
import scrip.testing.twilio.TwilioLedger.Message;

/**
 * Twilio's Messages API on 127.0.0.1, for tests and for the local process: accepts what Twilio
 * would accept, refuses what it would refuse, fails as it is told to, and sends nothing anywhere.
 * {@code GET /} shows what the phone would show.
 *
 * <p>All requests are served by one thread, in the order of their arrival; functions given to this
 * class run on it and must not block. Every method may be called from any other thread.
 */
public final class TwilioStandIn implements AutoCloseable {

  private static final ToIntFunction<Message> DELIVERED = message -> 0;

  private final Vertx vertx;
  private final TwilioLedger ledger;
  private final TwilioCallbacks callbacks;
  private final TwilioApi api;
  private final TwilioMilestones calledBack = new TwilioMilestones();
  private final HttpServer server;
  private volatile ToIntFunction<Message> outcomes = DELIVERED;
  private volatile Function<Message, TwilioReporting> reporting =
      message -> TwilioReporting.IN_ORDER;

  /**
   * How a stand-in is started.
   *
   * @param port 0 for any free one
   * @param clock tells when a message was accepted
   * @param deliver whether accepted messages move on by themselves to sent and delivered
   * @param delayMillis the time before each of these two steps
   */
  public record Config(
      int port,
      String accountSid,
      String authToken,
      Clock clock,
      boolean deliver,
      long delayMillis) {

    /** Any port, an account of its own, the system's clock, no delivery. */
    public static Config defaults() {
      String sid = "AC00000000000000000000000000000000";
      return new Config(0, sid, "stand-in-auth-token", Clock.systemUTC(), false, 0);
    }

    public Config withPort(int newPort) {
      return new Config(newPort, accountSid, authToken, clock, deliver, delayMillis);
    }

    public Config withAccount(String newSid, String newToken) {
      return new Config(port, newSid, newToken, clock, deliver, delayMillis);
    }

    public Config withClock(Clock newClock) {
      return new Config(port, accountSid, authToken, newClock, deliver, delayMillis);
    }

    public Config withDelivery(long newDelayMillis) {
      return new Config(port, accountSid, authToken, clock, true, newDelayMillis);
    }
  }

  private TwilioStandIn(Config config) {
    // Nothing is served from files, so that no cache directory is needed.
    FileSystemOptions files =
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(files));
    ledger = new TwilioLedger(config.clock());
    callbacks = new TwilioCallbacks(vertx, config, ledger, calledBack);
    api = new TwilioApi(vertx, config, ledger, message -> deliver(config, message));
    // A client that offers HTTP/2 gets 1.1, as a reset must close the connection of one request.
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(config.port())
            .setHttp2ClearTextEnabled(false);
    server = vertx.createHttpServer(options).requestHandler(api::serve);
  }

  /** A stand-in that listens; CompletionException when the port is taken. */
  public static TwilioStandIn start(Config config) {
    TwilioStandIn standIn = new TwilioStandIn(config);
    try {
      standIn.server.listen().toCompletionStage().toCompletableFuture().join();
      return standIn;
    } catch (CompletionException e) {
      standIn.close();
      throw e;
    }
  }

  private void deliver(Config config, Message message) {
    if (config.deliver()) {
      callbacks.deliver(message, outcomes, reporting.apply(message));
    }
  }

  /** Where it listens, without a slash at the end: what stands for https://api.twilio.com. */
  public String baseUrl() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  /** What was accepted. */
  public TwilioLedger ledger() {
    return ledger;
  }

  /** From now on chooses the fault of each request that Twilio would accept. */
  public void faults(Function<TwilioSent, TwilioFault> choice) {
    api.faults = choice;
  }

  /** The faults of the next requests, one each, before the chosen ones apply again. */
  public void nextFaults(TwilioFault... faults) {
    api.nextFaults.addAll(List.of(faults));
  }

  /** Lets all held requests go on, if their clients are still there. */
  public void release() {
    api.release();
  }

  /** From now on decides how delivery ends: 0 delivers, an error code leaves undelivered. */
  public void outcomes(ToIntFunction<Message> errorCode) {
    outcomes = errorCode;
  }

  /** From now on decides how that is reported. */
  public void reporting(Function<Message, TwilioReporting> choice) {
    reporting = choice;
  }

  /** From now on messages are not shown, not listed and not redacted, in this way; NONE ends it. */
  public void recordsFault(TwilioFault fault) {
    api.recordsFault = fault;
  }

  /** How many messages were posted with valid credentials, the refused ones included. */
  public int arrivals() {
    return api.arrived.count();
  }

  /** Completes when the n-th message since the start or the last reset was posted. */
  public CompletableFuture<Void> arrived(int n) {
    return api.arrived.reached(n);
  }

  /** Completes when the n-th message since the start or the last reset is in the ledger. */
  public CompletableFuture<Void> accepted(int n) {
    return api.accepted.reached(n);
  }

  /** Completes when the outcome of the n-th status callback is in the ledger. */
  public CompletableFuture<Void> calledBack(int n) {
    return calledBack.reached(n);
  }

  /**
   * Sets the status of a message and reports it now, in any order and as often as a test wants. The
   * outcome is noted in the ledger when the message has a StatusCallback URL.
   */
  public CompletableFuture<Callback> callBack(String sid, String status, int errorCode) {
    return callbacks.report(sid, status, errorCode).toCompletionStage().toCompletableFuture();
  }

  /** Twilio's X-Twilio-Signature of a form posted to a URL. */
  public String signature(String url, Map<String, String> form) {
    return callbacks.signature(url, form);
  }

  /** As new: no faults, no messages, all counts at 0; held requests lose their connection. */
  public void reset() {
    api.faults = sent -> TwilioFault.NONE;
    api.nextFaults.clear();
    api.recordsFault = TwilioFault.NONE;
    api.dropHeld();
    outcomes = DELIVERED;
    reporting = message -> TwilioReporting.IN_ORDER;
    ledger.clear();
    api.arrived.reset();
    api.accepted.reset();
    calledBack.reset();
  }

  /** Stops at once and cuts all connections. */
  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
