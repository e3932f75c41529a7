package scrip.twilio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.delivery.DeliveryAlert;
import scrip.delivery.FailureClass;
import scrip.delivery.Report.Failure;

/** The product's table of Twilio codes. */
class TwilioCodesTest {

  @ParameterizedTest
  @CsvSource({
    "21211, 400, PERMANENT, 0,",
    "21614, 400, PERMANENT, 0,",
    "21610, 400, OPTED_OUT, 0,",
    "30004, 400, PERMANENT, 0,",
    "30005, 400, PERMANENT, 0,",
    "30006, 400, PERMANENT, 0,",
    "30007, 400, PERMANENT_ALERT, 0, SMS_FILTERED",
    "30034, 400, PERMANENT_ALERT, 0, SENDER_UNREGISTERED",
    "63016, 400, PERMANENT, 0,",
    "63024, 400, PERMANENT, 0,",
    "63049, 400, PERMANENT, 0,",
    "30003, 400, TRANSIENT, 0,",
    "30008, 400, TRANSIENT, 0,",
    "63018, 429, THROTTLED, 30,",
    "63018, 400, THROTTLED, 30,",
    "20429, 429, THROTTLED, 30,",
    "20429, 503, THROTTLED, 30,",
    "21611, 400, THROTTLED, 30,",
    "30001, 400, THROTTLED, 30,",
    "63038, 429, THROTTLED, 3600,",
    "63038, 400, THROTTLED, 3600,",
    "21608, 400, MISCONFIGURED, 300,",
    "21606, 400, MISCONFIGURED, 300,",
    "21603, 400, MISCONFIGURED, 300,",
    "20003, 401, MISCONFIGURED, 300,",
    "20005, 403, MISCONFIGURED, 300,"
  })
  void a_listed_code_means_the_same_in_an_answer_of_any_status_and_in_a_callback(
      int code, int status, FailureClass kind, long hold, DeliveryAlert alert) {
    Failure failure = TwilioCodes.failure(code, status);

    assertEquals(kind, failure.kind());
    assertEquals(code, failure.code());
    assertEquals(Duration.ofSeconds(hold), failure.hold());
    assertEquals(alert, failure.alert());
    assertEquals(failure, TwilioCodes.failure(code));
  }

  @ParameterizedTest
  @CsvSource({
    "400, PERMANENT",
    "409, PERMANENT",
    "422, PERMANENT",
    "401, MISCONFIGURED",
    "403, MISCONFIGURED",
    "429, THROTTLED",
    "500, TRANSIENT",
    "502, TRANSIENT",
    "503, TRANSIENT"
  })
  void an_unlisted_code_or_none_goes_by_the_class_of_its_status(int status, FailureClass kind) {
    assertEquals(kind, TwilioCodes.failure(99999, status).kind());
    assertEquals(kind, TwilioCodes.failure(null, status).kind());
  }

  @Test
  void an_unlisted_code_of_a_callback_is_tried_once_more_and_then_somebody_is_told() {
    Failure unlisted = TwilioCodes.failure(99999);

    assertEquals(FailureClass.TRANSIENT_ONCE, unlisted.kind());
    assertEquals(99999, unlisted.code());
    assertEquals(DeliveryAlert.UNLISTED_CODE, unlisted.alert());
    assertEquals(FailureClass.TRANSIENT_ONCE, TwilioCodes.failure(null).kind());
    assertNull(TwilioCodes.failure(0).code());
  }

  @ParameterizedTest
  @ValueSource(ints = {21211, 21610, 30007, 30034, 30003, 20429, 63038, 21608, 20003, 99999})
  void operators_read_words_and_no_number_of_anybody(int code) {
    String text = TwilioCodes.failure(code).text();

    assertFalse(text.isBlank() || text.matches(".*\\d{3}.*"), text);
  }

  @Test
  void outside_the_window_operators_read_that_a_template_is_needed() {
    assertEquals(
        "no answer of theirs for 24 hours: WhatsApp needs a template",
        TwilioCodes.failure(63016).text());
  }

  @Test
  void an_unlisted_code_tells_its_status() {
    assertEquals("Twilio refused the message (418)", TwilioCodes.failure(99999, 418).text());
    assertEquals("Twilio had a fault of its own (507)", TwilioCodes.failure(null, 507).text());
  }
}
