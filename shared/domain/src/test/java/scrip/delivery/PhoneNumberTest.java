package scrip.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumberTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RW | 0788 123 456 | +250 788 123 456 | +250788123456",
        "US | (202) 555-0143 | +1 202-555-0143 | +12025550143",
        "FR | 06 12 34 56 78 | +33 6 12 34 56 78 | +33612345678",
        "GB | 07400 123456 | +44 (0) 7400 123456 | +447400123456",
        "DE | 0151 23456789 | +49 151 23456789 | +4915123456789",
        "KE | 0712 345678 | +254 712 345678 | +254712345678",
        "IN | 081234 56789 | +91 81234 56789 | +918123456789",
        "BR | (11) 96123-4567 | +55 11 96123-4567 | +5511961234567",
        "JP | 090-1234-5678 | +81 90-1234-5678 | +819012345678",
        "AU | 0412 345 678 | +61 412 345 678 | +61412345678"
      })
  void local_and_international_notation_are_the_same_number(
      String region, String local, String international, String e164) {
    assertEquals(e164, e164(local, region));
    assertEquals(e164, e164(international, region));
    assertEquals(e164, e164(e164, region));
  }

  @Test
  void international_notation_needs_no_region_of_its_own() {
    assertEquals("+250788123456", e164("+250 788 123 456", "US"));
    assertEquals("+12025550143", e164("001 202 555 0143", "FR"));
    assertEquals("+250788123456", e164("011 250 788 123 456", "US"));
    assertEquals("+250788123456", e164("+250788123456", null));
  }

  @Test
  void a_local_number_without_a_region_is_no_number() {
    assertTrue(PhoneNumber.read("0788 123 456", null).isEmpty());
    assertTrue(PhoneNumber.read("0788 123 456", "").isEmpty());
    assertTrue(PhoneNumber.read("0788 123 456", "XX").isEmpty());
  }

  @Test
  void digits_of_other_scripts_and_full_width_digits_are_digits() {
    assertEquals("+250788123456", e164("+٢٥٠ ٧٨٨ ١٢٣ ٤٥٦", "RW"));
    assertEquals("+819012345678", e164("０９０－１２３４－５６７８", "JP"));
  }

  @Test
  void the_leading_zero_that_belongs_to_an_italian_number_stays() {
    assertEquals("+390236618300", e164("02 3661 8300", "IT"));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        " ",
        "+",
        "abc",
        "hello world",
        "12",
        "+1",
        "+1 202",
        "555-0143",
        "5550143",
        "+999 123 456 789",
        "+1 202 555 0143 0143 0143",
        "0000000000000000000000",
        "name@example.com",
        "<script>alert(1)</script>",
        "<b>+12025550143</b>",
        "'; DROP TABLE recipients; --",
        "2025550143' OR '1'='1",
        "+12025550143; DELETE FROM gift_cards",
        "+1 202 555 0143 ext. 12",
        "+1 202 555 0143 x12",
        "+49 1234",
        "+49 151234567890123",
        "http://example.com/2025550143?a=b"
      })
  void what_is_no_number_is_refused(String typed) {
    assertTrue(PhoneNumber.read(typed, "US").isEmpty());
  }

  @Test
  void a_number_as_long_as_a_book_is_refused_and_quickly() {
    assertTrue(PhoneNumber.read("1".repeat(100_000), "US").isEmpty());
    assertTrue(PhoneNumber.read("+1 (".repeat(25_000), "US").isEmpty());
  }

  @Test
  void a_number_prints_itself_masked() {
    String text = "sending to " + PhoneNumber.read("+12025550143", "US").orElseThrow();

    assertFalse(text.contains("2025550143"));
    assertTrue(text.endsWith("43"));
  }

  private static String e164(String typed, String region) {
    Optional<PhoneNumber> read = PhoneNumber.read(typed, region);
    return read.map(PhoneNumber::e164).orElse("nothing");
  }
}
