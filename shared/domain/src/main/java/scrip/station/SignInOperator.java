package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Locale;
import scrip.access.StationLimits;
import scrip.access.Tokens;
import scrip.audit.AuditLog;
import scrip.problem.Refused;

/**
 * Lets an operator in on a device, and out again. Every wrong combination of station code and
 * passcode gets one answer after the same work.
 */
@ApplicationScoped
public class SignInOperator {

  private final StationLimits limits;
  private final OperatorSessions sessions;
  private final Tokens tokens;
  private final AuditLog audit;
  private final Pool pool;

  public SignInOperator(
      StationLimits limits, OperatorSessions sessions, Tokens tokens, AuditLog audit, Pool pool) {
    this.limits = limits;
    this.sessions = sessions;
    this.tokens = tokens;
    this.audit = audit;
    this.pool = pool;
  }

  /** Compares passcodes with hashes; the library for it is the function's. */
  @FunctionalInterface
  public interface Passcodes {

    /**
     * Whether it is the one of a hash; worked out off the event loop.
     *
     * @param hash null when there is none: false, after the same work
     */
    Uni<Boolean> match(String passcode, String hash);
  }

  /** What somebody typed. Prints itself as nothing. */
  public record Typed(String stationCode, String passcode) {

    @Override
    public String toString() {
      return "Typed[…]";
    }
  }

  /** A session as its operator gets it, once. */
  public record Opened(String token, Instant expiresAt) {

    @Override
    public String toString() {
      return "Opened[…]";
    }
  }

  /**
   * Opens a session, and ends those before it on the device. Each try is charged as a failure
   * before anything is looked up; a success gives its charge back.
   *
   * @throws Refused passcode-wrong; too-many-attempts
   */
  public Uni<Opened> signIn(Typed typed, DeviceCaller device, Passcodes passcodes) {
    String code = typed.stationCode().strip().toUpperCase(Locale.ROOT);
    return limits
        .chargePasscode(device.address(), device.id(), device.station().id())
        .chain(() -> sessions.passcode(device.station().id(), code))
        .chain(
            hash ->
                passcodes
                    .match(typed.passcode(), hash.orElse(null))
                    .chain(
                        right -> {
                          if (!right) {
                            throw new Refused(StationRefusal.PASSCODE_WRONG);
                          }
                          return pool.withTransaction(
                              transaction -> open(transaction, device, hash.get()));
                        }));
  }

  /** Ends what is open on the device; a repeat finds nothing to end. */
  public Uni<Void> signOut(DeviceCaller device) {
    return pool.withTransaction(
        transaction ->
            sessions
                .end(transaction, device.id())
                .chain(
                    ended ->
                        ended == 0
                            ? Uni.createFrom().voidItem()
                            : audit(transaction, "sign-out", device)));
  }

  private Uni<Opened> open(SqlConnection transaction, DeviceCaller device, String hash) {
    String token = tokens.next();
    return sessions
        .hold(transaction, device.id())
        .chain(() -> sessions.isStill(transaction, device.station().id(), hash))
        .invoke(
            still -> {
              if (!still) {
                throw new Refused(StationRefusal.PASSCODE_WRONG);
              }
            })
        .chain(() -> sessions.open(transaction, device.id(), token))
        .call(() -> limits.refundPasscode(transaction, device.id(), device.station().id()))
        .call(() -> audit(transaction, "sign-in", device))
        .map(expiresAt -> new Opened(token, expiresAt));
  }

  private Uni<Void> audit(SqlConnection transaction, String action, DeviceCaller device) {
    return audit.write(
        transaction,
        new AuditLog.Entry(
            device.name(),
            action,
            "station_devices",
            device.id().toString(),
            null,
            JsonObject.of("station", device.station().code()),
            device.requestId()));
  }
}
