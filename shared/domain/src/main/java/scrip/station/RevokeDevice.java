package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.station.EnrolledDevices.Device;

/**
 * Makes a device a stranger, for good: its token is dead at once, and whoever was signed in on it
 * is signed out. The same device may be enrolled again, as a new one.
 */
@ApplicationScoped
public class RevokeDevice {

  private final EnrolledDevices devices;
  private final AuditLog audit;
  private final Pool pool;

  public RevokeDevice(EnrolledDevices devices, AuditLog audit, Pool pool) {
    this.devices = devices;
    this.audit = audit;
    this.pool = pool;
  }

  /**
   * Does so; one that is revoked stays as it is, and nothing is noted.
   *
   * @throws Refused not-found, also for another client's
   */
  public Uni<Device> revoke(UUID id, ManualAct act) {
    return act.inTransaction(
        pool,
        transaction ->
            find(transaction, id, act)
                .chain(() -> devices.revoke(transaction, id, act.caller().name()))
                .chain(
                    revoked -> revoked ? finish(transaction, id, act) : Uni.createFrom().voidItem())
                .chain(() -> find(transaction, id, act)));
  }

  private Uni<Void> finish(SqlConnection transaction, UUID id, ManualAct act) {
    return devices
        .endSessions(transaction, id)
        .chain(
            ended ->
                audit.write(
                    transaction,
                    act.entry(
                        "revoke-device",
                        "station_devices",
                        id,
                        JsonObject.of("sessionsEnded", ended))));
  }

  private Uni<Device> find(SqlConnection transaction, UUID id, ManualAct act) {
    return devices
        .one(transaction, id, act.clients())
        .map(found -> found.orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND)));
  }
}
