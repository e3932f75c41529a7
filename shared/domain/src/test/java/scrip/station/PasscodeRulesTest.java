package scrip.station;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasscodeRulesTest {

  @ParameterizedTest
  @ValueSource(strings = {"7305", "73051", "730518", "48203917", "9153"})
  void digits_that_nobody_tries_first_are_taken(String passcode) {
    assertEquals(Optional.empty(), PasscodeRules.fault(passcode));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000",
        "99999999",
        "1234",
        "12345678",
        "4321",
        "7890",
        "9012",
        "1212",
        "123123",
        "12341234",
        "1122",
        "1984",
        "2026",
        "2580",
        "123321"
      })
  void those_that_are_tried_first_are_not(String passcode) {
    assertTrue(PasscodeRules.fault(passcode).orElseThrow().contains("tried first"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "730", "730518264", "73O5", " 7305", "٣٤٨٢"})
  void what_is_not_four_to_eight_digits_is_no_passcode(String passcode) {
    assertTrue(PasscodeRules.fault(passcode).orElseThrow().contains("4 to 8 digits"));
  }
}
