package scrip.email;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/**
 * How long a mail server may take. Which server it is, is in the secret {@code mail}: members
 * {@code host}, {@code user}, {@code password} and {@code from} (the sender's address), and, where
 * they are not the usual ones, {@code port} (587), {@code tls} ({@code starttls}, {@code implicit}
 * on port 465, or {@code none}, which is for this machine only) and {@code login} ({@code plain},
 * or {@code login} for servers that know nothing else).
 */
@ConfigMapping(prefix = "scrip.email")
public interface EmailConfig {

  @WithDefault("PT5S")
  Duration connectTimeout();

  /** How long connecting, the server's greeting, TLS and log-in may take together. */
  @WithDefault("PT10S")
  Duration loginTimeout();

  /** How long one mail may take in all; shorter than the lease of a delivery. */
  @WithDefault("PT20S")
  Duration timeout();
}
