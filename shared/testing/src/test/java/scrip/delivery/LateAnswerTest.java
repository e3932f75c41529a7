package scrip.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.delivery.DeliveryOutcome.Accepted;
import scrip.delivery.DeliveryOutcome.Misconfigured;
import scrip.delivery.DeliveryOutcome.NotConnected;
import scrip.delivery.DeliveryOutcome.Permanent;
import scrip.delivery.DeliveryOutcome.Throttled;
import scrip.delivery.DeliveryOutcome.Transient;
import scrip.delivery.DeliveryOutcome.Unknown;
import scrip.delivery.Report.State;

/** Answers that come after their call was given up: what they say still holds. */
class LateAnswerTest {

  private static Reporting reporting;

  @BeforeAll
  static void begin() {
    reporting = new Reporting();
  }

  @AfterAll
  static void end() {
    reporting.close();
  }

  @BeforeEach
  void nothing_is_held() {
    reporting.database.update("UPDATE senders SET not_before = '-infinity', fault = NULL");
    reporting.database.update("UPDATE alerts SET closed_at = now() WHERE closed_at IS NULL");
  }

  @AfterEach
  void every_card_is_where_its_history_says() {
    assertEquals(List.of(), reporting.violations());
  }

  @Test
  void a_no_is_as_good_as_in_time() {
    assertEquals("pending|1|500|1", late(new Transient(500, "a fault")));
    assertEquals("failed|1|21211|1", late(new Permanent(21211, "not valid")));
    assertEquals("sent|1||1", late(new Accepted("SM-late")));
    assertEquals("unknown|1||1", late(new Unknown("lost")));
  }

  @Test
  void what_does_not_count_is_counted_no_more() {
    assertEquals("pending|0||0", late(new NotConnected("no connection")));
    assertEquals("held|0|20429|0", late(new Throttled(20429, "slow", Duration.ofMinutes(2))));
    assertEquals("1", count("senders WHERE channel = 'sms' AND not_before > now()"));
    reporting.database.update("UPDATE senders SET not_before = '-infinity'");
    assertEquals("held|0|20003|0", late(new Misconfigured(20003, "the keys")));
    assertEquals("1", count("senders WHERE fault = 'the keys'"));
    assertEquals("1", count("alerts WHERE kind = 'sms-misconfigured' AND closed_at IS NULL"));
  }

  @Test
  void of_an_earlier_attempt_it_says_nothing_about_the_last() {
    UUID delivery = reporting.waiting();
    UUID first = reporting.begun(delivery);
    lose();
    reporting.take(Reporting.failed(first, "SM-first", FailureClass.TRANSIENT, 30003));
    assertEquals("pending", reporting.status(delivery));
    reporting.begun(delivery);
    lose();

    reporting.answered(first, new Transient(500, "a fault")).join();

    assertEquals("unknown|2||2", state(delivery));
  }

  @Test
  void one_that_a_report_took_further_stays_there() {
    UUID attempt = reporting.begun(reporting.waiting());
    lose();
    reporting.take(Reporting.report(attempt, "SM-further", State.SENT));

    reporting.answered(attempt, new Transient(500, "a fault")).join();

    assertEquals("sent|1||1", state(reporting.deliveryOf(attempt)));
  }

  private static String late(DeliveryOutcome outcome) {
    UUID attempt = reporting.begun(reporting.waiting());
    lose();
    assertEquals("unknown|1||1", state(reporting.deliveryOf(attempt)));
    reporting.answered(attempt, outcome).join();
    return state(reporting.deliveryOf(attempt));
  }

  private static void lose() {
    reporting.database.update(
        "UPDATE gift_card_deliveries SET lease_until = now() - INTERVAL '1 second' WHERE sms_status = 'sending'");
    new Deliveries(reporting.wired.pool).loseAbandoned(10).await().indefinitely();
  }

  private static String state(UUID delivery) {
    return reporting.database.one(
        "SELECT concat_ws('|', d.sms_status, d.provider_calls, coalesce(d.code::text, ''), l.retry_count)"
            + " FROM gift_card_deliveries d JOIN sms_delivery_log l ON l.delivery_id = d.id WHERE d.id = ?",
        delivery);
  }

  private static String count(String from) {
    return reporting.database.one("SELECT count(*) FROM " + from);
  }
}
