package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import scrip.access.Limits.Charge;
import scrip.problem.Refused;

/**
 * Budgets of stations and their devices. A device is counted by itself and not by its address,
 * because a shop is one address.
 */
@ApplicationScoped
public class StationLimits {

  static final String REQUEST = "station.request";
  static final String FAILURE = "station.failure";
  static final String PASSCODE = "station.passcode";
  static final String DEVICE = "device:";
  static final String STATION = "station:";
  private static final String ENROLMENT = "station.enrolment";

  private static final String CHARGE_FAILURE =
      "INSERT INTO rate_limit_tracking (identifier, action) VALUES ($1, $2)";

  private final Limits limits;
  private final LimitsConfig config;
  private final Pool pool;

  public StationLimits(Limits limits, LimitsConfig config, Pool pool) {
    this.limits = limits;
    this.config = config;
    this.pool = pool;
  }

  /**
   * Charges a code of enrolment that may be wrong to its address.
   *
   * @throws Refused too-many-attempts
   */
  public Uni<Void> chargeEnrolment(String address) {
    return limits.charge(
        address, List.of(new Charge(address, ENROLMENT, config.enrolmentFailures())));
  }

  /** Gives back what one that was right was charged. */
  public Uni<Void> refundEnrolment(SqlConnection transaction, String address) {
    return Limits.refund(transaction, ENROLMENT, address);
  }

  /**
   * Charges a passcode to its device and station, before it is known whether it is wrong.
   *
   * @throws Refused too-many-attempts, when either budget is spent; then nothing is charged
   */
  public Uni<Void> chargePasscode(String address, UUID device, UUID station) {
    return limits.charge(
        address,
        List.of(
            new Charge(DEVICE + device, PASSCODE, config.devicePasscodes()),
            new Charge(STATION + station, PASSCODE, config.stationPasscodes())));
  }

  /** Gives back what one that was right was charged. */
  public Uni<Void> refundPasscode(SqlConnection transaction, UUID device, UUID station) {
    return Limits.refund(transaction, PASSCODE, DEVICE + device, STATION + station);
  }

  /**
   * Charges one request to redeem to its device.
   *
   * @throws Refused too-many-attempts, when its budget of requests or of failures is spent; then
   *     nothing is charged
   */
  public Uni<Void> chargeRequest(String address, UUID device) {
    return limits.charge(
        address,
        List.of(
            new Charge(DEVICE + device, REQUEST, config.deviceRequests()),
            new Charge(DEVICE + device, FAILURE, config.deviceFailures())));
  }

  /** Charges an unknown or a forged code to its device. */
  public Uni<Void> chargeFailure(UUID device) {
    return pool.preparedQuery(CHARGE_FAILURE)
        .execute(Tuple.of(DEVICE + device, FAILURE))
        .replaceWithVoid();
  }
}
