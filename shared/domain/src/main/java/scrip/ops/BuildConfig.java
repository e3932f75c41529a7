package scrip.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** Which build of which function this is: in logs, runs and error rows. */
@ConfigMapping(prefix = "scrip")
public interface BuildConfig {

  @WithName("build")
  @WithDefault("unreleased")
  String id();

  @WithDefault("local")
  String function();
}
