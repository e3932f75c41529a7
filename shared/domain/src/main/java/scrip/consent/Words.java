package scrip.consent;

import java.text.Normalizer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The words of each meaning. A message means something when the whole of it is one of them. */
public record Words(Map<Meaning, Set<String>> lists) {

  private static final Pattern UNSEEN = Pattern.compile("[\\p{Mn}\\p{Me}\\p{Cf}\\p{Cc}&&[^\\s]]+");
  private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}\\p{Nd}]+");
  private static final int LONGEST = 200;

  /** Of the lists as they are kept. */
  static Words of(List<WordList> kept) {
    Map<Meaning, Set<String>> lists = new EnumMap<>(Meaning.class);
    for (WordList list : kept) {
      lists.put(
          list.meaning(),
          list.value().stream().map(Words::normal).collect(Collectors.toUnmodifiableSet()));
    }
    return new Words(lists);
  }

  /** What a message means. */
  public Meaning meaning(String text) {
    // What is longer than any word is none, and is not worth the work.
    String said = text.length() > LONGEST ? "" : normal(text);
    for (Meaning meaning : Meaning.values()) {
      if (lists.getOrDefault(meaning, Set.of()).contains(said)) {
        return meaning;
      }
    }
    return Meaning.OTHER;
  }

  /**
   * A text as it is compared: upper case, without accents, punctuation and symbols, one space
   * between words. Empty when nothing is left.
   */
  public static String normal(String text) {
    String plain = UNSEEN.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
    return NO_LETTERS.matcher(plain).replaceAll(" ").strip().toUpperCase(Locale.ROOT);
  }
}
