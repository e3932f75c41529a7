package scrip.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.delivery.DeliveryOutcome.Accepted;
import scrip.delivery.Report.State;
import scrip.testing.Wired;

/** Messages whose reports were lost are asked for by their id; texts of those that ended go. */
class FollowUpTest {

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
    reporting.database.update(
        "UPDATE provider_messages SET fetch_after = NULL, redact_after = NULL");
    reporting.database.update("UPDATE alerts SET closed_at = now() WHERE closed_at IS NULL");
  }

  @AfterEach
  void every_card_is_where_its_history_says() {
    assertEquals(List.of(), reporting.violations());
  }

  @Test
  void a_message_without_a_final_report_is_asked_for_after_ten_minutes() {
    UUID delivery = taken("SM-quiet");
    records.states.put("SM-quiet", State.DELIVERED);
    assertEquals("0 asked for (0 with news)", fetch());

    due("SM-quiet");
    assertEquals("1 asked for (1 with news)", fetch());

    assertEquals("delivered", reporting.status(delivery));
    assertEquals("delivered", reporting.card(delivery));
    assertNull(message("SM-quiet", "fetch_after"));
    assertEquals("0 asked for (0 with news)", fetch());
  }

  @Test
  void a_failure_that_is_asked_for_ends_it_as_a_callback_would() {
    UUID delivery = taken("SM-landline");
    records.states.put("SM-landline", State.UNDELIVERED);
    due("SM-landline");

    fetch();

    assertEquals("undelivered", reporting.status(delivery));
  }

  @Test
  void gaps_grow_and_after_two_days_nobody_asks_any_more() {
    UUID delivery = taken("SM-silent");
    records.states.put("SM-silent", State.SENT);
    for (String gap : List.of("30 minutes", "2 hours", "6 hours", "6 hours")) {
      due("SM-silent");
      fetch();
      assertEquals(
          "t",
          message(
              "SM-silent",
              "fetch_after BETWEEN now() + INTERVAL '"
                  + gap
                  + "' - INTERVAL '1 minute' AND now() + INTERVAL '"
                  + gap
                  + "'"));
    }
    reporting.database.update(
        "UPDATE provider_messages SET bound_at = now() - INTERVAL '49 hours' WHERE message_id = 'SM-silent'");
    due("SM-silent");
    assertEquals("1 asked for (0 with news)", fetch());

    assertEquals("t", message("SM-silent", "fetch_after IS NULL AND redact_after <= now()"));
    assertEquals("sent", reporting.status(delivery));
    assertEquals(
        "no final report of it ever came",
        reporting.database.one("SELECT reason FROM gift_card_deliveries WHERE id = ?", delivery));
  }

  @Test
  void a_provider_that_does_not_answer_is_asked_again_and_that_does_not_count() {
    taken("SM-down");
    due("SM-down");
    records.answers = false;

    fetch();

    assertEquals(
        "t",
        message(
            "SM-down",
            "fetches = 0 AND fetch_after BETWEEN now() + INTERVAL '9 min' AND now() + INTERVAL '11 min'"));
  }

  @Test
  void a_message_that_its_provider_does_not_know_is_told_and_asked_for_again() {
    taken("SM-nowhere");
    due("SM-nowhere");

    fetch();

    assertEquals("1", open("message-missing"));
    assertEquals("t", message("SM-nowhere", "fetch_after > now()"));
  }

  @Test
  void the_text_of_a_message_that_ended_is_taken_back_once() {
    UUID attempt = reporting.attempted(new Accepted("SM-secret"));
    assertEquals("0 taken back (0 not)", redact());

    reporting.take(Reporting.report(attempt, "SM-secret", State.DELIVERED));
    assertEquals("1 taken back (0 not)", redact());
    assertEquals("0 taken back (0 not)", redact());

    assertEquals(Set.of("SM-secret"), records.redacted);
    assertEquals("t", message("SM-secret", "redacted_at IS NOT NULL AND redact_after IS NULL"));
  }

  /** Died after the provider had done it and before that was written down. */
  @Test
  void a_redaction_that_was_not_written_down_is_done_again() {
    UUID attempt = reporting.attempted(new Accepted("SM-crash"));
    reporting.take(Reporting.report(attempt, "SM-crash", State.DELIVERED));
    new ProviderMessages(reporting.wired.pool).takeToRedact(10).await().indefinitely();
    records.redact("SM-crash");
    assertEquals("t", message("SM-crash", "redacted_at IS NULL AND redact_after > now()"));

    redactDue("SM-crash");
    assertEquals("1 taken back (0 not)", redact());
    assertEquals("t", message("SM-crash", "redacted_at IS NOT NULL"));
  }

  @Test
  void after_ten_tries_somebody_is_told() {
    UUID attempt = reporting.attempted(new Accepted("SM-stuck"));
    reporting.take(Reporting.report(attempt, "SM-stuck", State.DELIVERED));
    records.answers = false;
    for (int i = 1; i <= 10; i++) {
      assertEquals("0", open("redaction-failed"));
      redactDue("SM-stuck");
      assertEquals("0 taken back (1 not)", redact());
    }
    assertEquals("1", open("redaction-failed"));
    assertEquals("t", message("SM-stuck", "redact_after IS NULL AND redacted_at IS NULL"));
  }

  @Test
  void many_are_worked_off_in_rounds() {
    for (int i = 0; i < 5; i++) {
      taken("SM-many-" + i);
      records.states.put("SM-many-" + i, State.DELIVERED);
      due("SM-many-" + i);
    }
    assertEquals("5 asked for (5 with news)", fetch());
    assertEquals("5 taken back (0 not)", redact());
  }

  @Test
  void one_step_that_fails_does_not_keep_the_others_from_their_work() {
    UUID delivery = taken("SM-step");
    records.states.put("SM-step", State.DELIVERED);
    due("SM-step");
    reporting.database.update(
        "ALTER TABLE gift_card_deliveries RENAME COLUMN look_ups TO look_ups_away");
    try {
      IllegalStateException failed =
          assertThrows(
              IllegalStateException.class, () -> followUp().followUp().await().indefinitely());
      assertTrue(failed.getMessage().contains("1 asked for (1 with news), 1 taken back"));
    } finally {
      reporting.database.update(
          "ALTER TABLE gift_card_deliveries RENAME COLUMN look_ups_away TO look_ups");
    }
    assertEquals("delivered", reporting.status(delivery));
    assertEquals(
        "0 looked up (0 found, 0 absent, 0 open, 0 unanswered), 0 asked for (0 with news), 0 taken back (0 not)",
        followUp().followUp().await().indefinitely());
  }

  @Test
  void what_is_declined_of_one_message_keeps_no_other_waiting() {
    for (int i = 0; i < 5; i++) {
      UUID attempt = reporting.attempted(new Accepted("SM-next-" + i));
      reporting.take(Reporting.report(attempt, "SM-next-" + i, State.DELIVERED));
    }
    for (String id : List.of("SM-odd-1", "SM-odd-2")) {
      taken(id);
      records.declined.add(id);
      reporting.database.update(
          "UPDATE provider_messages SET fetch_after = now() - INTERVAL '1 hour',"
              + " redact_after = now() - INTERVAL '1 hour' WHERE message_id = ?",
          id);
    }
    taken("SM-even");
    records.states.put("SM-even", State.DELIVERED);
    due("SM-even");

    assertEquals("3 asked for (1 with news)", fetch());
    assertEquals("6 taken back (2 not)", redact());

    assertEquals("t", message("SM-odd-1", "fetches = 1 AND fetch_after > now()"));
    assertEquals("t", message("SM-odd-1", "redactions = 1 AND redact_after > now()"));
  }

  @Test
  void who_never_answers_one_step_takes_no_time_from_the_next() {
    UUID attempt = reporting.attempted(new Accepted("SM-last"));
    reporting.take(Reporting.report(attempt, "SM-last", State.DELIVERED));
    taken("SM-never");
    due("SM-never");
    records.silentAbout.add("SM-never");
    try {
      assertTrue(
          followUp()
              .followUp()
              .await()
              .atMost(java.time.Duration.ofSeconds(20))
              .endsWith("1 asked for (0 with news), 1 taken back (0 not)"));
    } finally {
      records.silence.countDown();
    }
    assertEquals("t", message("SM-never", "fetches = 0 AND fetch_after > now()"));
  }

  @Test
  void a_deadlock_with_who_takes_a_report_is_no_failure() {
    taken("SM-locked");
    records.states.put("SM-locked", State.DELIVERED);
    due("SM-locked");
    reporting.database.update("CREATE SEQUENCE locked");
    reporting.database.update(
        "CREATE FUNCTION lock_dead() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
            + " IF nextval('public.locked') <= 5 THEN RAISE EXCEPTION 'dead' USING ERRCODE = '40P01'; END IF;"
            + " RETURN NEW; END $$");
    reporting.database.update(
        "CREATE TRIGGER lock_dead BEFORE UPDATE ON provider_messages FOR EACH ROW EXECUTE FUNCTION lock_dead()");
    try {
      assertEquals("1 asked for (1 with news)", fetch());
    } finally {
      reporting.database.update("DROP TRIGGER lock_dead ON provider_messages");
    }
  }

  private FollowUp followUp() {
    return new FollowUp(
        new LookUpUnknown(
            new UnknownDeliveries(reporting.wired.pool),
            List.of(records),
            reporting.take,
            reporting.wired.keys,
            config()),
        fetches(),
        redactions());
  }

  private FetchReports fetches() {
    return new FetchReports(
        new ProviderMessages(reporting.wired.pool), List.of(records), reporting.take, config());
  }

  private RedactMessages redactions() {
    return new RedactMessages(
        new ProviderMessages(reporting.wired.pool), List.of(records), config());
  }

  private static ReportsConfig config() {
    return Wired.mapped(
        ReportsConfig.class,
        Map.of("scrip.reports.at-once", "2", "scrip.reports.answer-at-most", "PT2S"));
  }

  private String fetch() {
    return fetches().fetch().await().indefinitely();
  }

  private String redact() {
    return redactions().redact().await().indefinitely();
  }

  private static UUID taken(String id) {
    return reporting.deliveryOf(reporting.attempted(new Accepted(id)));
  }

  private static void due(String id) {
    reporting.database.update(
        "UPDATE provider_messages SET fetch_after = now() WHERE message_id = ?", id);
  }

  private static void redactDue(String id) {
    reporting.database.update(
        "UPDATE provider_messages SET redact_after = now() WHERE message_id = ?", id);
  }

  private static String message(String id, String what) {
    return reporting.database.one(
        "SELECT " + what + " FROM provider_messages WHERE message_id = ?", id);
  }

  private static String open(String kind) {
    return reporting.database.one(
        "SELECT count(*) FROM alerts WHERE closed_at IS NULL AND kind = ?", kind);
  }
}
