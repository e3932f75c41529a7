package scrip.aws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How the sender is nudged. */
@ConfigMapping(prefix = "scrip.nudge")
public interface NudgeConfig {

  /**
   * ARN of the alias of sms-retry; without one nobody is nudged, and the job of every minute sends.
   */
  Optional<String> function();

  /** Where Lambda's interface is, when it is not the region's own. */
  Optional<URI> endpoint();

  /** How long a redemption waits at most until Lambda took the nudge. */
  @WithDefault("PT1S")
  Duration timeout();
}
