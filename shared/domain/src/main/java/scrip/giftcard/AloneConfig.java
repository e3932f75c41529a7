package scrip.giftcard;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How many cards one person may reveal, or void, before another one must agree. */
@ConfigMapping(prefix = "scrip.alone")
public interface AloneConfig {

  /** Distinct cards within the window, of each kind of act. */
  @WithDefault("10")
  int cards();

  /** How long an act counts. */
  @WithDefault("PT24H")
  Duration window();
}
