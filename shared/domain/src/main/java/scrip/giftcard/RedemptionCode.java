package scrip.giftcard;

import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The secret printed on a mail piece. Codes we issue are eleven random characters and a check
 * character over an alphabet of 23 from which look-alikes (0 O D, 1 I L, 2 Z, 5 S, 8 B, U V) and
 * the worst sound-alikes (M N, F S, B V, D T) have lost one side or both; imported codes are 4 to
 * 50 letters and digits. Case, spaces and hyphens do not count. Never prints itself.
 */
public final class RedemptionCode {

  static final String ALPHABET = "234679ACEFGHJKMPQRTUWXY";
  private static final int BASE = ALPHABET.length();
  private static final int ISSUED = 12;

  private final String normal;

  private RedemptionCode(String normal) {
    this.normal = normal;
  }

  /** A new code to issue. 23 to the power of 11 are possible: 49 bits. */
  public static RedemptionCode issue(RandomGenerator random) {
    StringBuilder code = new StringBuilder(ISSUED);
    for (int i = 0; i < ISSUED - 1; i++) {
      code.append(ALPHABET.charAt(random.nextInt(BASE)));
    }
    return new RedemptionCode(code.append(checkCharacter(code)).toString());
  }

  /**
   * Reads what somebody typed. Empty when it cannot be a code of any kind: other characters than
   * letters and digits, or fewer than 4 or more than 50 of them.
   */
  public static Optional<RedemptionCode> read(String typed) {
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
    return normal.length() < 4 || normal.length() > 50
        ? Optional.empty()
        : Optional.of(new RedemptionCode(normal.toString().toUpperCase(Locale.ROOT)));
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

  /** Whether this has the form and the check character of a code that we issue. */
  public boolean checks() {
    if (normal.length() != ISSUED || normal.chars().anyMatch(c -> ALPHABET.indexOf(c) < 0)) {
      return false;
    }
    return normal.charAt(ISSUED - 1) == checkCharacter(normal.substring(0, ISSUED - 1));
  }

  /** What is hashed and looked up: upper case, no spaces, no hyphens. A secret. */
  public String normal() {
    return normal;
  }

  /** How the code is printed, in groups of four. A secret. */
  public String printed() {
    return normal.replaceAll("(.{4})(?=.)", "$1-");
  }

  public int length() {
    return normal.length();
  }

  public String lastFour() {
    return normal.substring(normal.length() - 4);
  }

  /**
   * Weights 1 to 12 modulo the prime 23: every single wrong character and every swap of two is
   * caught.
   */
  private static char checkCharacter(CharSequence random) {
    int sum = 0;
    for (int i = 0; i < random.length(); i++) {
      sum += (i + 1) * ALPHABET.indexOf(random.charAt(i));
    }
    // The check character has weight 12, whose inverse modulo 23 is 2.
    return ALPHABET.charAt(Math.floorMod(-2 * sum, BASE));
  }

  @Override
  public String toString() {
    return "RedemptionCode[…]";
  }
}
