package scrip.voucher;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/** Where the codes of new vouchers come from. A code may be drawn that another voucher has. */
@ApplicationScoped
public class VoucherCodes {

  private final RandomGenerator random;

  public VoucherCodes() {
    this(new SecureRandom());
  }

  /**
   * @param random one that nobody can foresee, outside of tests
   */
  public VoucherCodes(RandomGenerator random) {
    this.random = random;
  }

  VoucherCode draw() {
    return VoucherCode.issue(random);
  }
}
