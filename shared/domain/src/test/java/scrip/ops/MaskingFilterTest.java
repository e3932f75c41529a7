package scrip.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.giftcard.RedemptionCode;

class MaskingFilterTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sent to +15005550006 | sent to +•",
        "(phone)=(+250788123456) exists | (phone)=(+•) exists",
        "whatsapp:+15005550006,+33612345678. | whatsapp:+•,+•.",
        "the shortest there is: +2901234 | the shortest there is: +•",
        "mail ann.b+c@example.co.uk now | mail •@• now",
        "<ann@example.com> | <•@•>",
        "code ACEF-GHJK-234X is spent | code ••••-••••-•••• is spent",
        "(code)=(ACEF-GHJK-234X) | (code)=(••••-••••-••••)",
        "+15005550006 ann@example.com ACEF-GHJK-234X | +• •@• ••••-••••-••••"
      })
  void phone_numbers_addresses_and_codes_are_masked(String text, String masked) {
    assertEquals(masked, MaskingFilter.mask(text));
  }

  @Test
  void every_issued_code_is_masked_as_it_is_printed() {
    Random random = new Random(1);

    for (int i = 0; i < 1_000; i++) {
      String printed = RedemptionCode.issue(random).printed();
      assertEquals("••••-••••-••••", MaskingFilter.mask(printed));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "request 018f3c1e-7b2a-7c44-9d55-2a4b6c8d0e1f failed",
        "2026-01-01T10:00:00+0000",
        "1 + 1 = 2, +5 more",
        "it took +1500 ms",
        "arn:aws:lambda:eu-west-1:123456789012:function:sms-retry",
        "SM0123456789abcdef0123456789abcdef",
        "AAAA-BBBB-CCCC-DDDD",
        "user@host"
      })
  void other_texts_stay_as_they_are(String text) {
    assertEquals(text, MaskingFilter.mask(text));
  }

  @Test
  void message_and_parameters_of_an_entry_are_masked_and_the_entry_is_logged() {
    LogRecord entry = new LogRecord(Level.INFO, "to +15005550006: {0} {1} {2}");
    entry.setParameters(new Object[] {"ann@example.com", 7, null});

    boolean logged = new MaskingFilter().isLoggable(entry);

    assertTrue(logged);
    assertEquals("to +•: {0} {1} {2}", entry.getMessage());
    assertArrayEquals(new Object[] {"•@•", 7, null}, entry.getParameters());
  }

  @Test
  void an_entry_with_a_format_is_formatted_and_then_masked() {
    ExtLogRecord entry =
        new ExtLogRecord(Level.INFO, "%s went to %s", ExtLogRecord.FormatStyle.PRINTF, "test");
    entry.setParameters(new Object[] {"A message", "+15005550006"});

    new MaskingFilter().isLoggable(entry);

    assertEquals("A message went to +•", entry.getMessage());
    assertEquals(ExtLogRecord.FormatStyle.NO_FORMAT, entry.getFormatStyle());
  }

  @Test
  void an_entry_without_message_or_parameters_is_logged() {
    LogRecord entry = new LogRecord(Level.INFO, null);

    assertTrue(new MaskingFilter().isLoggable(entry));
    assertNull(entry.getMessage());
  }
}
