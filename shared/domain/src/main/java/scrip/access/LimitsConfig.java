package scrip.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much one caller may ask, and how often it may be wrong. */
@ConfigMapping(prefix = "scrip.limits")
public interface LimitsConfig {

  /** Requests from one network address; agents have their own. */
  @WithDefault("60/PT1M")
  Budget addressRequests();

  /** Wrong codes from one network address. */
  @WithDefault("10/PT15M")
  Budget addressFailures();

  /** Requests with one agent's key. */
  @WithDefault("120/PT1M")
  Budget agentRequests();

  /** Wrong codes with one agent's key. */
  @WithDefault("30/PT10M")
  Budget agentFailures();

  /** Requests for one code, whoever asks. */
  @WithDefault("100/PT10M")
  Budget codeRequests();

  /** Wrong tries of one code, whoever asks. */
  @WithDefault("10/PT1H")
  Budget codeFailures();

  /** Failed sign-ins with one name, known or not, whoever tries. */
  @WithDefault("10/PT15M")
  Budget signInNameFailures();

  /** Failed sign-ins, and wrong links to set a password, from one network address. */
  @WithDefault("30/PT15M")
  Budget signInAddressFailures();

  /** Messages sent again for one redemption, whoever asks. */
  @WithDefault("3/PT1H")
  Budget redemptionResends();

  /** Messages sent again by one person or with one key. */
  @WithDefault("60/PT1H")
  Budget callerResends();

  /** Wrong codes of enrolment from one network address. */
  @WithDefault("30/PT15M")
  Budget enrolmentFailures();

  /** Wrong passcodes on one device. */
  @WithDefault("5/PT15M")
  Budget devicePasscodes();

  /** Wrong passcodes on all devices of one station. */
  @WithDefault("20/PT15M")
  Budget stationPasscodes();

  /** Requests to redeem a voucher from one device. */
  @WithDefault("120/PT1M")
  Budget deviceRequests();

  /** Unknown codes and forged ones from one device. */
  @WithDefault("20/PT10M")
  Budget deviceFailures();

  /** So many in a sliding window; written {@code 60/PT1M}. */
  record Budget(int maximum, Duration window) {

    public static Budget of(String text) {
      String[] parts = text.split("/", 2);
      return new Budget(Integer.parseInt(parts[0]), Duration.parse(parts[1]));
    }
  }
}
