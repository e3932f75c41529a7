package scrip.station;

import java.time.Instant;
import java.util.UUID;
import scrip.problem.Refused;

/**
 * A device that asks, and its station as it is at this moment.
 *
 * @param sessionExpiresAt when the operator's session ends; null when nobody is signed in
 * @param redeemEnabled whether redeeming at stations is switched on; false also when that cannot be
 *     read
 * @param address the network address, as the edge vouches for it
 */
public record DeviceCaller(
    UUID id,
    String label,
    AtStation station,
    Instant sessionExpiresAt,
    boolean redeemEnabled,
    String address,
    String requestId) {

  /**
   * Where a device stands.
   *
   * @param active whether it takes vouchers
   * @param timeZone IANA name
   */
  public record AtStation(
      UUID id, UUID clientId, String code, String name, String timeZone, boolean active) {}

  /**
   * The same caller, for what only an operator may do.
   *
   * @throws Refused session-over, when nobody is signed in
   */
  public DeviceCaller signedIn() {
    if (sessionExpiresAt == null) {
      throw new Refused(StationRefusal.SESSION_OVER);
    }
    return this;
  }

  /** For histories: who acted, without any secret. */
  public String name() {
    return "device:" + id;
  }
}
