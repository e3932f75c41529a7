package scrip.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How deliveries are worked off. */
@ConfigMapping(prefix = "scrip.delivery")
public interface DeliveryConfig {

  /**
   * Deliveries that one instance has in its hands at a time, from their lease to their outcome. It
   * begins with few and takes more as the provider accepts.
   */
  @WithDefault("96")
  int concurrency();

  /** How long a delivery belongs to who leased it; longer than any provider call. */
  @WithDefault("PT60S")
  Duration lease();

  /** When a call is given up, whatever its sender's own time-outs are; shorter than the lease. */
  @WithDefault("PT40S")
  Duration callAtMost();

  /** How long one run goes on finding new deliveries before it ends. */
  @WithDefault("PT20S")
  Duration runAtMost();

  /** How long a sender waits whose provider gave no answer of use to a whole batch. */
  @WithDefault("PT30S")
  Duration silenceHold();
}
