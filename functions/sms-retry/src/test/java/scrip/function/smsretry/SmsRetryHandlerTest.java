package scrip.function.smsretry;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.testing.CloudSettings;
import scrip.testing.Given;
import scrip.testing.HistoryChecker;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;
import scrip.testing.twilio.TwilioFault;
import scrip.testing.twilio.TwilioStandIn;

/** The function as Lambda calls it: raw events in, function errors or results out. */
@QuarkusTest
@QuarkusTestResource(
    value = Cloud.class,
    initArgs = {
      @ResourceArg(name = "scrip.public-url", value = "http://127.0.0.1:9"),
      @ResourceArg(name = "scrip.twilio.base-url", value = Cloud.PROVIDER)
    })
class SmsRetryHandlerTest {

  private static final String PHONE = "+15005550006";
  private static final String SEND = "sms-retry.json";
  private static final String RETRY =
      "{\"job\":\"retry-failed-sms-every-5min\",\"trigger\":\"schedule\"}";

  private final CloudSettings cloud = Cloud.settings();
  private final TestDatabase database = cloud.database();
  private TwilioStandIn twilio;
  private Given given;
  private UUID pool;
  private UUID campaign;

  @BeforeEach
  void begin() {
    twilio = TwilioStandIn.start(TwilioStandIn.Config.defaults().withPort(cloud.providerPort()));
    database.update("SET session_replication_role = replica; DELETE FROM gift_card_deliveries");
    database.update("UPDATE senders SET not_before = '-infinity', fault = NULL");
    String name = UUID.randomUUID().toString();
    given = new Given(database, cloud.secrets(), System.nanoTime());
    pool = given.poolOf(name, 20);
    campaign = given.campaign(pool, name);
  }

  @AfterEach
  void the_history_and_the_provider_agree() {
    List<String> violations = new HistoryChecker(database).violations(twilio.ledger().messages());
    twilio.close();
    violations.removeIf(
        v -> v.startsWith("a claim has no delivery") || v.startsWith("we say that"));
    assertEquals(List.of(), violations);
  }

  @Test
  void waiting_messages_leave_and_their_cards_count_as_sent() {
    given.waitingDeliveries(campaign, pool, PHONE, 20);

    send()
        .statusCode(200)
        .body("status", equalTo("succeeded"))
        .body("message", containsString("20 accepted"));

    assertEquals(20, twilio.ledger().size());
    assertEquals(20, status("sent"));
    assertEquals(20, database.count("SELECT sent_cards FROM gift_card_pools WHERE id = ?", pool));
    assertEquals(
        "1",
        database.one(
            "SELECT DISTINCT retry_count FROM sms_delivery_log WHERE delivery_status = 'sent'"));
    assertTrue(twilio.ledger().messages().get(0).body().contains("USD 25.00"));
  }

  @Test
  void a_nudge_does_the_same_and_a_second_run_finds_nothing() {
    given.waitingDeliveries(campaign, pool, PHONE, 1);

    event("sms-retry-nudge.json").statusCode(200).body("message", containsString("1 accepted"));
    send().statusCode(200).body("message", containsString("0 accepted"));

    assertEquals(1, twilio.ledger().size());
  }

  @Test
  void an_unknown_job_is_a_function_error() {
    event("sms-retry-unknown-job.json")
        .statusCode(500)
        .body("errorMessage", containsString("names neither"));
  }

  @Test
  void a_run_that_fails_is_a_function_error_and_leaves_a_failed_row() {
    database.update("ALTER TABLE senders RENAME TO senders_away");
    try {
      send().statusCode(500);
    } finally {
      database.update("ALTER TABLE senders_away RENAME TO senders");
    }
    assertEquals(
        "failed",
        database.one("SELECT status FROM cron.job_run_details ORDER BY runid DESC LIMIT 1"));
    assertEquals(
        "1", database.one("SELECT count(*) FROM error_logs WHERE error_type = 'run-failed'"));
    send().statusCode(200);
  }

  @Test
  void a_job_switched_off_by_sql_stops_and_goes_on_when_switched_on() {
    given.waitingDeliveries(campaign, pool, PHONE, 1);
    database.update(
        "UPDATE cron.job SET active = false WHERE jobname = 'send-waiting-sms-every-1min'");

    send().statusCode(200).body("status", equalTo("skipped"));
    assertEquals(0, twilio.arrivals());

    database.update(
        "UPDATE cron.job SET active = true WHERE jobname = 'send-waiting-sms-every-1min'");
    send().statusCode(200).body("message", containsString("1 accepted"));
  }

  @Test
  void
      a_transient_error_is_tried_three_times_by_the_five_minute_job_and_then_the_card_stays_bound() {
    twilio.faults(sent -> TwilioFault.error(400, 30003, "unreachable"));
    given.waitingDeliveries(campaign, pool, PHONE, 1);

    send().statusCode(200);
    assertEquals("pending 1", delivery());
    send().statusCode(200);
    assertEquals("pending 1", delivery());
    run(RETRY).statusCode(200);
    assertEquals("pending 2", delivery());
    run(RETRY).statusCode(200);
    assertEquals("failed 3", delivery());
    run(RETRY).statusCode(200);

    assertEquals(3, twilio.arrivals());
    assertEquals(
        "failed 3",
        database.one(
            "SELECT delivery_status || ' ' || retry_count FROM sms_delivery_log ORDER BY id DESC LIMIT 1"));
    assertEquals("1", database.one("SELECT claimed_cards FROM gift_card_pools WHERE id = ?", pool));
  }

