package scrip.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryOutcomeTest {

  private static final Duration WAIT = Duration.ofSeconds(17);
  private static final DeliveryOutcome ACCEPTED = new DeliveryOutcome.Accepted("SM1");
  private static final DeliveryOutcome PERMANENT = new DeliveryOutcome.Permanent(21211, "invalid");
  private static final DeliveryOutcome TRANSIENT = new DeliveryOutcome.Transient(30008, "unknown");
  private static final DeliveryOutcome THROTTLED =
      new DeliveryOutcome.Throttled(20429, "too many", WAIT);
  private static final DeliveryOutcome NOT_CONNECTED = new DeliveryOutcome.NotConnected("refused");
  private static final DeliveryOutcome MISCONFIGURED =
      new DeliveryOutcome.Misconfigured(21608, "trial");
  private static final DeliveryOutcome UNKNOWN = new DeliveryOutcome.Unknown("lost");
  private static final List<DeliveryOutcome> ALL =
      List.of(ACCEPTED, PERMANENT, TRANSIENT, THROTTLED, NOT_CONNECTED, MISCONFIGURED, UNKNOWN);

  @Test
  void these_are_all_the_outcomes_there_are() {
    Set<Class<?>> known = ALL.stream().map(Object::getClass).collect(Collectors.toSet());

    assertEquals(Set.of(DeliveryOutcome.class.getPermittedSubclasses()), known);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void the_next_state_of_these_is_the_same_at_every_call(int callsBefore) {
    assertEquals("sent", ACCEPTED.nextStatus(callsBefore));
    assertEquals("failed", PERMANENT.nextStatus(callsBefore));
    assertEquals("held", THROTTLED.nextStatus(callsBefore));
    assertEquals("held", MISCONFIGURED.nextStatus(callsBefore));
    assertEquals("pending", NOT_CONNECTED.nextStatus(callsBefore));
    assertEquals("unknown", UNKNOWN.nextStatus(callsBefore));
  }

  @Test
  void the_third_transient_error_is_the_last() {
    assertEquals("pending", TRANSIENT.nextStatus(0));
    assertEquals("pending", TRANSIENT.nextStatus(1));
    assertEquals("failed", TRANSIENT.nextStatus(2));
    assertEquals("failed", TRANSIENT.nextStatus(3));
  }

  @Test
  void only_who_asked_for_no_messages_is_opted_out() {
    assertTrue(
        new DeliveryOutcome.Permanent(FailureClass.OPTED_OUT, 21610, "opted out", null).optsOut());
    assertEquals(List.of(), ALL.stream().filter(DeliveryOutcome::optsOut).toList());
  }

  @Test
  void only_calls_that_the_provider_dealt_with_or_may_have_dealt_with_count() {
    List<DeliveryOutcome> counting = ALL.stream().filter(DeliveryOutcome::counts).toList();

    assertEquals(List.of(ACCEPTED, PERMANENT, TRANSIENT, UNKNOWN), counting);
  }

  @Test
  void a_throttled_message_and_its_sender_wait_as_long_as_the_provider_said() {
    assertEquals(WAIT, THROTTLED.wait(0));
    assertEquals(WAIT, THROTTLED.wait(9));
    assertEquals(WAIT, THROTTLED.senderWait());
  }

  @Test
  void a_fault_of_our_own_holds_the_whole_sender_and_not_the_one_message() {
    assertEquals(Duration.ofMinutes(5), MISCONFIGURED.senderWait());
    assertEquals(Duration.ZERO, MISCONFIGURED.wait(0));
  }

  @Test
  void without_a_connection_it_is_tried_again_at_once_then_more_and_more_slowly() {
    assertEquals(Duration.ZERO, NOT_CONNECTED.wait(0));
    assertEquals(Duration.ZERO, NOT_CONNECTED.wait(1));
    for (int attempts = 2; attempts < 30; attempts++) {
      Duration wait = NOT_CONNECTED.wait(attempts);
      assertTrue(wait.compareTo(NOT_CONNECTED.wait(attempts - 1)) > 0);
    }
    assertEquals(Duration.ofMinutes(5), NOT_CONNECTED.wait(1_000_000));
  }

  @Test
  void no_other_outcome_makes_anybody_wait() {
    for (DeliveryOutcome outcome : List.of(ACCEPTED, PERMANENT, TRANSIENT, UNKNOWN)) {
      assertEquals(Duration.ZERO, outcome.wait(2));
      assertEquals(Duration.ZERO, outcome.senderWait());
    }
    assertEquals(Duration.ZERO, NOT_CONNECTED.senderWait());
  }

  @Test
  void code_and_text_of_the_provider_are_kept() {
    assertEquals(21211, PERMANENT.code());
    assertEquals("invalid", PERMANENT.text());
    assertNull(ACCEPTED.code());
    assertNull(UNKNOWN.code());
    assertEquals("lost", UNKNOWN.text());
  }

  @Test
  void their_words_are_those_that_the_database_takes() {
    assertEquals(
        List.of(
            "accepted",
            "permanent",
            "transient",
            "throttled",
            "not_connected",
            "misconfigured",
            "unknown"),
        ALL.stream().map(DeliveryOutcome::word).toList());
  }
}
