package scrip.ops;

import java.time.Instant;

/**
 * A setting that is on or off.
 *
 * @param value null when its row cannot be read; whatever it permits is refused then
 * @param changedBy who changed it last
 */
public record Switch(String key, Boolean value, String changedBy, Instant changedAt) {

  /** Whether stations redeem vouchers at all. */
  public static final String STATION_REDEEM = "station_redeem_enabled";
}
