package scrip.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.delivery.DeliveryOutcome.Unknown;
import scrip.secrets.Keys;
import scrip.testing.Wired;

/** What a look-up proves, and what it does not. */
class LookUpUnknownTest {

  private static final String TEXT = "your card is GC-1";
  private static Reporting reporting;
  private final Records records = new Records();

  @BeforeAll
  static void begin() {
    reporting = new Reporting();
  }

  @AfterAll
  static void end() {
    reporting.close();
  }

  @BeforeEach
  void nothing_is_due() {
    reporting.database.update("UPDATE gift_card_deliveries SET look_up_after = NULL, look_ups = 0");
  }

  @AfterEach
  void every_card_is_where_its_history_says() {
    assertEquals(List.of(), reporting.violations());
  }

  @Test
  void a_message_with_that_text_at_that_time_proves_that_it_was_taken() {
    UUID delivery = unknown(TEXT);
    records.keep("SM-" + delivery, TEXT, Instant.now());

    assertEquals("1 looked up (1 found, 0 absent, 0 open, 0 unanswered)", lookUp());

    assertEquals("sent", reporting.status(delivery));
    assertEquals("sent", reporting.card(delivery));
    assertEquals(
        "look-up",
        reporting.database.one(
            "SELECT learned_from FROM provider_messages WHERE delivery_id = ?", delivery));
    assertEquals("0 looked up (0 found, 0 absent, 0 open, 0 unanswered)", lookUp());
  }

  @Test
  void another_text_another_time_and_another_attempt_s_message_prove_nothing() {
    UUID delivery = unknown(TEXT);
    records.keep("SM-other-text", "another", Instant.now());
    records.keep("SM-before", TEXT, Instant.now().minusSeconds(300));
    records.keep("SM-after", TEXT, Instant.now().plusSeconds(900));
    reporting.attempted(new DeliveryOutcome.Accepted("SM-bound"));
    records.keep("SM-bound", TEXT, Instant.now());

    assertEquals("1 looked up (0 found, 0 absent, 1 open, 0 unanswered)", lookUp());

    assertEquals("unknown", reporting.status(delivery));
    assertEquals("f", one("absent_at IS NOT NULL", delivery));
  }

  @Test
  void two_lost_calls_and_one_message_bind_one_of_them() {
    for (int round = 0; round < 5; round++) {
      UUID one = unknown(TEXT);
      UUID two = unknown(TEXT);
      records.keep("SM-only-" + one, TEXT, Instant.now());

      lookUp();

      assertEquals(
          "sent,unknown",
          reporting.database.one(
              "SELECT string_agg(sms_status, ',' ORDER BY sms_status) FROM gift_card_deliveries WHERE id IN (?, ?)",
              one,
              two));
    }
  }

  @Test
  void absence_proves_nothing_before_the_message_is_worth_nothing_any_more() {
    UUID delivery = unknown(TEXT);
    begunAgo(delivery, "4 hours 9 minutes");
    lookUp();
    assertEquals(
        "unknown|f", one("sms_status || '|' || (absent_at IS NOT NULL)::text::char", delivery));
    assertEquals("t", one("look_up_after > now() AND look_ups = 1", delivery));

    begunAgo(delivery, "4 hours 11 minutes");
    due(delivery);
    assertEquals("1 looked up (0 found, 1 absent, 0 open, 0 unanswered)", lookUp());

    assertEquals(
        "unknown|t", one("sms_status || '|' || (absent_at IS NOT NULL)::text::char", delivery));
    assertEquals("t", one("look_up_after IS NULL AND reason LIKE '%no such message%'", delivery));
    assertEquals(
        "1",
        reporting.database.one(
            "SELECT count(*) FROM needs_attention WHERE delivery_id = ?", delivery));
  }

  @Test
  void a_provider_that_does_not_answer_proves_nothing_however_late() {
    UUID delivery = unknown(TEXT);
    begunAgo(delivery, "9 hours");
    records.answers = false;

    assertEquals("1 looked up (0 found, 0 absent, 0 open, 1 unanswered)", lookUp());

    assertEquals("t", one("absent_at IS NULL AND look_up_after > now()", delivery));
  }

  @Test
  void a_provider_that_never_answers_is_left_to_a_person_in_the_end() {
    UUID delivery = unknown(TEXT);
    begunAgo(delivery, "9 hours");
    records.answers = false;
    reporting.database.update(
        "UPDATE gift_card_deliveries SET look_ups = 22 WHERE id = ?", delivery);

    lookUp();
    assertEquals("t", one("look_up_after > now()", delivery));
    due(delivery);
    lookUp();

    assertEquals("t", one("absent_at IS NULL AND look_up_after IS NULL", delivery));
    assertEquals("t", one("reason LIKE '%did not say%compare%'", delivery));
  }

