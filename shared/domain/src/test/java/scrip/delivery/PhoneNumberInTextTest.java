package scrip.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneNumberInTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<b>+12025550143",
        "<12025550143>",
        "'; DROP TABLE recipients; -- 2025550143",
        "call me 2025550143",
        "2025550143;"
      })
  void a_number_among_other_text_is_no_number(String typed) {
    assertTrue(PhoneNumber.read(typed, "US").isEmpty());
  }

  @Test
  void a_one_letter_address_is_masked_too() {
    assertEquals("•@example.com", Contact.mask("a@example.com"));
  }
}
