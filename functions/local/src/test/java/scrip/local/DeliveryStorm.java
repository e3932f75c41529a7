package scrip.local;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import scrip.testing.DeliveryChecker;
import scrip.testing.HistoryChecker;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.crash.Victim;
import scrip.testing.twilio.TwilioStandIn;
import scrip.testing.twilio.TwilioStorm;

/**
 * Many deliveries through a bad day at the provider: two processes on one database send, take
 * reports, look up and redact at once, while one of them is killed with SIGKILL at named points.
 * What takes the provider's hours is brought forward; then every row is held against its ledger.
 */
final class DeliveryStorm implements AutoCloseable {

  private static final List<String> JOBS =
      List.of("send-waiting-sms-every-1min", "retry-failed-sms-every-5min");
  private static final String VICTIMS_LOGIN = "scrip_functions_b";

  private final long seed;
  private final int deliveries;
  private final int kills;
  private final Duration settlesIn;
  private final TwilioStandIn twilio;
  private final TwilioStorm storm;
  private final Path home =
      Path.of("target", "delivery-storm", UUID.randomUUID().toString()).toAbsolutePath();
  private final Victim victim;
  private final Victim survivor;
  private final Map<String, Integer> counts = new TreeMap<>();
  private final List<Thread> drivers = new ArrayList<>();
  private TestDatabase database;
  private StormClock clock;
  private volatile boolean ended;

  DeliveryStorm(long seed, int deliveries, int kills, Duration settlesIn) {
    this.seed = seed;
    this.deliveries = deliveries;
    this.kills = kills;
    this.settlesIn = settlesIn;
    twilio =
        TwilioStandIn.start(
            TwilioStandIn.Config.defaults()
                .withAccount(LocalProcess.TWILIO.get("account"), LocalProcess.TWILIO.get("token")));
    storm = new TwilioStorm(twilio, seed, 4_000);
    victim = process(VICTIMS_LOGIN);
    survivor = process("scrip_functions_a");
  }

  private Victim process(String login) {
    Map<String, String> settings = new HashMap<>(StormClock.SETTINGS);
    settings.put("SCRIP_TWILIO_BASE_URL", twilio.baseUrl());
    settings.put("QUARKUS_DATASOURCE_USERNAME", login);
    return new Victim(Path.of("target", "quarkus-app", "quarkus-run.jar"), home, settings);
  }

  /** Runs to its end; returns what happened, how often. */
  Map<String, Integer> run() {
    System.out.printf(
        "delivery storm: seed %d, %d deliveries, %d kills%n", seed, deliveries, kills);
    victim.start();
    survivor.start();
    database = new TestDatabase(victim.database(), LocalProcess.DATABASE);
    clock = new StormClock(database);
    StormPeople people =
        new StormPeople(database, KeyFile.in(home.resolve("keys.json")), seed, deliveries);
    drive(victim);
    drive(survivor);
    try (StormWorkers workers = workers()) {
      waves(people);
      settle();
      stopDriving();
      counts.put("runs that failed", workers.failedRuns());
    }
    counts.putAll(storm.counts());
    database
        .all("SELECT sms_status, count(*) FROM gift_card_deliveries GROUP BY 1")
        .forEach(row -> counts.put("delivery " + row.get(0), Integer.parseInt(row.get(1))));
    return counts;
  }

  private StormWorkers workers() {
    KeyFile secrets = KeyFile.in(home.resolve("keys.json")).with("twilio", LocalProcess.TWILIO);
    Map<String, String> settings =
        Map.of(
            "scrip.twilio.base-url", twilio.baseUrl(),
            "scrip.twilio.answer-timeout", "PT1S",
            "scrip.delivery.lease", "PT3S",
            "scrip.delivery.call-at-most", "PT2S",
            "scrip.delivery.silence-hold", "PT1S",
            "scrip.delivery.run-at-most", "PT3S");
    // As the process writes its own address: the signature of a report is over it.
    URI here = URI.create("http://localhost:" + survivor.url("").getPort());
    return new StormWorkers(database, secrets, here, settings);
  }

  /** One wave a kill, and one after the last. */
  private void waves(StormPeople people) {
    StormKills killer = new StormKills(database, twilio, victim, VICTIMS_LOGIN);
    int wave = deliveries / (kills + 1);
    for (int kill = 0; kill < kills; kill++) {
      killer.kill(kill, () -> people.redeem(wave));
      clock.goOn();
    }
    people.redeem(deliveries - kills * wave);
    counts.putAll(killer.counts());
  }

  /** All jobs of a process, one run after the other; a process that is dead is asked again. */
  private void drive(Victim process) {
    for (String job : JOBS) {
      Thread driver =
          new Thread(
              () -> {
                while (!ended) {
                  try {
                    process.post("/runs/" + job, "").join();
                  } catch (CompletionException dead) {
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                  }
                  LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                }
              });
      driver.setDaemon(true);
      driver.start();
      drivers.add(driver);
    }
  }

  private void settle() {
    long deadline = System.nanoTime() + settlesIn.toNanos();
    while (clock.unsettled() > 0 || !storm.isOver()) {
      if (System.nanoTime() > deadline) {
        counts.put("NOT SETTLED: " + clock.leftOver(), 1);
        return;
      }
      if (storm.isOver()) {
        clock.hoursPass();
      } else {
        clock.goOn();
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  private void stopDriving() {
    ended = true;
    for (Thread driver : drivers) {
      try {
        driver.join(30_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Every broken promise. */
  List<String> violations() {
    List<String> violations =
        new ArrayList<>(
            new DeliveryChecker(database).violations(twilio.ledger().messages(), storm.texts()));
    violations.addAll(new HistoryChecker(database).violations());
    return violations;
  }

  @Override
  public void close() {
    ended = true;
    survivor.kill();
    victim.close();
    storm.close();
    twilio.close();
  }
}
