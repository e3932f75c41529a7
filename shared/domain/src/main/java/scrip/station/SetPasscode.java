package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import scrip.access.Credentials;
import scrip.audit.AuditLog;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * Gives a station another passcode. Whoever is signed in at it is signed out in the same
 * transaction; so is whoever signs in with the old passcode while it changes.
 */
@ApplicationScoped
public class SetPasscode {

  private final Stations stations;
  private final EnrolledDevices devices;
  private final Credentials credentials;
  private final AuditLog audit;
  private final Pool pool;

  public SetPasscode(
      Stations stations,
      EnrolledDevices devices,
      Credentials credentials,
      AuditLog audit,
      Pool pool) {
    this.stations = stations;
    this.devices = devices;
    this.credentials = credentials;
    this.audit = audit;
    this.pool = pool;
  }

  /**
   * Does so; a repeat does it again.
   *
   * @throws Refused not-found, also for another client's; invalid-request, for a passcode that is
   *     tried first
   */
  public Uni<Station> set(UUID id, String passcode, ManualAct act) {
    PasscodeRules.fault(passcode)
        .ifPresent(
            fault -> {
              throw Refused.invalid("/passcode", fault);
            });
    return credentials
        .hash(passcode)
        .chain(hash -> act.inTransaction(pool, transaction -> set(transaction, id, hash, act)));
  }

  private Uni<Station> set(SqlConnection transaction, UUID id, String hash, ManualAct act) {
    return stations
        .lock(transaction, id, act.clients())
        .map(found -> found.orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND)))
        .chain(() -> stations.setPasscode(transaction, id, hash))
        .call(
            station ->
                // A statement of its own: the one before may have waited for somebody who signed
                // in, and would not see that session.
                devices
                    .endSessionsOf(transaction, id)
                    .chain(
                        ended ->
                            audit.write(
                                transaction,
                                act.entry(
                                    "set-passcode",
                                    "stations",
                                    id,
                                    JsonObject.of("sessionsEnded", ended)))));
  }
}
