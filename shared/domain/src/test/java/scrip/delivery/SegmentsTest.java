package scrip.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.delivery.Segments.Encoding;

class SegmentsTest {

  /** Columns 0 to 7 of the specification's table of the default alphabet, top down. */
  private static final String[] DEFAULT_ALPHABET = {
    "@£$¥èéùìòÇ\nØø\rÅå",
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ",
    " !\"#¤%&'()*+,-./",
    "0123456789:;<=>?",
    "¡ABCDEFGHIJKLMNO",
    "PQRSTUVWXYZÄÖÑÜ§",
    "¿abcdefghijklmno",
    "pqrstuvwxyzäöñüà"
  };

  @Test
  void every_character_of_the_default_alphabet_is_one_septet_and_no_other_is() {
    String alphabet = String.join("", DEFAULT_ALPHABET);
    assertEquals(127, alphabet.length(), "all places but that of the escape");
    String single =
        IntStream.rangeClosed(0, 0xffff)
            .filter(c -> !Character.isSurrogate((char) c))
            .mapToObj(Character::toString)
            .filter(c -> Segments.of(c).encoding() == Encoding.GSM_7 && Segments.of(c).units() == 1)
            .collect(Collectors.joining());
    assertEquals(sorted(alphabet), single);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\f", "^", "{", "}", "\\", "[", "~", "]", "|", "€"})
  void the_extension_table_takes_two_septets(String character) {
    assertEquals(new Segments(Encoding.GSM_7, 2, 1, List.of()), Segments.of(character));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ê", "ç", "á", "í", "ó", "ú", "œ", "`", "’", "\u00a0", "\u202f", "₣"})
  void what_neither_table_has_takes_the_whole_text_to_ucs_2(String character) {
    assertEquals(
        new Segments(Encoding.UCS_2, 4, 1, List.of(character)),
        Segments.of("a" + character + "b" + character));
  }

  @Test
  void what_forces_ucs_2_is_named_once_each_in_the_order_of_the_text() {
    assertEquals(List.of("ê", "😀", "’"), Segments.of("é ê 😀 ê ’ 😀 €").forcing());
  }

  @ParameterizedTest
  @CsvSource({
    "a, 0, 0, 0",
    "a, 1, 1, 1",
    "a, 160, 160, 1",
    "a, 161, 161, 2",
    "a, 306, 306, 2",
    "a, 307, 307, 3",
    "a, 459, 459, 3",
    "a, 460, 460, 4",
    "€, 80, 160, 1",
    "€, 81, 162, 2",
    "ê, 70, 70, 1",
    "ê, 71, 71, 2",
    "ê, 134, 134, 2",
    "ê, 135, 135, 3",
    "😀, 35, 70, 1",
    "😀, 36, 72, 2"
  })
  void texts_are_cut_at_160_and_153_septets_or_70_and_67_units(
      String character, int times, int units, int count) {
    Segments segments = Segments.of(character.repeat(times));

    assertEquals(units, segments.units());
    assertEquals(count, segments.count());
  }

  @Test
  void an_escape_stays_with_its_septet() {
    // 306 septets would fill two parts; the sign of the Euro would stand across their border.
    assertEquals(2, Segments.of("a".repeat(306)).count());
    assertEquals(3, Segments.of("a".repeat(152) + "€" + "a".repeat(152)).count());
    assertEquals(2, Segments.of("a".repeat(151) + "€" + "a".repeat(153)).count());
    // In 153 septets there is room for 76 of them.
    assertEquals(2, Segments.of("€".repeat(152)).count());
    assertEquals(3, Segments.of("€".repeat(153)).count());
  }

  @Test
  void a_pair_of_surrogates_stays_together() {
    assertEquals(2, Segments.of("ê".repeat(134)).count());
    assertEquals(3, Segments.of("ê".repeat(66) + "😀" + "ê".repeat(66)).count());
    assertEquals(2, Segments.of("ê".repeat(65) + "😀" + "ê".repeat(67)).count());
  }

  private static String sorted(String text) {
    return text.chars().sorted().mapToObj(Character::toString).collect(Collectors.joining());
  }
}
