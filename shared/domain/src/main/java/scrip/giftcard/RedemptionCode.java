package scrip.giftcard;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The secret printed on a mail piece. Codes we issue are eleven random characters and a check
 * character of the {@link CodeAlphabet}; imported codes are 4 to 50 letters and digits. Case,
 * spaces and hyphens do not count. Never prints itself.
 */
public final class RedemptionCode {

  private static final int ISSUED = 12;

  private final String normal;

  private RedemptionCode(String normal) {
    this.normal = normal;
  }

  /** A new code to issue. 23 to the power of 11 are possible: 49 bits. */
  public static RedemptionCode issue(RandomGenerator random) {
    return new RedemptionCode(CodeAlphabet.issue(random, ISSUED));
  }

  /**
   * Reads what somebody typed. Empty when it cannot be a code of any kind: other characters than
   * letters and digits, or fewer than 4 or more than 50 of them.
   */
  public static Optional<RedemptionCode> read(String typed) {
    return CodeAlphabet.significant(typed)
        .filter(normal -> normal.length() >= 4 && normal.length() <= 50)
        .map(RedemptionCode::new);
  }

  /** Whether this has the form and the check character of a code that we issue. */
  public boolean checks() {
    return normal.length() == ISSUED && CodeAlphabet.checks(normal);
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

  @Override
  public String toString() {
    return "RedemptionCode[…]";
  }
}
