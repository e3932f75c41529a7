package scrip.giftcard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeSpacingTest {

  @ParameterizedTest
  @ValueSource(
      chars = {
        '\u202f', '\u2007', '\u2212', '\u00ad', '\uff0d', '\ufe63', '\ufe58', '\u2043', '\u200b',
        '\ufeff', '\u2060', '\u200e', '\u0085'
      })
  void spaces_and_hyphens_of_every_kind_do_not_count(char between) {
    assertEquals(
        "ACEFGHJK",
        RedemptionCode.read("ACEF" + between + "GHJK")
            .map(RedemptionCode::normal)
            .orElse("nothing"));
  }
}
