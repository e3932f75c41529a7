package scrip.twilio;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/**
 * How Twilio is reached. Account and token are the members {@code account} and {@code token} of the
 * secret {@code twilio}, the sender of texts its member {@code from} or {@code messagingService},
 * that of WhatsApp its member {@code whatsappFrom}.
 */
@ConfigMapping(prefix = "scrip.twilio")
public interface TwilioConfig {

  /** Where the API is; a stand-in can answer there. */
  @WithDefault("https://api.twilio.com")
  URI baseUrl();

  @WithDefault("PT3S")
  Duration connectTimeout();

  /** How long an answer is waited for. Twilio itself gives up after about 26 seconds. */
  @WithDefault("PT15S")
  Duration answerTimeout();

  /** How long a message may wait at Twilio before it is worth nothing. */
  @WithDefault("PT4H")
  Duration validity();
}
