package scrip.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import scrip.delivery.AfterReport.Standing;
import scrip.delivery.Report.Failure;
import scrip.delivery.Report.State;

/** What becomes of a delivery, for every state it can be in and everything that can be reported. */
class AfterReportTest {

  private static final List<String> STATES =
      List.of(
          "pending",
          "held",
          "sending",
          "sent",
          "delivered",
          "undelivered",
          "failed",
          "unknown",
          "manually_delivered",
          "suppressed");

  /** Rows are states; columns what is reported of a message that was not known before. */
  @ParameterizedTest
  @CsvSource({
    // before             | taken | on handset | permanent  | transient  | third time | unlisted   |
    // 2nd unlisted | throttled
    "pending,            sent, delivered, undelivered, pending, undelivered, pending, undelivered, held",
    "held,               sent, delivered, undelivered, pending, undelivered, pending, undelivered, held",
    "sending,            sent, delivered, undelivered, pending, undelivered, pending, undelivered, held",
    "sent,               sent, delivered, undelivered, pending, undelivered, pending, undelivered, held",
    "unknown,            sent, delivered, undelivered, pending, undelivered, pending, undelivered, held",
    "failed,             sent, delivered, undelivered, undelivered, undelivered, undelivered, undelivered, undelivered",
    "suppressed,         sent, delivered, undelivered, undelivered, undelivered, undelivered, undelivered, undelivered",
    "undelivered,        undelivered, delivered, undelivered, undelivered, undelivered, undelivered, undelivered, undelivered",
    "delivered,          delivered, delivered, delivered, delivered, delivered, delivered, delivered, delivered",
    "manually_delivered, manually_delivered, manually_delivered, manually_delivered, manually_delivered,"
        + " manually_delivered, manually_delivered, manually_delivered, manually_delivered"
  })
  void the_latest_attempt(
      String before,
      String taken,
      String delivered,
      String permanent,
      String passing,
      String third,
      String unlisted,
      String unlistedAgain,
      String throttled) {
    int counted = before.equals("sending") ? 0 : 1;
    assertEquals(taken, after(before, counted, true, State.ACCEPTED).status());
    assertEquals(taken, after(before, counted, true, State.SENT).status());
    assertEquals(delivered, after(before, counted, true, State.DELIVERED).status());
    for (FailureClass kind :
        List.of(FailureClass.PERMANENT, FailureClass.OPTED_OUT, FailureClass.PERMANENT_ALERT)) {
      assertEquals(permanent, failed(before, counted, true, kind).status());
    }
    assertEquals(passing, failed(before, counted, true, FailureClass.TRANSIENT).status());
    assertEquals(third, failed(before, counted + 2, true, FailureClass.TRANSIENT).status());
    assertEquals(unlisted, failed(before, counted, true, FailureClass.TRANSIENT_ONCE).status());
    assertEquals(
        unlistedAgain, failed(before, counted + 1, true, FailureClass.TRANSIENT_ONCE).status());
    assertEquals(throttled, failed(before, counted, true, FailureClass.THROTTLED).status());
    assertEquals(throttled, failed(before, counted, true, FailureClass.MISCONFIGURED).status());
  }