  @Test
  void a_number_that_does_not_exist_fails_at_once_with_a_text_for_operators() {
    given.waitingDeliveries(campaign, pool, "+15005550001", 1);

    send().statusCode(200);

    assertEquals("failed 1", delivery());
    assertEquals(
        "the number is not valid",
        database.one("SELECT error_message FROM sms_delivery_log ORDER BY id DESC LIMIT 1"));
  }

  @Test
  void a_throttle_holds_the_whole_sender_and_counts_no_attempt() {
    twilio.nextFaults(TwilioFault.throttled(3600));
    given.waitingDeliveries(campaign, pool, PHONE, 1);

    send().statusCode(200);
    given.waitingDeliveries(campaign, pool, PHONE, 1);
    send().statusCode(200);

    assertEquals(1, twilio.arrivals());
    assertEquals(1, status("held"));
    assertEquals("0", database.one("SELECT max(provider_calls) FROM gift_card_deliveries"));
    assertEquals(
        "1",
        database.one(
            "SELECT 1 FROM senders WHERE channel = 'sms' AND not_before > now() + INTERVAL '50 minutes'"));
  }

  @Test
  void a_trial_account_holds_the_queue_and_tells_somebody() {
    twilio.nextFaults(TwilioFault.TRIAL_21608);
    given.waitingDeliveries(campaign, pool, PHONE, 1);

    send().statusCode(200);
    send().statusCode(200);

    assertEquals(1, twilio.arrivals());
    assertEquals("held 0", delivery());
    assertEquals("1", database.one("SELECT count(*) FROM alerts WHERE kind = 'sms-misconfigured'"));
  }

  @Test
  void a_lost_answer_is_unknown_and_is_never_sent_again() {
    twilio.nextFaults(TwilioFault.CLOSE_AFTER_ACCEPTING);
    given.waitingDeliveries(campaign, pool, PHONE, 1);

    send().statusCode(200);
    send().statusCode(200);
    run(RETRY).statusCode(200);

    assertEquals("unknown 1", delivery());
    assertEquals(1, twilio.ledger().size());
  }

  @Test
  void without_a_connection_nothing_counts_and_it_is_tried_again_at_once_and_then_later() {
    given.waitingDeliveries(campaign, pool, PHONE, 1);
    twilio.close();

    send().statusCode(200).body("message", containsString("0 accepted, 3 not accepted"));
    assertEquals("pending 0", delivery());

    twilio = TwilioStandIn.start(TwilioStandIn.Config.defaults().withPort(cloud.providerPort()));
    database.update("UPDATE gift_card_deliveries SET not_before = now()");
    send().statusCode(200);
    assertEquals("sent 1", delivery());
  }

  @Test
  void an_abandoned_call_becomes_unknown_and_an_abandoned_lease_is_worked_on() {
    given.waitingDeliveries(campaign, pool, PHONE, 2);
    database.update(
        "UPDATE gift_card_deliveries SET lease_token = gen_random_uuid(), lease_until = now() - INTERVAL '1 second'");
    database.update(
        "WITH begun AS (UPDATE gift_card_deliveries SET sms_status = 'sending'"
            + " WHERE id = (SELECT id FROM gift_card_deliveries LIMIT 1) RETURNING id, claim_id)"
            + " INSERT INTO delivery_attempts (id, delivery_id, claim_id, number, channel)"
            + " SELECT gen_random_uuid(), id, claim_id, 1, 'sms' FROM begun");

    send().statusCode(200).body("message", containsString("1 accepted, 0 not accepted, 1 unknown"));

    assertEquals(1, status("unknown"));
    assertEquals(1, status("sent"));
  }

  @Test
  void a_message_to_somebody_who_opted_out_is_suppressed_and_says_so() {
    given.waitingDeliveries(campaign, pool, "+15005550010", 1);
    given.optOut("+15005550010");

    send().statusCode(200);

    assertEquals(0, twilio.arrivals());
    assertEquals("suppressed 0", delivery());
    assertEquals(
        "not sent: the recipient asked for no messages",
        database.one("SELECT error_message FROM sms_delivery_log ORDER BY id DESC LIMIT 1"));
  }

  @Test
  void one_card_that_does_not_open_is_flagged_and_stops_nobody() {
    given.waitingDeliveries(campaign, pool, PHONE, 3);
    database.update(
        "SET session_replication_role = replica; UPDATE gift_cards SET sealed = '\\x00112233445566778899aabbccddeeff'"
            + " WHERE id = (SELECT min(gift_card_id) FROM gift_card_deliveries)");

    send()
        .statusCode(200)
        .body("message", containsString("2 accepted, 0 not accepted, 0 unknown, 1 flagged"));
  }

  private ValidatableResponse send() {
    return event(SEND);
  }

  private ValidatableResponse event(String name) {
    try {
      return run(Files.readString(Path.of("../../infra/events", name)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The mock of Lambda that the extension brings: a function error is a 500 with an errorMessage.
   */
  private static ValidatableResponse run(String event) {
    return RestAssured.given()
        .contentType("application/json")
        .accept("application/json")
        .body(event)
        .post()
        .then();
  }

  private long status(String status) {
    return database.count("SELECT count(*) FROM gift_card_deliveries WHERE sms_status = ?", status);
  }

  private String delivery() {
    return database.one("SELECT sms_status || ' ' || provider_calls FROM gift_card_deliveries");
  }
}
