package scrip.station;

import java.time.Instant;
import java.time.LocalTime;
import java.util.UUID;

/**
 * Where vouchers are redeemed.
 *
 * @param code what operators type, and what lists of scopes name
 * @param region ISO 3166 code
 * @param timeZone IANA name; opening hours are of it
 * @param opens as in {@code 08:00}; null together with closes: day and night
 * @param closes before opens: over midnight
 * @param passcodeSet whether anybody can sign in
 * @param state active or closed
 */
public record Station(
    UUID id,
    UUID clientId,
    String code,
    String name,
    String region,
    String timeZone,
    String opens,
    String closes,
    boolean passcodeSet,
    String state,
    Instant createdAt) {

  /** When a station is open, both null for day and night. */
  public record Hours(LocalTime opens, LocalTime closes) {}

  /** What a new one is to be. */
  public record Draft(
      UUID client, String code, String name, String region, String timeZone, Hours hours) {}

  /** What is to be another value; null for what stays. */
  public record Changes(String name, String region, String timeZone, Hours hours, String state) {}
}