  @Test
  void a_message_with_another_text_may_be_it_because_providers_rewrite_texts() {
    UUID delivery = unknown(TEXT);
    begunAgo(delivery, "5 hours");
    records.keep("SM-rewritten", "Trial: " + TEXT, Instant.now().minusSeconds(5 * 3600));

    assertEquals("1 looked up (0 found, 0 absent, 1 open, 0 unanswered)", lookUp());

    assertEquals("t", one("absent_at IS NULL AND look_up_after IS NULL", delivery));
    assertEquals("t", one("reason LIKE '%compare%'", delivery));
  }

  @Test
  void what_cannot_be_compared_is_never_absent() {
    UUID unhashed = unknown(null);
    UUID redacted = unknown(TEXT);
    for (UUID delivery : List.of(unhashed, redacted)) {
      begunAgo(delivery, "5 hours");
    }
    records.keep("SM-text-gone", "", Instant.now().minusSeconds(5 * 3600));

    assertEquals("2 looked up (0 found, 0 absent, 2 open, 0 unanswered)", lookUp());

    for (UUID delivery : List.of(unhashed, redacted)) {
      assertEquals("t", one("absent_at IS NULL AND look_up_after IS NULL", delivery));
      assertEquals("t", one("reason LIKE '%compare%'", delivery));
    }
  }

  @Test
  void a_report_after_the_end_still_counts() {
    UUID delivery = unknown(TEXT);
    begunAgo(delivery, "5 hours");
    lookUp();
    UUID attempt =
        UUID.fromString(
            reporting.database.one(
                "SELECT id FROM delivery_attempts WHERE delivery_id = ?", delivery));

    reporting.take(Reporting.report(attempt, "SM-late-" + delivery, Report.State.DELIVERED));

    assertEquals("delivered", reporting.status(delivery));
    assertEquals("t", one("absent_at IS NULL", delivery));
  }

  @Test
  void many_are_looked_up_in_rounds_and_gaps_grow() {
    for (int i = 0; i < 5; i++) {
      unknown(TEXT);
    }
    assertEquals("5 looked up (0 found, 0 absent, 5 open, 0 unanswered)", lookUp());
    reporting.database.update(
        "UPDATE gift_card_deliveries SET look_up_after = now() WHERE look_ups = 1");
    lookUp();
    assertEquals(
        "5",
        reporting.database.one(
            "SELECT count(*) FROM gift_card_deliveries WHERE look_ups = 2"
                + " AND look_up_after BETWEEN now() + INTERVAL '4 minutes' AND now() + INTERVAL '6 minutes'"));
  }

  private String lookUp() {
    Map<String, String> settings = new HashMap<>();
    settings.put("scrip.reports.at-once", "2");
    return new LookUpUnknown(
            new UnknownDeliveries(reporting.wired.pool),
            List.of(records),
            reporting.take,
            reporting.wired.keys,
            Wired.mapped(ReportsConfig.class, settings))
        .lookUp()
        .await()
        .indefinitely();
  }

  /** One whose answer was lost just now, due to be looked up. */
  private UUID unknown(String text) {
    UUID attempt = reporting.attempted(new Unknown("lost"));
    UUID delivery = reporting.deliveryOf(attempt);
    if (text != null) {
      reporting.history(
          "UPDATE delivery_attempts SET body_hash = '\\x"
              + java.util.HexFormat.of()
                  .formatHex(reporting.wired.keys.hash(Keys.Purpose.MESSAGE, text))
              + "' WHERE id = '"
              + attempt
              + "'");
    }
    due(delivery);
    return delivery;
  }

  private static void begunAgo(UUID delivery, String time) {
    reporting.history(
        "UPDATE delivery_attempts SET begun_at = now() - INTERVAL '"
            + time
            + "' WHERE delivery_id = '"
            + delivery
            + "'");
    due(delivery);
  }

  private static void due(UUID delivery) {
    reporting.database.update(
        "UPDATE gift_card_deliveries SET look_up_after = now() WHERE id = ?", delivery);
  }

  private static String one(String what, UUID delivery) {
    return reporting.database.one(
        "SELECT " + what + " FROM gift_card_deliveries WHERE id = ?", delivery);
  }
}
