package scrip.giftcard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedemptionCodeTest {

  private final Random random = new Random(20260101);

  @Test
  void every_issued_code_checks_and_is_read_back_as_printed() {
    for (int i = 0; i < 10_000; i++) {
      RedemptionCode code = RedemptionCode.issue(random);

      assertTrue(code.checks());
      assertEquals(code.normal(), read(code.printed()).normal());
    }
  }

  @Test
  void issued_codes_use_the_whole_alphabet_in_every_place() {
    List<Set<Character>> seen =
        Stream.generate(() -> (Set<Character>) new HashSet<Character>()).limit(12).toList();

    for (int i = 0; i < 5_000; i++) {
      String normal = RedemptionCode.issue(random).normal();
      for (int at = 0; at < 12; at++) {
        seen.get(at).add(normal.charAt(at));
      }
    }

    seen.forEach(letters -> assertEquals(CodeAlphabet.CHARACTERS.length(), letters.size()));
  }

  @Test
  void every_wrong_character_is_caught() {
    for (int i = 0; i < 300; i++) {
      String normal = RedemptionCode.issue(random).normal();
      for (int at = 0; at < normal.length(); at++) {
        for (char wrong : CodeAlphabet.CHARACTERS.toCharArray()) {
          if (wrong != normal.charAt(at)) {
            assertFalse(read(with(normal, at, wrong)).checks(), normal);
          }
        }
      }
    }
  }

  @Test
  void every_swap_of_two_characters_is_caught_however_far_apart() {
    for (int i = 0; i < 1_000; i++) {
      String normal = RedemptionCode.issue(random).normal();
      for (int a = 0; a < normal.length(); a++) {
        for (int b = a + 1; b < normal.length(); b++) {
          if (normal.charAt(a) != normal.charAt(b)) {
            String swapped = with(with(normal, a, normal.charAt(b)), b, normal.charAt(a));
            assertFalse(read(swapped).checks(), normal);
          }
        }
      }
    }
  }

  @Test
  void one_random_code_in_23_checks_by_chance_and_no_more() {
    int tries = 50_000;
    int passed = 0;

    for (int i = 0; i < tries; i++) {
      StringBuilder guess = new StringBuilder();
      for (int at = 0; at < 12; at++) {
        guess.append(CodeAlphabet.CHARACTERS.charAt(random.nextInt(23)));
      }
      passed += read(guess.toString()).checks() ? 1 : 0;
    }

    assertEquals(tries / 23.0, passed, tries / 23.0 / 10);
  }

  @ParameterizedTest
  @ValueSource(
      chars = {'O', '0', 'I', '1', 'L', 'S', '5', 'Z', 'B', '8', 'D', 'V', 'N', 'o', 'i', 'l', 's'})
  void a_look_alike_typed_in_any_place_is_read_but_never_checks(char lookAlike) {
    String normal = RedemptionCode.issue(random).normal();

    for (int at = 0; at < normal.length(); at++) {
      assertFalse(read(with(normal, at, lookAlike)).checks());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s-%s-%s",
        "%s%s%s",
        "%s %s %s",
        "  %s-%s-%s  ",
        "%s - %s - %s",
        "--%s--%s--%s--",
        "\t%s\t%s\n%s\r\n",
        "%s\u00a0%s\u00a0%s",
        "%s\u2003%s\u3000%s",
        "%s\u2010%s\u2010%s",
        "%s\u2011%s\u2011%s",
        "%s\u2012%s\u2012%s",
        "%s\u2013%s\u2013%s",
        "%s\u2014%s\u2015%s"
      })
  void spaces_and_hyphens_of_these_kinds_do_not_count(String form) {
    String normal = RedemptionCode.issue(random).normal();

    RedemptionCode read =
        read(form.formatted(normal.substring(0, 4), normal.substring(4, 8), normal.substring(8)));

    assertEquals(normal, read.normal());
    assertTrue(read.checks());
  }

  @Test
  void case_does_not_count_in_any_language_of_the_machine() {
    var before = java.util.Locale.getDefault();
    try {
      java.util.Locale.setDefault(java.util.Locale.forLanguageTag("tr-TR"));

      assertEquals("MAIL1X7Q", read("mail-1x7q").normal());
    } finally {
      java.util.Locale.setDefault(before);
    }
  }

  @Test
  void codes_from_4_to_50_characters_are_read_and_others_are_not() {
    assertTrue(RedemptionCode.read("A".repeat(3)).isEmpty());
    assertTrue(RedemptionCode.read("A-A-A").isEmpty());
    assertEquals(4, read("A".repeat(4)).length());
    assertEquals(50, read("A".repeat(50)).length());
    assertEquals(50, read("A-".repeat(50)).length());
    assertTrue(RedemptionCode.read("A".repeat(51)).isEmpty());
    assertTrue(RedemptionCode.read("").isEmpty());
    assertTrue(RedemptionCode.read(" ".repeat(12)).isEmpty());
    assertTrue(RedemptionCode.read("A".repeat(1_000_000)).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ABCD_EFGH",
        "ABCD.EFGH",
        "ÄBCD-EFGH",
        "ＡＢＣＤＥＦＧＨ",
        "АВСЕ1234",
        "١٢٣٤٥٦",
        "ABCD\u0000EFGH",
        "ABCD' OR '1'='1",
        "<b>ABCD</b>",
        "%41%42%43%44",
        "ABCD😀"
      })
  void other_characters_than_letters_and_digits_are_no_code(String typed) {
    assertTrue(RedemptionCode.read(typed).isEmpty());
  }

  @Test
  void imported_codes_are_read_and_do_not_check() {
    assertFalse(read("SPRING24").checks());
    assertFalse(read("OIL0").checks());
    assertFalse(read("A".repeat(50)).checks());
  }

  @Test
  void a_code_is_printed_in_groups_of_four_and_its_last_four_are_its_end() {
    RedemptionCode code = RedemptionCode.issue(random);

    assertTrue(code.printed().matches("[2-9A-Y]{4}-[2-9A-Y]{4}-[2-9A-Y]{4}"));
    assertTrue(code.printed().endsWith("-" + code.lastFour()));
    assertEquals("ABCD", read("abcd").printed());
    assertEquals("ABCD-E", read("abcde").printed());
  }

  @Test
  void a_code_does_not_print_itself() {
    RedemptionCode code = RedemptionCode.issue(random);

    String text = "looking for " + code;

    assertFalse(
        text.contains(code.normal())
            || text.contains(code.printed())
            || text.contains(code.lastFour()));
  }

  private static RedemptionCode read(String typed) {
    return RedemptionCode.read(typed).orElseThrow();
  }

  private static String with(String text, int at, char c) {
    return text.substring(0, at) + c + text.substring(at + 1);
  }
}
