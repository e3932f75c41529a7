package scrip.tango;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How Tango is reached. Platform name and key are the members {@code platform} and {@code key} of
 * the secret {@code tango}; its members {@code account} and {@code customer} win over the settings
 * here.
 */
@ConfigMapping(prefix = "scrip.tango")
public interface TangoConfig {

  /** Where the API is; a stand-in can answer there. */
  @WithDefault("https://api.tangocard.com")
  URI baseUrl();

  /** The account that pays. */
  Optional<String> account();

  /** The customer whose account that is. */
  Optional<String> customer();

  @WithDefault("PT1S")
  Duration connectTimeout();

  /** How long an answer is waited for; shorter than the deadline of a redemption. */
  @WithDefault("PT3S")
  Duration answerTimeout();

  /** How long nobody calls after a 429 that does not say. */
  @WithDefault("PT1S")
  Duration busyFor();
}
