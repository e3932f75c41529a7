package scrip.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static scrip.delivery.Reporting.failed;
import static scrip.delivery.Reporting.report;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.delivery.DeliveryOutcome.Accepted;
import scrip.delivery.DeliveryOutcome.Permanent;
import scrip.delivery.DeliveryOutcome.Transient;
import scrip.delivery.DeliveryOutcome.Unknown;
import scrip.delivery.Report.State;
import scrip.delivery.TakeReport.Taken;

/**
 * Reports in the tables: what moves with them, in which order they may come, and who races them.
 */
class TakeReportTest {

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
  void nothing_is_open() {
    reporting.database.update("UPDATE alerts SET closed_at = now() WHERE closed_at IS NULL");
    reporting.database.update("UPDATE senders SET not_before = '-infinity', fault = NULL");
    reporting.database.update("DELETE FROM opt_outs");
    reporting.database.update("UPDATE campaigns SET channels = '{sms}'");
    reporting.nudges.set(0);
  }

  @AfterEach
  void every_card_is_where_its_history_says() {
    assertEquals(List.of(), reporting.violations());
  }

  @Test
  void accepted_is_not_delivered_and_delivered_takes_card_and_log_along() {
    UUID attempt = reporting.attempted(new Accepted("SM-a"));
    UUID delivery = reporting.deliveryOf(attempt);

    assertEquals(Taken.APPLIED, reporting.take(report(attempt, "SM-a", State.SENT)));
    assertEquals("sent", reporting.status(delivery));
    assertEquals("sent", reporting.card(delivery));

    assertEquals(Taken.APPLIED, reporting.take(report(attempt, "SM-a", State.DELIVERED)));
    assertEquals("delivered", reporting.status(delivery));
    assertEquals("delivered", reporting.card(delivery));
    assertEquals("delivered|1", log(delivery));
    assertEquals("t", message("SM-a", "final_at IS NOT NULL AND fetch_after IS NULL"));
    assertEquals("t", message("SM-a", "redact_after <= now()"));
  }

  @Test
  void a_report_of_a_call_whose_answer_was_lost_proves_that_it_was_taken() {
    UUID attempt = reporting.attempted(new Unknown("lost"));
    UUID delivery = reporting.deliveryOf(attempt);
    assertEquals("unknown", reporting.status(delivery));
    assertEquals("t", one("look_up_after IS NOT NULL", delivery));

    assertEquals(Taken.APPLIED, reporting.take(report(attempt, "SM-b", State.ACCEPTED)));

    assertEquals("sent", reporting.status(delivery));
    assertEquals("sent", reporting.card(delivery));
    assertEquals("t", one("look_up_after IS NULL", delivery));
    assertEquals("sent|1", log(delivery));
    assertEquals(attempt.toString(), message("SM-b", "attempt_id"));
    assertEquals("callback", message("SM-b", "learned_from"));
    assertEquals(
        "t",
        message(
            "SM-b", "fetch_after BETWEEN now() + INTERVAL '9 min' AND now() + INTERVAL '11 min'"));
  }

  @Test
  void a_report_that_overtakes_the_answer_ends_the_call_and_the_answer_changes_nothing() {
    UUID attempt = reporting.begun(reporting.waiting());
    UUID delivery = reporting.deliveryOf(attempt);

    reporting.take(report(attempt, "SM-c", State.DELIVERED));
    assertEquals("delivered", reporting.card(delivery));
    assertEquals("t", one("lease_token IS NULL AND provider_calls = 1", delivery));
    reporting.answered(attempt, new Accepted("SM-c")).join();

    assertEquals("delivered", reporting.status(delivery));
    assertEquals("delivered|1", log(delivery));
    assertEquals("1", count("provider_messages WHERE message_id = 'SM-c'"));
  }

