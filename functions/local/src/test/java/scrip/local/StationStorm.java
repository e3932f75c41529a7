package scrip.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.VoucherChecker;
import scrip.testing.crash.Victim;

/**
 * Devices that race for vouchers while people void, replace, bind and mark them and vouchers run
 * out, on two processes over one database, one of which is killed with SIGKILL at named points;
 * then every row is held against every answer that was given.
 */
final class StationStorm implements AutoCloseable {

  private static final String VICTIMS_LOGIN = "scrip_functions_b";
  private static final int DEVICES = 50;
  private static final int WORKERS = 16;
  private static final int SCANS_A_VOUCHER = 5;
  private static final int A_SECOND = 120;

  private final long seed;
  private final int scans;
  private final int kills;
  private final Path home =
      Path.of("target", "station-storm", UUID.randomUUID().toString()).toAbsolutePath();
  private final Victim victim = process(VICTIMS_LOGIN);
  private final Victim survivor = process("scrip_functions_a");
  private final StationLedger ledger = new StationLedger();
  private final AtomicInteger done = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private TestDatabase database;
  private int neverAnswered;
  private volatile boolean ended;

  StationStorm(long seed, int scans, int kills) {
    this.seed = seed;
    this.scans = scans;
    this.kills = kills;
  }

  private Victim process(String login) {
    return new Victim(
        Path.of("target", "quarkus-app", "quarkus-run.jar"),
        home,
        Map.of(
            "QUARKUS_DATASOURCE_USERNAME", login,
            "SCRIP_LIMITS_DEVICE_REQUESTS", "1000000/PT1M",
            "SCRIP_LIMITS_DEVICE_FAILURES", "1000000/PT10M",
            "SCRIP_JOBS_LEASE", "PT2S",
            "SCRIP_JOBS_HEARTBEAT", "PT0.5S",
            "SCRIP_LOCAL_TIMERS_SEND_WAITING", "24h",
            "SCRIP_LOCAL_TIMERS_RETRY_FAILED", "24h",
            "SCRIP_LOCAL_TIMERS_CLEANUP_STUCK_CARDS", "24h",
            "SCRIP_LOCAL_TIMERS_WATCH", "24h",
            "SCRIP_LOCAL_TIMERS_COMMIT_IMPORTS", "24h"));
  }

  /** Runs to its end; returns what happened, how often. */
  Map<String, Integer> run() {
    System.out.printf("station storm: seed %d, %d acts, %d kills%n", seed, scans, kills);
    victim.start();
    survivor.start();
    database = new TestDatabase(victim.database(), LocalProcess.DATABASE);
    StationCrowd crowd =
        new StationCrowd(
            database,
            KeyFile.in(home.resolve("keys.json")),
            seed,
            DEVICES,
            Math.max(60, scans / SCANS_A_VOUCHER),
            Duration.ofSeconds(scans / A_SECOND + 1));
    StationActs acts = new StationActs(victim, survivor, database, crowd, ledger);
    StationKills killer = new StationKills(database, victim, VICTIMS_LOGIN);
    Thread watch = start(this::watch);
    for (int worker = 0; worker < WORKERS; worker++) {
      SplittableRandom random = new SplittableRandom(seed + worker);
      threads.add(start(() -> work(acts, random)));
    }
    for (int kill = 0; kill < kills; kill++) {
      awaitProgress(scans * (kill + 1) / (kills + 1));
      killer.kill(kill);
    }
    threads.forEach(StationStorm::join);
    neverAnswered = acts.askAgain();
    acts.repeat(scans / 10, new SplittableRandom(seed));
    ended = true;
    join(watch);
    Map<String, Integer> counts = new TreeMap<>(ledger.counts());
    counts.putAll(killer.counts());
    database
        .all("SELECT status, count(*) FROM vouchers GROUP BY 1")
        .forEach(row -> counts.put("voucher " + row.get(0), Integer.parseInt(row.get(1))));
    return counts;
  }

  private void work(StationActs acts, SplittableRandom random) {
    for (int act = done.getAndIncrement(); act < scans && !ended; act = done.getAndIncrement()) {
      acts.act(random, (double) act / scans);
    }
  }

  /** Notes those that are over, as the run of every minute does. */
  private void watch() {
    while (!ended) {
      try {
        survivor.post("/runs/watch-every-1min", "").join();
      } catch (CompletionException lost) {
        ledger.count("watch lost");
      }
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    }
  }

  private void awaitProgress(int acts) {
    while (done.get() < acts && threads.stream().anyMatch(Thread::isAlive)) {
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void join(Thread thread) {
    try {
      thread.join(120_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Every broken promise. */
  List<String> violations() {
    List<String> violations =
        new ArrayList<>(new VoucherChecker(database).violations(ledger.answers()));
    violations.addAll(ledger.oddities().stream().limit(10).toList());
    if (ledger.counts().containsKey("FORGED AND TAKEN")) {
      violations.add("a forged QR code was taken");
    }
    if (neverAnswered > 0) {
      violations.add(neverAnswered + " scans were never answered");
    }
    return violations;
  }

  @Override
  public void close() {
    ended = true;
    survivor.kill();
    victim.close();
  }
}
