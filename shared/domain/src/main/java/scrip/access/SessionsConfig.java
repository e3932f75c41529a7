package scrip.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long people stay signed in. */
@ConfigMapping(prefix = "scrip.sessions")
public interface SessionsConfig {

  /** A session that was not used for so long is over. */
  @WithDefault("PT30M")
  Duration idleAtMost();

  /** However busy, a session is over after so long. */
  @WithDefault("PT12H")
  Duration openAtMost();

  /** How long a link to set a password works. */
  @WithDefault("PT24H")
  Duration resetLinkAtMost();

  /** Whether admins must show a second factor. False only in the local process. */
  @WithDefault("true")
  boolean secondFactorForAdmins();
}
