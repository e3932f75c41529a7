package scrip.voucher;

import java.util.Optional;
import java.util.random.RandomGenerator;
import scrip.giftcard.CodeAlphabet;

/**
 * The code of a voucher: eight random characters and a check character of the {@link CodeAlphabet},
 * shown {@code XXX-XXX-XXX}. Case, spaces and hyphens do not count. Never prints itself.
 */
public final class VoucherCode {

  private static final int LENGTH = 9;

  private final String normal;

  private VoucherCode(String normal) {
    this.normal = normal;
  }

  /** A new code to issue. 23 to the power of 8 are possible, 78 thousand millions. */
  public static VoucherCode issue(RandomGenerator random) {
    return new VoucherCode(CodeAlphabet.issue(random, LENGTH));
  }

  /**
   * Reads what somebody typed. Empty when it cannot be one of ours: too long or too short, another
   * alphabet, or a check character that does not fit, as after any single mistake.
   */
  public static Optional<VoucherCode> read(String typed) {
    return CodeAlphabet.significant(typed)
        .filter(normal -> normal.length() == LENGTH && CodeAlphabet.checks(normal))
        .map(VoucherCode::new);
  }

  /** What is hashed and looked up: upper case, no spaces, no hyphens. A secret. */
  public String normal() {
    return normal;
  }

  /** How the code is shown, in groups of three. A secret. */
  public String printed() {
    return normal.replaceAll("(.{3})(?=.)", "$1-");
  }

  public String lastFour() {
    return normal.substring(LENGTH - 4);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VoucherCode code && code.normal.equals(normal);
  }

  @Override
  public int hashCode() {
    return normal.hashCode();
  }

  @Override
  public String toString() {
    return "VoucherCode[…]";
  }
}
