package scrip.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Leases of runs. */
@ConfigMapping(prefix = "scrip.jobs")
public interface JobsConfig {

  /**
   * How long a run that died keeps others from running; a living one lengthens it with every
   * heartbeat.
   */
  @WithDefault("PT30S")
  Duration lease();

  /** The time between heartbeats; well below the lease. */
  @WithDefault("PT10S")
  Duration heartbeat();
}
