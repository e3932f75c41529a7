package scrip.giftcard;

import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The characters of all codes that we issue: 23, from which look-alikes (0 O D, 1 I L, 2 Z, 5 S, 8
 * B, U V) and the worst sound-alikes (M N, F S, B V, D T) have lost one side or both. The last
 * character of a code checks the others.
 */
public final class CodeAlphabet {

  static final String CHARACTERS = "234679ACEFGHJKMPQRTUWXY";
  private static final int BASE = CHARACTERS.length();

  private CodeAlphabet() {}

  /** A new code of so many characters, its check character the last: fewer than 23 of them. */
  public static String issue(RandomGenerator random, int length) {
    StringBuilder code = new StringBuilder(length);
    for (int i = 0; i < length - 1; i++) {
      code.append(CHARACTERS.charAt(random.nextInt(BASE)));
    }
    return code.append(checkCharacter(code)).toString();
  }

  /** Whether a text has only these characters and the right one at its end. */
  public static boolean checks(String code) {
    return code.length() > 1
        && code.chars().allMatch(c -> CHARACTERS.indexOf(c) >= 0)
        && code.charAt(code.length() - 1) == checkCharacter(code.substring(0, code.length() - 1));
  }

  /**
   * What of a typed code counts: its letters and digits in upper case. Empty when it holds anything
   * else than those, spaces and hyphens.
   */
  public static Optional<String> significant(String typed) {
    if (typed.length() > 200) {
      return Optional.empty();
    }
    StringBuilder normal = new StringBuilder(typed.length());
    for (int i = 0; i < typed.length(); i++) {
      char c = typed.charAt(i);
      if (isBetween(c)) {
        continue;
      }
      if (!(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')) {
        return Optional.empty();
      }
      normal.append(c);
    }
    return Optional.of(normal.toString().toUpperCase(Locale.ROOT));
  }

  private static boolean isBetween(char c) {
    return switch (Character.getType(c)) {
      case Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.DASH_PUNCTUATION,
          Character.FORMAT ->
          true;
      default -> Character.isWhitespace(c) || c == '\u0085' || c == '\u2212' || c == '\u2043';
    };
  }

  /**
   * Weights 1, 2, 3 … modulo the prime 23: every single wrong character and every swap of two is
   * caught.
   */
  private static char checkCharacter(CharSequence random) {
    int sum = 0;
    for (int i = 0; i < random.length(); i++) {
      sum += (i + 1) * CHARACTERS.indexOf(random.charAt(i));
    }
    int weight = random.length() + 1;
    int check = 0;
    while ((sum + weight * check) % BASE != 0) {
      check++;
    }
    return CHARACTERS.charAt(check);
  }
}
