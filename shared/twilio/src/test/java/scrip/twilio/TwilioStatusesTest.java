package scrip.twilio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scrip.delivery.Channel;
import scrip.delivery.FailureClass;
import scrip.delivery.Report;

class TwilioStatusesTest {

  private static final String SID = "SM0123456789abcdef0123456789abcdef";
  private final UUID attempt = UUID.randomUUID();

  @ParameterizedTest
  @CsvSource({
    "queued, ACCEPTED",
    "accepted, ACCEPTED",
    "scheduled, ACCEPTED",
    "sending, ACCEPTED",
    "sent, SENT",
    "delivered, DELIVERED",
    "read, DELIVERED"
  })
  void each_word_is_a_state(String word, Report.State state) {
    Report report = TwilioStatuses.report(fields("MessageStatus", word), attempt).orElseThrow();

    assertEquals(
        new Report(Report.Source.CALLBACK, Channel.SMS, attempt, SID, state, word, null), report);
  }

  @ParameterizedTest
  @CsvSource({
    "undelivered, 30003, TRANSIENT", "undelivered, 30005, PERMANENT", "failed, 30008, TRANSIENT",
    "failed, 30001, THROTTLED", "undelivered, 31999, TRANSIENT_ONCE", "canceled, , TRANSIENT_ONCE",
    "failed, 0, TRANSIENT_ONCE", "failed, x, TRANSIENT_ONCE"
  })
  void what_did_not_get_through_has_a_reason(String word, String code, FailureClass kind) {
    Map<String, String> fields = fields("MessageStatus", word);
    if (code != null) {
      fields.put("ErrorCode", code);
    }

    Report report = TwilioStatuses.report(fields, null).orElseThrow();

    assertEquals(Report.State.UNDELIVERED, report.state());
    assertEquals(kind, report.failure().kind());
    assertTrue(report.failure().text().length() > 5);
    assertNull(report.attempt());
  }

  @Test
  void the_channel_is_the_recipient_s() {
    Map<String, String> fields = fields("MessageStatus", "read");
    fields.put("To", "whatsapp:+15005550010");

    assertEquals(Channel.WHATSAPP, TwilioStatuses.report(fields, null).orElseThrow().channel());
  }

  @Test
  void older_names_are_read_and_what_is_no_report_is_none() {
    Map<String, String> old = Map.of("SmsSid", SID, "SmsStatus", "sent");
    assertEquals(Report.State.SENT, TwilioStatuses.report(old, null).orElseThrow().state());

    assertTrue(TwilioStatuses.report(Map.of(), attempt).isEmpty());
    assertTrue(TwilioStatuses.report(Map.of("MessageStatus", "sent"), attempt).isEmpty());
    assertTrue(TwilioStatuses.report(fields("MessageStatus", "received"), attempt).isEmpty());
    assertTrue(TwilioStatuses.report(fields("MessageStatus", "DELIVERED"), attempt).isEmpty());
  }

  private static Map<String, String> fields(String name, String value) {
    return new HashMap<>(Map.of("MessageSid", SID, "To", "+15005550010", name, value));
  }
}
