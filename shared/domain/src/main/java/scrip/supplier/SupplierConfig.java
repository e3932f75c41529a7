package scrip.supplier;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How cards are bought. */
@ConfigMapping(prefix = "scrip.supplier")
public interface SupplierConfig {

  /** How long one redemption waits for the supplier, the look-up of a lost answer included. */
  @WithDefault("PT6S")
  Duration deadline();

  /** How long an order belongs to who works on it; longer than the deadline. */
  @WithDefault("PT60S")
  Duration lease();

  /** After so many calls in a row that came to nothing the supplier is left alone. */
  @WithDefault("5")
  int failuresInARow();

  /** For how long; then one call tries whether it is back. */
  @WithDefault("PT1M")
  Duration openFor();

  /** For how long a pool buys nothing after an order that would be refused again. */
  @WithDefault("PT10M")
  Duration refusedFor();

  /** Orders that one run looks up, and waiters that one run buys for. */
  @WithDefault("200")
  int atOnce();

  /** Calls at a time in one run. */
  @WithDefault("4")
  int concurrency();

  /** After so many tries in vain somebody must look at an order. */
  @WithDefault("8")
  int triesAtMost();

  /** How long one run begins new work. */
  @WithDefault("PT20S")
  Duration runAtMost();
}
