package scrip.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Metrics. */
@ConfigMapping(prefix = "scrip.metrics")
public interface MetricsConfig {

  /** Whether metric lines are written to standard output. */
  @WithDefault("true")
  boolean emf();
}