  @Test
  void the_reports_of_a_message_may_come_in_any_order_and_twice() {
    List<State> story = List.of(State.ACCEPTED, State.SENT, State.DELIVERED);
    int n = 0;
    for (List<State> order : permutations(story)) {
      for (boolean answerFirst : List.of(true, false)) {
        String id = "SM-order-" + n++;
        UUID attempt = reporting.begun(reporting.waiting());
        if (answerFirst) {
          reporting.answered(attempt, new Accepted(id)).join();
        }
        for (State state : order) {
          reporting.take(report(attempt, id, state));
          assertEquals(Taken.NOTHING_NEW, reporting.take(report(attempt, id, state)));
        }
        if (!answerFirst) {
          reporting.answered(attempt, new Accepted(id)).join();
        }
        UUID delivery = reporting.deliveryOf(attempt);
        assertEquals("delivered", reporting.status(delivery), order + " " + answerFirst);
        assertEquals("delivered", reporting.card(delivery));
        assertEquals("delivered|1", log(delivery));
        assertEquals("3", count("delivery_receipts WHERE message_id = '" + id + "'"));
      }
    }
  }

  @Test
  void a_failure_in_any_order_with_what_went_before_is_counted_once() {
    int n = 0;
    for (List<State> order : permutations(List.of(State.ACCEPTED, State.SENT, State.UNDELIVERED))) {
      String id = "SM-fails-" + n++;
      UUID attempt = reporting.attempted(new Accepted(id));
      UUID delivery = reporting.deliveryOf(attempt);
      for (State state : order) {
        Report report =
            state == State.UNDELIVERED
                ? failed(attempt, id, FailureClass.TRANSIENT, 30003)
                : report(attempt, id, state);
        reporting.take(report);
        reporting.take(report);
      }
      assertEquals("pending", reporting.status(delivery), order.toString());
      assertEquals(
          "t", one("provider_calls = 1 AND not_before > now() + INTERVAL '50 s'", delivery));
      assertEquals("30003|why 30003", one("code || '|' || reason", delivery));
      assertEquals("sent", reporting.card(delivery));
    }
  }

  @Test
  void a_network_that_loses_it_three_times_ends_it_and_its_late_arrival_still_counts() {
    UUID delivery = reporting.waiting();
    List<UUID> attempts = new ArrayList<>();
    for (int call = 1; call <= 3; call++) {
      assertEquals("pending", reporting.status(delivery));
      UUID attempt = reporting.begun(delivery);
      attempts.add(attempt);
      reporting.answered(attempt, new Accepted("SM-lost-" + call)).join();
      reporting.take(failed(attempt, "SM-lost-" + call, FailureClass.TRANSIENT, 30008));
    }
    assertEquals("undelivered", reporting.status(delivery));
    assertEquals("undelivered|3", log(delivery));

    reporting.take(report(attempts.get(0), "SM-lost-1", State.SENT));
    assertEquals("undelivered", reporting.status(delivery));
    reporting.take(report(attempts.get(1), "SM-lost-2", State.DELIVERED));
    assertEquals("delivered", reporting.status(delivery));
    assertEquals("delivered", reporting.card(delivery));
  }

  @Test
  void a_failure_of_an_earlier_attempt_does_not_touch_the_next_call() {
    UUID delivery = reporting.waiting();
    UUID first = reporting.begun(delivery);
    reporting.answered(first, new Transient(500, "a fault")).join();
    UUID second = reporting.begun(delivery);

    assertEquals(
        Taken.APPLIED, reporting.take(failed(first, "SM-e1", FailureClass.PERMANENT, 30005)));
    assertEquals("sending", reporting.status(delivery));
    reporting.answered(second, new Accepted("SM-e2")).join();
    assertEquals("sent", reporting.status(delivery));
  }

  @Test
  void a_throttle_holds_the_sender_and_a_fault_of_ours_is_told() {
    UUID slow = reporting.attempted(new Accepted("SM-slow"));
    reporting.take(failed(slow, "SM-slow", FailureClass.THROTTLED, 30001));
    assertEquals("held", reporting.status(reporting.deliveryOf(slow)));
    assertEquals("t", one("provider_calls = 0", reporting.deliveryOf(slow)));
    assertEquals(
        "1", count("senders WHERE channel = 'sms' AND not_before > now() + INTERVAL '20 s'"));
    assertEquals("0", count("alerts WHERE closed_at IS NULL"));

    reporting.database.update("UPDATE senders SET not_before = '-infinity'");
    UUID trial = reporting.attempted(new Accepted("SM-trial"));
    reporting.take(failed(trial, "SM-trial", FailureClass.MISCONFIGURED, 21608));
    assertEquals("held", reporting.status(reporting.deliveryOf(trial)));
    assertEquals("1", count("senders WHERE channel = 'sms' AND fault = 'why 21608'"));
    assertEquals("1", count("alerts WHERE closed_at IS NULL AND kind = 'sms-misconfigured'"));
  }

