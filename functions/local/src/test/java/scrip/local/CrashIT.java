package scrip.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.testing.Given;
import scrip.testing.HistoryChecker;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.crash.Await;
import scrip.testing.crash.Roadblock;
import scrip.testing.crash.Victim;
import scrip.testing.twilio.TwilioFault;
import scrip.testing.twilio.TwilioStandIn;

/**
 * The packaged process, killed with SIGKILL at each named point of a redemption and started again.
 */
class CrashIT {

  private static final String PHONE = "+15005550006";
  private static final Path HOME = Path.of("target", "crash");
  private static TwilioStandIn twilio;
  private static Victim victim;
  private static TestDatabase database;
  private static Given given;

  private UUID pool;
  private String code;
  private int before;

  @BeforeAll
  static void start() {
    twilio =
        TwilioStandIn.start(
            TwilioStandIn.Config.defaults()
                .withAccount(LocalProcess.TWILIO.get("account"), LocalProcess.TWILIO.get("token")));
    victim =
        new Victim(
                Path.of("target", "quarkus-app", "quarkus-run.jar"),
                HOME.resolve(UUID.randomUUID().toString()).toAbsolutePath(),
                Map.of(
                    "SCRIP_TWILIO_BASE_URL", twilio.baseUrl(),
                    "SCRIP_JOBS_LEASE", "PT2S",
                    "SCRIP_JOBS_HEARTBEAT", "PT0.5S",
                    "SCRIP_DELIVERY_LEASE", "PT3S",
                    "SCRIP_TWILIO_ANSWER_TIMEOUT", "PT2S",
                    // The timers stay away, so that each test says itself when a job runs.
                    "SCRIP_LOCAL_TIMERS_SEND_WAITING", "24h",
                    "SCRIP_LOCAL_TIMERS_RETRY_FAILED", "24h"))
            .start();
    database = new TestDatabase(victim.database(), "scrip");
    given = new Given(database, KeyFile.in(victim.home().resolve("keys.json")), 11);
  }

  @AfterAll
  static void stop() {
    victim.close();
    twilio.close();
  }

  @BeforeEach
  void given_one_code_and_two_cards() {
    before = twilio.ledger().size();
    String name = UUID.randomUUID().toString();
    pool = given.poolOf(name, 2);
    code = given.recipient(given.campaign(pool, name), "Ada", PHONE);
  }

  @Test
  void killed_after_the_claim_and_before_the_commit_nothing_happened() {
    try (Roadblock road = new Roadblock(database, "AFTER INSERT", "card_claims")) {
      redeem();
      road.awaitSomebody();
      victim.kill();
      road.undoThem();
    }

    assertEquals("2|0", counts());
    restartAndFinish();
  }

  @Test
  void killed_after_the_claim_while_the_database_goes_on_the_claim_stands() {
    try (Roadblock road = new Roadblock(database, "AFTER INSERT", "card_claims")) {
      redeem();
      road.awaitSomebody();
      victim.kill();
    }
    Await.until("the statement ends", () -> claims() == 1);

    restartAndFinish();
  }

  @Test
  void killed_after_the_delivery_row_nothing_is_half_there() {
    try (Roadblock road = new Roadblock(database, "AFTER INSERT", "gift_card_deliveries")) {
      redeem();
      road.awaitSomebody();
      victim.kill();
      road.undoThem();
    }

    assertEquals(0, claims());
    restartAndFinish();
  }

  @Test
  void killed_before_the_nudge_took_hold_the_job_of_every_minute_sends() {
    try (Roadblock road = new Roadblock(database, "BEFORE UPDATE", "cron.job")) {
      redeem();
      road.awaitSomebody();
      assertEquals(1, claims());
      victim.kill();
      road.undoThem();
    }

    assertEquals(0, messages());
    restartAndFinish();
    assertEquals("sent", delivery());
  }

  @Test
  void killed_before_the_call_was_begun_it_is_sent_once_later() {
    try (Roadblock road = new Roadblock(database, "BEFORE INSERT", "delivery_attempts")) {
      redeem();
      road.awaitSomebody();
      victim.kill();
      road.undoThem();
    }

    restartAndFinish();
    assertEquals("sent", delivery());
    assertEquals(1, messages());
  }

  @Test
  void killed_in_the_middle_of_the_provider_call_it_is_unknown_and_not_sent_again() {
    twilio.nextFaults(TwilioFault.HOLD_BEFORE_ACCEPTING);
    var arrived = twilio.arrived(twilio.arrivals() + 1);
    redeem();
    arrived.orTimeout(30, TimeUnit.SECONDS).join();
    victim.kill();

    restartAndFinish();
    assertEquals("unknown", delivery());
    assertEquals(0, messages());
    assertEquals("1|1", counts());
  }

  @Test
  void
      killed_after_the_provider_accepted_and_before_we_wrote_it_down_it_is_unknown_and_not_sent_again() {
    try (Roadblock road = new Roadblock(database, "BEFORE INSERT", "delivery_attempt_outcomes")) {
      redeem();
      road.awaitSomebody();
      assertEquals(1, messages());
      victim.kill();
      road.undoThem();
    }

    restartAndFinish();
    assertEquals("unknown", delivery());
    assertEquals(1, messages());
  }

  @Test
  void killed_while_the_provider_accepted_and_its_answer_was_on_the_way_it_is_unknown() {
    twilio.nextFaults(TwilioFault.HOLD_AFTER_ACCEPTING);
    redeem();
    twilio.accepted(before + 1).orTimeout(30, TimeUnit.SECONDS).join();
    victim.kill();

    restartAndFinish();
    assertEquals("unknown", delivery());
    assertEquals(1, messages());
  }

  /** Starts again, lets leases end, lets the caller repeat, and reads the whole history. */
  private void restartAndFinish() {
    victim.start();
    Await.until(
        "the job finishes what was left",
        () -> {
          victim.post("/runs/send-waiting-sms-every-1min", "").join();
          return database.count(
                  "SELECT count(*) FROM gift_card_deliveries WHERE sms_status IN ('pending', 'sending')")
              == 0;
        });

    var repeat = redeem().join();
    assertEquals(200, repeat.statusCode(), repeat.body());
    Await.until(
        "the nudged run ends",
        () ->
            database.count(
                    "SELECT count(*) FROM gift_card_deliveries WHERE sms_status IN ('pending', 'sending')")
                == 0);

    assertEquals(1, claims());
    assertEquals(List.of(), new HistoryChecker(database).violations(twilio.ledger().messages()));
  }

  /** How many messages this test's redemption brought about. */
  private int messages() {
    return twilio.ledger().size() - before;
  }

  private CompletableFuture<HttpResponse<String>> redeem() {
    return victim.post("/api/redeem", "{\"code\":\"" + code + "\"}");
  }

  private long claims() {
    return database.count("SELECT count(*) FROM card_claims WHERE pool_id = ?", pool);
  }

  private String counts() {
    return database.one(
        "SELECT available_cards || '|' || claimed_cards FROM gift_card_pools WHERE id = ?", pool);
  }

  private String delivery() {
    return database.one(
        "SELECT d.sms_status FROM gift_card_deliveries d JOIN card_claims k ON k.id = d.claim_id"
            + " WHERE k.pool_id = ?",
        pool);
  }
}
