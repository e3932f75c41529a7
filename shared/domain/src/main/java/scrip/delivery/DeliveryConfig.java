package scrip.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How deliveries are worked off. */
@ConfigMapping(prefix = "scrip.delivery")
public interface DeliveryConfig {

  /** Calls to the provider at a time, in one instance. */
  @WithDefault("16")
  int concurrency();

  /** How long a delivery belongs to who leased it; longer than any provider call. */
  @WithDefault("PT60S")
  Duration lease();

  /** How long one run goes on finding new deliveries before it ends. */
  @WithDefault("PT20S")
  Duration runAtMost();
}
