package scrip.station;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** From where on something at stations is odd. */
@ConfigMapping(prefix = "scrip.anomalies")
public interface AnomaliesConfig {

  /** Tries of one voucher at several stations belong together within this time. */
  @WithDefault("PT24H")
  Duration severalStationsWithin();

  /** So many unknown or forged codes at one station are a burst … */
  @WithDefault("10")
  int unknownCodes();

  /** … within this time. */
  @WithDefault("PT10M")
  Duration unknownCodesWithin();

  /** An active station at which nobody redeemed for so long. */
  @WithDefault("PT24H")
  Duration quietFor();

  /** A station is active while it redeemed within this time, or a device of it was seen lately. */
  @WithDefault("P7D")
  Duration activeWithin();

  /** How far each look goes back behind the one before, for attempts that were written late. */
  @WithDefault("PT10M")
  Duration overlap();

  /** How much time one look covers at most, when none was taken for long; the next goes on. */
  @WithDefault("PT6H")
  Duration atOnce();
}
