package scrip.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static scrip.delivery.Reporting.failed;
import static scrip.delivery.Reporting.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.delivery.DeliveryOutcome.Accepted;
import scrip.delivery.DeliveryOutcome.Permanent;
import scrip.delivery.DeliveryOutcome.Unknown;
import scrip.delivery.Report.State;

/** Several deliveries with one card: what a report of one of them means for the others. */
class SupersededTest {

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
  void senders_are_open() {
    reporting.database.update("UPDATE senders SET not_before = '-infinity', fault = NULL");
  }

  @AfterEach
  void every_card_is_where_its_history_says() {
    assertEquals(List.of(), reporting.violations());
  }

  @Test
  void what_was_sent_again_is_not_tried_once_more_when_the_first_fails_late() {
    for (FailureClass kind :
        List.of(FailureClass.TRANSIENT, FailureClass.TRANSIENT_ONCE, FailureClass.THROTTLED)) {
      for (DeliveryOutcome outcome : List.of(new Accepted("SM-1-" + kind), new Unknown("lost"))) {
        UUID attempt = reporting.attempted(outcome);
        UUID first = reporting.deliveryOf(attempt);
        UUID again = resent(first);

        reporting.take(failed(attempt, "SM-" + outcome.word() + "-" + kind, kind, 30003));

        String said = outcome.word() + " " + kind;
        boolean another = outcome instanceof Accepted;
        assertEquals(another ? "sent" : "undelivered", reporting.status(first), said);
        if (another) {
          reporting.take(failed(attempt, "SM-1-" + kind, kind, 30003));
          assertEquals("undelivered", reporting.status(first), said);
        }
        assertEquals("pending", reporting.status(again), said);
        assertEquals(
            kind == FailureClass.THROTTLED ? "1" : "0",
            reporting.database.one("SELECT count(*) FROM senders WHERE not_before > now()"),
            said);
        senders_are_open();
      }
    }
  }

  @Test
  void what_was_sent_again_in_vain_lets_the_last_one_be_tried_again() {
    UUID attempt = reporting.attempted(new Accepted("SM-last"));
    UUID first = reporting.deliveryOf(attempt);
    UUID again = resent(first);
    reporting.answered(reporting.begun(again), new Permanent(30005, "unknown handset")).join();

    reporting.take(failed(attempt, "SM-last", FailureClass.TRANSIENT, 30003));

    assertEquals("pending", reporting.status(first));
  }

  @Test
  void an_e_mail_that_waits_is_called_back_when_its_message_got_through_after_all() {
    for (boolean leased : List.of(false, true)) {
      UUID attempt = reporting.attempted(new Accepted("SM-through-" + leased));
      UUID delivery = reporting.deliveryOf(attempt);
      reporting.emailAllowed("ann@example.com");
      reporting.take(failed(attempt, "SM-through-" + leased, FailureClass.PERMANENT, 30006));
      if (leased) {
        reporting.database.update(
            "UPDATE gift_card_deliveries SET lease_token = gen_random_uuid(),"
                + " lease_until = now() + INTERVAL '1 minute' WHERE follows = ?",
            delivery);
      }

      reporting.take(report(attempt, "SM-through-" + leased, State.DELIVERED));

      assertEquals(
          leased ? "pending" : "suppressed|the message that it stands in for got through after all",
          reporting.database.one(
              "SELECT concat_ws('|', sms_status, reason) FROM gift_card_deliveries WHERE follows = ?",
              delivery));
    }
  }

  @Test
  void two_that_end_at_the_same_moment_are_followed_by_one_e_mail() {
    for (int round = 0; round < 12; round++) {
      UUID attempt = reporting.attempted(new Accepted("SM-one-" + round));
      UUID first = reporting.deliveryOf(attempt);
      UUID second = resent(first);
      UUID attemptOfSecond = reporting.begun(second);
      reporting.emailAllowed("ann@example.com");
      boolean answers = round % 4 == 0;
      if (!answers) {
        reporting.answered(attemptOfSecond, new Accepted("SM-two-" + round)).join();
      }

      var one = reporting.start(failed(attempt, "SM-one-" + round, FailureClass.PERMANENT, 30006));
      var two =
          answers
              ? reporting.answered(attemptOfSecond, new Permanent(30006, "a landline"))
              : reporting.start(
                  failed(attemptOfSecond, "SM-two-" + round, FailureClass.PERMANENT, 30006));
      one.join();
      two.join();

      assertEquals(
          "1",
          reporting.database.one(
              "SELECT count(*) FROM gift_card_deliveries WHERE kind = 'fallback' AND follows IN (?, ?)",
              first,
              second),
          "round " + round);
    }
  }

  @Test
  void messages_from_before_are_asked_about_for_two_days_and_then_only_redacted()
      throws IOException {
    for (String id : List.of("SM-young", "SM-old")) {
      reporting.attempted(new Accepted(id));
    }
    reporting.history(
        "UPDATE delivery_attempt_outcomes SET known_at = now() - INTERVAL '49 hours'"
            + " WHERE provider_message_id = 'SM-old';"
            + " DELETE FROM provider_messages WHERE message_id IN ('SM-young', 'SM-old')");

    reporting.database.update(backfill());

    assertEquals(
        List.of(List.of("SM-old", "f", "t"), List.of("SM-young", "t", "f")),
        reporting.database.all(
            "SELECT message_id, fetch_after > now(), redact_after <= now() FROM ("
                + "SELECT message_id, coalesce(fetch_after, '-infinity') AS fetch_after,"
                + " coalesce(redact_after, 'infinity') AS redact_after FROM provider_messages"
                + " WHERE message_id IN ('SM-old', 'SM-young')) AS m ORDER BY message_id"));
  }

  private static String backfill() throws IOException {
    try (InputStream migration =
        SupersededTest.class.getResourceAsStream("/db/migration/V024__reports_of_providers.sql")) {
      String sql = new String(migration.readAllBytes(), StandardCharsets.UTF_8);
      int begin = sql.indexOf("INSERT INTO provider_messages\n");
      return sql.substring(begin, sql.indexOf(';', begin));
    }
  }

  /** Somebody sends it again. */
  private static UUID resent(UUID delivery) {
    UUID again = reporting.wired.ids.next();
    reporting.database.update(
        "INSERT INTO gift_card_deliveries (id, redemption_id, recipient_id, gift_card_id, claim_id, channel,"
            + " address, address_hash, kind, follows) SELECT ?, redemption_id, recipient_id, gift_card_id,"
            + " claim_id, channel, address, address_hash, 'resend', id FROM gift_card_deliveries WHERE id = ?",
        again,
        delivery);
    return again;
  }
}