  @Test
  void a_fault_of_ours_is_told_by_the_name_of_its_channel() {
    UUID attempt = reporting.attempted(new Accepted("SM-whatsapp"));
    reporting.database.update(
        "UPDATE gift_card_deliveries SET channel = 'whatsapp' WHERE id = ?",
        reporting.deliveryOf(attempt));

    reporting.take(failed(attempt, "SM-whatsapp", FailureClass.MISCONFIGURED, 21608));

    assertEquals("1", count("alerts WHERE closed_at IS NULL AND kind = 'whatsapp-misconfigured'"));
    assertEquals("0", count("alerts WHERE closed_at IS NULL AND kind = 'sms-misconfigured'"));
  }

  @Test
  void who_opted_out_at_the_provider_is_opted_out_here_by_every_channel() {
    reporting.emailAllowed("ann@example.com");
    UUID attempt = reporting.begun(reporting.waiting());
    reporting.emailAllowed("ann@example.com");
    reporting.answered(attempt, new Accepted("SM-stop")).join();

    reporting.take(failed(attempt, "SM-stop", FailureClass.OPTED_OUT, 21610));

    assertEquals("undelivered", reporting.status(reporting.deliveryOf(attempt)));
    assertEquals("2", count("opt_outs WHERE source = 'provider'"));
    assertEquals(
        "0", count("gift_card_deliveries WHERE kind = 'fallback' AND sms_status = 'pending'"));
  }

  @Test
  void what_did_not_get_through_follows_by_e_mail_once() {
    reporting.emailAllowed("ann@example.com");
    UUID attempt = reporting.attempted(new Accepted("SM-mail"));
    reporting.emailAllowed("ann@example.com");
    UUID delivery = reporting.deliveryOf(attempt);

    reporting.take(failed(attempt, "SM-mail", FailureClass.PERMANENT, 30006));
    reporting.take(failed(attempt, "SM-mail", FailureClass.PERMANENT, 30006));

    String follower = "FROM gift_card_deliveries WHERE follows = '" + delivery + "'";
    assertEquals(
        List.of(List.of("email", "ann@example.com", "pending", "fallback", "0")),
        reporting.database.all(
            "SELECT channel, address, sms_status, kind, provider_calls " + follower));
    assertEquals(1, reporting.nudges.get());
    assertEquals(
        0,
        new Fallback(new Fallbacks(), reporting.wired.ids)
            .follow(reporting.wired.pool, delivery, delivery)
            .await()
            .indefinitely());
    reporting.database.update("SET session_replication_role = replica; DELETE " + follower);
  }

  @Test
  void no_e_mail_follows_where_the_campaign_allows_none_or_nobody_has_an_address() {
    UUID attempt = reporting.attempted(new Permanent(30006, "a landline"));

    reporting.take(failed(attempt, "SM-none", FailureClass.PERMANENT, 30006));
    assertEquals("0", count("gift_card_deliveries WHERE kind = 'fallback'"));

    reporting.database.update("UPDATE campaigns SET channels = '{sms,email}'");
    UUID nobody = reporting.attempted(new Accepted("SM-nobody"));
    reporting.take(failed(nobody, "SM-nobody", FailureClass.PERMANENT, 30006));
    assertEquals("0", count("gift_card_deliveries WHERE kind = 'fallback'"));
    assertEquals(0, reporting.nudges.get());
  }

  @Test
  void alerts_are_opened_once_and_say_what_to_do() {
    for (String id : List.of("SM-f1", "SM-f2")) {
      UUID attempt = reporting.attempted(new Accepted(id));
      reporting.take(failed(attempt, id, FailureClass.PERMANENT_ALERT, 30007));
    }
    assertEquals("1", count("alerts WHERE closed_at IS NULL AND kind = 'sms-filtered'"));
    assertEquals(
        "1", count("alerts WHERE closed_at IS NULL AND detail LIKE '%sms-not-delivered.md%'"));
  }

