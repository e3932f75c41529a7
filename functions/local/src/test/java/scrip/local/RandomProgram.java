package scrip.local;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import scrip.money.Money;
import scrip.testing.Given;
import scrip.testing.HistoryChecker;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.crash.Victim;
import scrip.testing.twilio.TwilioStandIn;

/**
 * A random program over the packaged process: many connections act at once while the process is
 * killed with SIGKILL and started again; then the histories, the counts and the provider's ledger
 * are checked. The same seed chooses the same acts for each connection.
 */
final class RandomProgram implements AutoCloseable {

  private static final String PHONE = "+15005550006";
  private static final int INITIAL_CARDS = 200;
  // Longer than any lease that a killed process can have left behind.
  private static final Duration SETTLES_IN = Duration.ofMinutes(3);

  private final long seed;
  private final int operations;
  private final int connections;
  private final int kills;
  private final TwilioStandIn twilio;
  private final Victim victim;
  private final Map<String, Integer> outcomes = new TreeMap<>();
  // Closed while the process is dead: acts would only count down against nobody.
  private volatile CountDownLatch alive = new CountDownLatch(0);
  private TestDatabase database;
  private RandomActs acts;

  RandomProgram(long seed, int operations, int connections, int kills) {
    this.seed = seed;
    this.operations = operations;
    this.connections = connections;
    this.kills = kills;
    twilio =
        TwilioStandIn.start(
            TwilioStandIn.Config.defaults()
                .withAccount(LocalProcess.TWILIO.get("account"), LocalProcess.TWILIO.get("token")));
    victim =
        new Victim(
            Path.of("target", "quarkus-app", "quarkus-run.jar"),
            Path.of("target", "random-program", UUID.randomUUID().toString()).toAbsolutePath(),
            Map.of(
                "SCRIP_TWILIO_BASE_URL", twilio.baseUrl(),
                "SCRIP_JOBS_LEASE", "PT2S",
                "SCRIP_JOBS_HEARTBEAT", "PT0.5S",
                "SCRIP_DELIVERY_LEASE", "PT3S",
                "SCRIP_IMPORTS_LEASE", "PT3S",
                "SCRIP_TWILIO_ANSWER_TIMEOUT", "PT2S"));
  }

  /** Runs to its end; returns what happened, how often. */
  Map<String, Integer> run() throws InterruptedException {
    System.out.printf(
        "random program: seed %d, %d operations, %d connections, %d kills%n",
        seed, operations, connections, kills);
    victim.start();
    database = new TestDatabase(victim.database(), LocalProcess.DATABASE);
    acts = given();
    AtomicInteger done = new AtomicInteger();
    var killing = CompletableFuture.runAsync(() -> killAndStartAgain(done));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      SplittableRandom random = new SplittableRandom(seed + i);
      Thread thread = new Thread(() -> act(random, done));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    killing.join();
    settle();
    return outcomes;
  }

  /** Two pools of one brand and value, so that cards can move, and one of another. */
  private RandomActs given() {
    Given given = new Given(database, KeyFile.in(victim.home().resolve("keys.json")), seed);
    database.update(
        "INSERT INTO limit_allowances (network, reason, expires_at)"
            + " VALUES ('127.0.0.0/8', 'random program', now() + INTERVAL '1 day')");
    UUID client = given.client("Random " + seed, "US");
    UUID brand = given.brand("Random " + seed);
    List<UUID> pools = new ArrayList<>();
    List<String> codes = new ArrayList<>();
    for (String name : List.of("one", "two", "other")) {
      UUID of = name.equals("other") ? given.brand("Other " + seed) : brand;
      UUID pool = given.pool(client, of, name, new Money(2500, "USD"));
      given.cards(pool, INITIAL_CARDS);
      pools.add(pool);
      codes.addAll(
          given.recipients(
              given.campaign(pool, name), "Ada", PHONE, Math.max(200, operations / 8)));
    }
    return new RandomActs(
        victim, database, twilio, codes, pools, given.signedIn("admin"), given.signedIn("ops"));
  }

  private void act(SplittableRandom random, AtomicInteger done) {
    Map<String, Integer> mine = new TreeMap<>();
    try (Connection support = database.connectAs("scrip_support")) {
      for (int i = 0; i < operations / connections; i++) {
        alive.await();
        mine.merge(acts.act(random, support), 1, Integer::sum);
        done.incrementAndGet();
      }
    } catch (SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      synchronized (outcomes) {
        mine.forEach((what, times) -> outcomes.merge(what, times, Integer::sum));
      }
    }
  }

  private void killAndStartAgain(AtomicInteger done) {
    int total = operations / connections * connections;
    for (int kill = 1; kill <= kills; kill++) {
      int at = total / (kills + 1) * kill;
      while (done.get() < at) {
        Thread.onSpinWait();
        LockSupport.parkNanos(1_000_000);
      }
      alive = new CountDownLatch(1);
      victim.kill();
      victim.start();
      alive.countDown();
    }
  }

  /** Lets leases end and jobs finish what was left, so that the histories are complete. */
  private void settle() {
    twilio.nextFaults();
    long deadline = System.nanoTime() + SETTLES_IN.toNanos();
    while (unsettled() > 0) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(unsettled() + " imports and deliveries do not settle");
      }
      victim.post("/runs/commit-imports-every-1min", "").join();
      victim.post("/runs/watch-every-1min", "").join();
      victim.post("/runs/send-waiting-sms-every-1min", "").join();
      LockSupport.parkNanos(100_000_000);
    }
  }

  private long unsettled() {
    return database.count(
        "SELECT (SELECT count(*) FROM imports WHERE state IN ('waiting', 'running'))"
            + " + (SELECT count(*) FROM gift_card_deliveries WHERE sms_status = 'sending')");
  }

  /** Every broken promise. */
  List<String> violations() {
    List<String> violations =
        new ArrayList<>(new HistoryChecker(database).violations(twilio.ledger().messages()));
    long present =
        database.count(
            "SELECT count(*) FROM gift_cards c JOIN card_pools p ON p.id = c.pool_id"
                + " WHERE p.pool_name IN ('one', 'two', 'other')");
    long brought =
        3 * INITIAL_CARDS
            + acts.inserted.get()
            + database.count("SELECT coalesce(sum(rows_taken), 0) FROM imports");
    if (present != brought) {
      violations.add(brought + " cards were brought in and " + present + " are there");
    }
    return violations;
  }

  @Override
  public void close() {
    victim.close();
    twilio.close();
  }
}
