package scrip.twilio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.twilio.TwilioCodes.Kind;

/** The product's table of Twilio codes. */
class TwilioCodesTest {

  @ParameterizedTest
  @CsvSource({
    "21211, 400, PERMANENT",
    "21614, 400, PERMANENT",
    "21610, 400, PERMANENT",
    "30004, 400, PERMANENT",
    "30005, 400, PERMANENT",
    "30006, 400, PERMANENT",
    "30007, 400, PERMANENT",
    "30034, 400, PERMANENT",
    "63016, 400, PERMANENT",
    "63024, 400, PERMANENT",
    "63049, 400, PERMANENT",
    "30003, 400, TRANSIENT",
    "30008, 400, TRANSIENT",
    "63018, 429, THROTTLED",
    "63018, 400, THROTTLED",
    "20429, 429, THROTTLED",
    "20429, 503, THROTTLED",
    "21611, 400, THROTTLED",
    "30001, 400, THROTTLED",
    "63038, 429, THROTTLED",
    "63038, 400, THROTTLED",
    "21608, 400, MISCONFIGURED",
    "21606, 400, MISCONFIGURED",
    "21603, 400, MISCONFIGURED",
    "20003, 401, MISCONFIGURED",
    "20005, 403, MISCONFIGURED"
  })
  void a_listed_code_means_the_same_whatever_status_it_comes_with(int code, int status, Kind kind) {
    assertEquals(kind, TwilioCodes.meaning(code, status).kind());
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
  void an_unlisted_code_or_none_goes_by_the_class_of_its_status(int status, Kind kind) {
    assertEquals(kind, TwilioCodes.meaning(99999, status).kind());
    assertEquals(kind, TwilioCodes.meaning(null, status).kind());
  }

  @ParameterizedTest
  @ValueSource(ints = {21211, 21610, 30007, 30034, 30003, 20429, 63038, 21608, 20003})
  void operators_read_words_and_no_number_of_anybody(int code) {
    String text = TwilioCodes.meaning(code, 400).text();

    assertFalse(text.isBlank() || text.matches(".*\\d{3}.*"), text);
  }

  @Test
  void an_unlisted_code_tells_its_status() {
    assertEquals("Twilio refused the message (418)", TwilioCodes.meaning(99999, 418).text());
    assertEquals("Twilio had a fault of its own (507)", TwilioCodes.meaning(null, 507).text());
  }
}
