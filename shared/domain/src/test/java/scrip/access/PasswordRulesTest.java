package scrip.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "elevenchars",
        "Password1234",
        "QWERTYUIOP123",
        "correcthorsebatterystaple",
        "aaaaaaaaaaaaaaaa",
        "ababababababab",
        "I am ada.lovelace",
        "ADA.LOVELACE99",
        "ööööäääääöööüüüüßßßßééééèèèèâââââôôôôôûû"
      })
  void what_is_short_common_or_the_name_is_refused(String password) {
    assertTrue(PasswordRules.fault("ada.lovelace", password).isPresent(), password);
  }

  @ParameterizedTest
  @ValueSource(strings = {"twelve chars", "thirteen red kites", "短い言葉でも長い合言葉になる", "9f8a7b6c5d4e"})
  void what_is_long_and_rare_is_taken(String password) {
    assertEquals(Optional.empty(), PasswordRules.fault("ada.lovelace", password));
  }

  @Test
  void what_bcrypt_would_not_read_is_refused_and_not_cut() {
    String long72 = "abcdefghij".repeat(7) + "kl";
    assertEquals(Optional.empty(), PasswordRules.fault("ada.lovelace", long72));
    assertTrue(PasswordRules.fault("ada.lovelace", long72 + "m").isPresent());
  }
}
