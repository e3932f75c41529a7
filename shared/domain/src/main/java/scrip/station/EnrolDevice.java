package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import scrip.access.Caller;
import scrip.access.StationLimits;
import scrip.access.Tokens;
import scrip.audit.AuditLog;
import scrip.giftcard.CodeAlphabet;
import scrip.problem.Refused;
import scrip.station.DeviceCaller.AtStation;
import scrip.station.UsedEnrolments.Good;
import scrip.time.Ids;

/**
 * Makes a device one of a station, by a one-time code.
 *
 * <p>Within the code's ten minutes a repeat gives the same device a fresh token, for as long as
 * that device was never seen: an answer that got lost loses nothing. Afterwards the code is used
 * up.
 */
@ApplicationScoped
public class EnrolDevice {

  private static final int LENGTH = 12;

  private final StationLimits limits;
  private final UsedEnrolments enrolments;
  private final Devices devices;
  private final Tokens tokens;
  private final Ids ids;
  private final AuditLog audit;
  private final Pool pool;

  public EnrolDevice(
      StationLimits limits,
      UsedEnrolments enrolments,
      Devices devices,
      Tokens tokens,
      Ids ids,
      AuditLog audit,
      Pool pool) {
    this.limits = limits;
    this.enrolments = enrolments;
    this.devices = devices;
    this.tokens = tokens;
    this.ids = ids;
    this.audit = audit;
    this.pool = pool;
  }

  /**
   * A device that was made.
   *
   * @param token what it shows from now on; nobody can see it again
   */
  public record Enrolled(UUID id, String label, String token, AtStation station) {

    @Override
    public String toString() {
      return "Enrolled[" + id + "]";
    }
  }

  /**
   * Does so.
   *
   * @param typed the code; case, spaces and hyphens do not count
   * @param label of the device; null for the one that was given to the code
   * @throws Refused enrolment-not-accepted, alike for codes that are wrong, over or used up;
   *     too-many-attempts
   */
  public Uni<Enrolled> enrol(String typed, String label, Caller visitor) {
    String code =
        CodeAlphabet.significant(typed)
            .filter(c -> c.length() == LENGTH && CodeAlphabet.checks(c))
            .orElse(null);
    return limits
        .chargeEnrolment(visitor.address())
        .chain(
            () -> {
              if (code == null) {
                throw new Refused(StationRefusal.ENROLMENT_NOT_ACCEPTED);
              }
              return pool.withTransaction(transaction -> enrol(transaction, code, label, visitor));
            });
  }

  private Uni<Enrolled> enrol(
      SqlConnection transaction, String code, String label, Caller visitor) {
    String token = tokens.next();
    return enrolments
        .lock(transaction, code)
        .map(found -> found.orElseThrow(() -> new Refused(StationRefusal.ENROLMENT_NOT_ACCEPTED)))
        .chain(
            good ->
                good.device() == null
                    ? first(transaction, code, good, label == null ? good.label() : label, token)
                    : again(transaction, good, token))
        .call(() -> limits.refundEnrolment(transaction, visitor.address()))
        .call(
            enrolled ->
                audit.write(
                    transaction,
                    new AuditLog.Entry(
                        "device:" + enrolled.id(),
                        "enrol",
                        "station_devices",
                        enrolled.id().toString(),
                        null,
                        JsonObject.of("station", enrolled.station().code()),
                        visitor.requestId())));
  }

  private Uni<Enrolled> first(
      SqlConnection transaction, String code, Good good, String label, String token) {
    UUID id = ids.next();
    return devices
        .add(transaction, id, good.station().id(), label, token)
        .chain(() -> enrolments.use(transaction, code, id))
        .replaceWith(new Enrolled(id, label, token, good.station()));
  }

  private Uni<Enrolled> again(SqlConnection transaction, Good good, String token) {
    return devices
        .giveFreshToken(transaction, good.device(), token)
        .map(
            label -> {
              if (label == null) {
                throw new Refused(StationRefusal.ENROLMENT_NOT_ACCEPTED);
              }
              return new Enrolled(good.device(), label, token, good.station());
            });
  }
}
