package scrip.local;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import scrip.delivery.AttemptOutcomes;
import scrip.delivery.ComposeMessage;
import scrip.delivery.Deliveries;
import scrip.delivery.Deliveries.Turn;
import scrip.delivery.DeliveryAttempts;
import scrip.delivery.DeliveryConfig;
import scrip.delivery.Fallback;
import scrip.delivery.Fallbacks;
import scrip.delivery.SendWaiting;
import scrip.ops.PublicConfig;
import scrip.testing.EmbeddedDatabase;
import scrip.testing.Given;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.Wired;
import scrip.twilio.SmsSender;
import scrip.twilio.TwilioConfig;
import scrip.twilio.TwilioMessages;

/**
 * What {@code infra/load/send-rate} measures: deliveries are leased, begun, given to a provider
 * over HTTP and finished by the classes that the function uses, over one connection as in Lambda,
 * into a database of its own with durable commits. The provider is a bare server in this process
 * that takes everything. Prints lines of name and value.
 */
public final class SendLoad {

  private static final String DATABASE = "scrip";
  private static final String PHONE = "+15005550006";
  private static final int WARM_UP = 2000;
  private static final int ONE_BY_ONE = 500;

  private final TestDatabase database;
  private final KeyFile keys;
  private final long postmaster;

  private SendLoad(TestDatabase database, KeyFile keys, long postmaster) {
    this.database = database;
    this.keys = keys;
    this.postmaster = postmaster;
  }

  /**
   * @param arguments directory for the database; how many deliveries
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    try (EmbeddedDatabase server = EmbeddedDatabase.keptIn(directory.resolve("postgres"), 0)) {
      server.migrate(DATABASE);
      TestDatabase database = new TestDatabase(server, DATABASE);
      String pid = Files.readAllLines(directory.resolve("postgres/postmaster.pid")).get(0).trim();
      KeyFile keys =
          KeyFile.in(directory.resolve("keys.json"))
              .with(
                  "twilio",
                  Map.of("account", "AC" + "0".repeat(32), "token", "t", "from", "+15005550007"));
      new SendLoad(database, keys, Long.parseLong(pid)).measure(count);
    }
    // Threads of the pool that calls providers live on.
    System.exit(0);
  }

  private void measure(int count) {
    Vertx vertx = Vertx.vertx();
    HttpServer provider = provider(vertx);
    try (Wired wired = new Wired(database, keys, 1, Clock.systemUTC(), () -> null)) {
      String url = "http://127.0.0.1:" + provider.actualPort();
      SendWaiting batched = sender(wired, url, Map.of());
      SendWaiting alone = sender(wired, url, Map.of("scrip.delivery.concurrency", "1"));
      Given given = new Given(database, keys, 1);
      UUID cards = given.poolOf("Load", WARM_UP + ONE_BY_ONE + count);
      UUID campaign = given.campaign(cards, "Load");
      run("warm_up", batched, given, campaign, cards, WARM_UP);
      run("one_by_one", alone, given, campaign, cards, ONE_BY_ONE);
      run("batched", batched, given, campaign, cards, count);
      say(
          "sent",
          database.one("SELECT count(*) FROM gift_card_deliveries WHERE sms_status = 'sent'"));
      say("attempts", database.one("SELECT count(*) FROM delivery_attempts"));
      say("messages", database.one("SELECT count(*) FROM provider_messages"));
      say(
          "log",
          database.one("SELECT count(*) FROM sms_delivery_log WHERE delivery_status = 'sent'"));
      say("cards", database.one("SELECT sent_cards FROM gift_card_pools"));
      say("fsync", database.one("SHOW fsync"));
      say("synchronous_commit", database.one("SHOW synchronous_commit"));
      say("postgresql", database.one("SHOW server_version"));
    } finally {
      provider.close().toCompletionStage().toCompletableFuture().join();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private void run(
      String name, SendWaiting send, Given given, UUID campaign, UUID cards, int count) {
    given.waitingDeliveries(campaign, cards, PHONE, count);
    database.update("VACUUM (ANALYZE) gift_card_deliveries");
    database.update("CHECKPOINT");
    double java = javaSeconds();
    double postgres = postgresSeconds();
    long begun = System.nanoTime();
    var sent = send.send(Turn.FIRST).await().atMost(Duration.ofMinutes(5));
    double seconds = (System.nanoTime() - begun) / 1e9;
    say(name + "_accepted", String.valueOf(sent.sent()));
    say(name + "_seconds", "%.2f".formatted(seconds));
    say(name + "_per_second", "%.0f".formatted(sent.sent() / seconds));
    say(name + "_java_ms", "%.2f".formatted((javaSeconds() - java) / sent.sent() * 1e3));
    say(
        name + "_database_ms",
        "%.2f".formatted((postgresSeconds() - postgres) / sent.sent() * 1e3));
  }

  private SendWaiting sender(Wired wired, String url, Map<String, String> settings) {
    DeliveryConfig config = Wired.mapped(DeliveryConfig.class, settings);
    TwilioMessages twilio =
        new TwilioMessages(
            Wired.mapped(TwilioConfig.class, Map.of("scrip.twilio.base-url", url)),
            Wired.mapped(PublicConfig.class, Map.of("scrip.public-url", "https://scrip.example")),
            keys);
    return new SendWaiting(
        new Deliveries(wired.pool),
        new DeliveryAttempts(wired.pool),
        new AttemptOutcomes(wired.pool, new Fallback(new Fallbacks(), wired.ids)),
        new ComposeMessage(wired.secrets, wired.keys, wired.ids),
        config,
        List.of(new SmsSender(twilio)));
  }

  /** Takes whatever it is given and says so in as few words as the SDK can read. */
  private static HttpServer provider(Vertx vertx) {
    AtomicLong ids = new AtomicLong();
    return vertx
        .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
        .requestHandler(
            request ->
                request.endHandler(
                    end ->
                        request
                            .response()
                            .setStatusCode(201)
                            .putHeader("Content-Type", "application/json")
                            .end("{\"sid\":\"SM%032x\"}".formatted(ids.incrementAndGet()))))
        .listen()
        .toCompletionStage()
        .toCompletableFuture()
        .join();
  }

  private static double javaSeconds() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  /** Of all processes of PostgreSQL that live. */
  private double postgresSeconds() {
    return ProcessHandle.of(postmaster).stream()
        .flatMap(
            process ->
                java.util.stream.Stream.concat(
                    process.descendants(), java.util.stream.Stream.of(process)))
        .mapToDouble(
            process -> process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9)
        .sum();
  }

  private static void say(String name, String value) {
    System.out.println(name + " " + value);
  }
}
