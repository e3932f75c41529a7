package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.access.Tokens;
import scrip.audit.AuditLog;
import scrip.problem.Refused;

/**
 * Gives a device another token. The old one is dead at once, and whoever was signed in is signed
 * out. Only the device can do so; a repeat with the old token is refused.
 */
@ApplicationScoped
public class RollDevice {

  private final Devices devices;
  private final OperatorSessions sessions;
  private final Tokens tokens;
  private final AuditLog audit;
  private final Pool pool;

  public RollDevice(
      Devices devices, OperatorSessions sessions, Tokens tokens, AuditLog audit, Pool pool) {
    this.devices = devices;
    this.sessions = sessions;
    this.tokens = tokens;
    this.audit = audit;
    this.pool = pool;
  }

  /**
   * Does so; of two at the same time one wins.
   *
   * @param old the token that was shown
   * @return the new one
   * @throws Refused device-unknown, when the old one is not good any more
   */
  public Uni<String> roll(DeviceCaller device, String old) {
    String token = tokens.next();
    return pool.withTransaction(transaction -> roll(transaction, device, old, token))
        .replaceWith(token);
  }

  private Uni<Void> roll(SqlConnection transaction, DeviceCaller device, String old, String token) {
    return devices
        .roll(transaction, device.id(), old, token)
        .invoke(
            rolled -> {
              if (!rolled) {
                throw new Refused(StationRefusal.DEVICE_UNKNOWN);
              }
            })
        .chain(() -> sessions.end(transaction, device.id()))
        .chain(
            () ->
                audit.write(
                    transaction,
                    new AuditLog.Entry(
                        device.name(),
                        "roll",
                        "station_devices",
                        device.id().toString(),
                        null,
                        JsonObject.of("station", device.station().code()),
                        device.requestId())));
  }
}