  @Test
  void an_earlier_attempt_counts_only_when_it_got_through() {
    for (String before : STATES) {
      for (State state : List.of(State.ACCEPTED, State.SENT, State.DELIVERED)) {
        assertEquals(
            after(before, 1, true, state).status(), after(before, 1, false, state).status());
      }
      for (FailureClass kind : FailureClass.values()) {
        AfterReport after = failed(before, 1, false, kind);
        assertEquals(new AfterReport(before, 1, Duration.ZERO, false, null), after);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void what_is_behind_what_is_known_of_its_message_changes_nothing(State reported) {
    for (String before : STATES) {
      for (State known : State.values()) {
        if (known.compareTo(reported) > 0) {
          AfterReport after =
              AfterReport.of(
                  new Standing(before, 1, true, known, false),
                  report(reported, FailureClass.PERMANENT));
          assertEquals(before, after.status(), known + " is known, " + reported + " is reported");
        }
      }
    }
  }

  @Test
  void a_failure_that_is_known_is_not_counted_again() {
    for (String before : STATES) {
      for (FailureClass kind : FailureClass.values()) {
        Standing known = new Standing(before, 1, true, State.UNDELIVERED, false);
        assertEquals(
            new AfterReport(before, 1, Duration.ZERO, false, null),
            AfterReport.of(known, report(State.UNDELIVERED, kind)));
      }
    }
  }

  @Test
  void the_call_under_way_is_counted_here_and_a_throttled_one_not_at_all() {
    assertEquals(1, after("sending", 0, true, State.SENT).calls());
    assertEquals(3, after("sending", 2, true, State.DELIVERED).calls());
    assertEquals(1, after("unknown", 1, true, State.SENT).calls());
    assertEquals(0, failed("sending", 0, true, FailureClass.THROTTLED).calls());
    assertEquals(1, failed("sent", 2, true, FailureClass.THROTTLED).calls());
    assertEquals(2, failed("sent", 2, true, FailureClass.TRANSIENT).calls());
  }

  @Test
  void gaps_grow_and_a_throttle_lasts_as_long_as_it_says() {
    assertEquals(Duration.ofMinutes(1), failed("sent", 1, true, FailureClass.TRANSIENT).pause());
    assertEquals(Duration.ofMinutes(10), failed("sent", 2, true, FailureClass.TRANSIENT).pause());
    assertEquals(Duration.ofSeconds(30), failed("sent", 1, true, FailureClass.THROTTLED).pause());
  }

  @Test
  void only_what_ended_by_itself_goes_on_by_another_channel() {
    assertTrue(failed("sent", 1, true, FailureClass.PERMANENT).ended());
    assertTrue(failed("failed", 1, true, FailureClass.TRANSIENT).ended());
    assertTrue(failed("unknown", 3, true, FailureClass.TRANSIENT).ended());
    assertEquals(false, failed("suppressed", 1, true, FailureClass.PERMANENT).ended());
    assertEquals(false, failed("sent", 1, true, FailureClass.TRANSIENT).ended());
    assertEquals(false, after("undelivered", 1, true, State.DELIVERED).ended());
  }

  @Test
  void somebody_is_told_when_nothing_more_is_tried() {
    Failure unlisted =
        new Failure(
            FailureClass.TRANSIENT_ONCE, 1, "?", Duration.ZERO, DeliveryAlert.UNLISTED_CODE);

    assertNull(failed("sent", 1, unlisted).alert());
    assertEquals(DeliveryAlert.UNLISTED_CODE, failed("sent", 2, unlisted).alert());
  }

  @ParameterizedTest
  @EnumSource(FailureClass.class)
  void nothing_is_tried_again_beside_another_delivery_of_the_same_card(FailureClass kind) {
    for (String before : List.of("pending", "held", "sending", "sent", "unknown")) {
      AfterReport after =
          AfterReport.of(
              new Standing(before, 1, true, null, true), report(State.UNDELIVERED, kind));
      assertEquals("undelivered", after.status(), before);
      assertTrue(after.ended());
    }
  }

  private static AfterReport after(String status, int calls, boolean latest, State state) {
    return AfterReport.of(
        new Standing(status, calls, latest, null, false), report(state, FailureClass.PERMANENT));
  }

  private static AfterReport failed(String status, int calls, boolean latest, FailureClass kind) {
    return AfterReport.of(
        new Standing(status, calls, latest, null, false), report(State.UNDELIVERED, kind));
  }

  private static AfterReport failed(String status, int calls, Failure failure) {
    return AfterReport.of(
        new Standing(status, calls, true, State.SENT, false),
        new Report(
            Report.Source.CALLBACK,
            Channel.SMS,
            UUID.randomUUID(),
            "SM1",
            State.UNDELIVERED,
            "failed",
            failure));
  }

  private static Report report(State state, FailureClass kind) {
    return new Report(
        Report.Source.CALLBACK,
        Channel.SMS,
        UUID.randomUUID(),
        "SM1",
        state,
        "word",
        state == State.UNDELIVERED ? new Failure(kind, 1, "text") : null);
  }
}
