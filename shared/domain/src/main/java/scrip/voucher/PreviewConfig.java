package scrip.voucher;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How pictures of vouchers are shown. */
@ConfigMapping(prefix = "scrip.preview")
public interface PreviewConfig {

  /** How long reading and drawing may take together. */
  @WithDefault("PT5S")
  Duration deadline();

  /**
   * How long a link is good; 60 minutes at most. It is less, as the clock of the instance that
   * reads a link may be behind that of the one that made it.
   */
  @WithDefault("PT55M")
  Duration link();
}