  @Test
  void messages_that_no_attempt_accounts_for_are_kept_for_review_once() {
    Report stray = report(UUID.randomUUID(), "SM-stray", State.DELIVERED);
    assertEquals(Taken.UNMATCHED, reporting.take(stray));
    assertEquals(Taken.UNMATCHED, reporting.take(stray));
    assertEquals(Taken.UNMATCHED, reporting.take(report(null, "SM-stray", State.SENT)));
    assertEquals(
        "2", count("delivery_receipts WHERE message_id = 'SM-stray' AND attempt_id IS NULL"));
  }

  @Test
  void a_second_message_of_one_attempt_is_kept_for_review_and_told() {
    UUID attempt = reporting.attempted(new Accepted("SM-1st"));

    assertEquals(Taken.UNMATCHED, reporting.take(report(attempt, "SM-2nd", State.DELIVERED)));

    assertEquals("sent", reporting.status(reporting.deliveryOf(attempt)));
    assertEquals("1", count("alerts WHERE closed_at IS NULL AND kind = 'double-send'"));
    assertEquals(
        reporting.deliveryOf(attempt).toString(),
        reporting.database.one(
            "SELECT delivery_id FROM delivery_receipts WHERE message_id = 'SM-2nd' AND attempt_id IS NULL"));
  }

  @Test
  void manually_delivered_is_final() {
    UUID attempt = reporting.attempted(new Accepted("SM-hand"));
    UUID delivery = reporting.deliveryOf(attempt);
    reporting.database.update(
        "UPDATE gift_card_deliveries SET sms_status = 'manually_delivered' WHERE id = ?", delivery);

    for (State state : List.of(State.SENT, State.DELIVERED)) {
      reporting.take(report(attempt, "SM-hand", state));
      assertEquals("manually_delivered", reporting.status(delivery));
    }
  }

  @Test
  void the_same_report_from_many_connections_is_applied_once() {
    for (int round = 0; round < 10; round++) {
      String id = "SM-crowd-" + round;
      UUID attempt = reporting.attempted(new Unknown("lost"));
      Report report = failed(attempt, id, FailureClass.TRANSIENT, 30003);

      List<Taken> taken =
          IntStream.range(0, 8).mapToObj(i -> reporting.start(report)).toList().stream()
              .map(java.util.concurrent.CompletableFuture::join)
              .toList();

      assertEquals(1, taken.stream().filter(t -> t == Taken.APPLIED).count(), taken.toString());
      assertEquals(
          "t", one("sms_status = 'pending' AND provider_calls = 1", reporting.deliveryOf(attempt)));
      assertEquals("1", count("delivery_receipts WHERE message_id = '" + id + "'"));
    }
  }

  @Test
  void a_report_and_the_answer_may_race() {
    for (int round = 0; round < 20; round++) {
      String id = "SM-race-" + round;
      UUID attempt = reporting.begun(reporting.waiting());
      var delivered = reporting.start(report(attempt, id, State.DELIVERED));
      var answer = reporting.answered(attempt, new Accepted(id));
      var sent = reporting.start(report(attempt, id, State.SENT));
      delivered.join();
      answer.join();
      sent.join();

      UUID delivery = reporting.deliveryOf(attempt);
      assertEquals("delivered", reporting.status(delivery));
      assertEquals("delivered", reporting.card(delivery));
      assertEquals("delivered|1", log(delivery));
      assertNotNull(message(id, "attempt_id"));
      assertNull(one("lease_token", delivery));
    }
  }

  private static String log(UUID delivery) {
    return reporting.database.one(
        "SELECT delivery_status || '|' || retry_count FROM sms_delivery_log WHERE delivery_id = ?",
        delivery);
  }

  private static String one(String what, UUID delivery) {
    return reporting.database.one(
        "SELECT " + what + " FROM gift_card_deliveries WHERE id = ?", delivery);
  }

  private static String message(String id, String what) {
    return reporting.database.one(
        "SELECT " + what + " FROM provider_messages WHERE message_id = ?", id);
  }

  private static String count(String from) {
    return reporting.database.one("SELECT count(*) FROM " + from);
  }

  private static <T> List<List<T>> permutations(List<T> all) {
    if (all.isEmpty()) {
      return List.of(List.of());
    }
    List<List<T>> found = new ArrayList<>();
    for (T first : all) {
      List<T> rest = new ArrayList<>(all);
      rest.remove(first);
      for (List<T> others : permutations(rest)) {
        List<T> one = new ArrayList<>(List.of(first));
        one.addAll(others);
        found.add(one);
      }
    }
    return found;
  }
}
