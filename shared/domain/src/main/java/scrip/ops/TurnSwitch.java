package scrip.ops;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.access.Caller;
import scrip.audit.AuditLog;
import scrip.problem.Refused;

/** Turns a switch on or off, from the next request on. */
@ApplicationScoped
public class TurnSwitch {

  private final Pool pool;
  private final Switches switches;
  private final AuditLog audit;

  public TurnSwitch(Pool pool, Switches switches, AuditLog audit) {
    this.pool = pool;
    this.switches = switches;
    this.audit = audit;
  }

  /**
   * Turns it. The way it stands already changes nothing, and nothing is noted; a value that could
   * not be read is put right.
   *
   * @throws Refused not-configured, when it has no row
   */
  public Uni<Switch> turn(String key, boolean on, String reason, Caller by) {
    return pool.withTransaction(
        transaction ->
            switches
                .lock(transaction, key)
                .chain(
                    old ->
                        Boolean.valueOf(on).equals(old.value())
                            ? Uni.createFrom().item(old)
                            : switches
                                .write(transaction, key, on, by.name())
                                .chain(() -> audit.write(transaction, entry(old, on, reason, by)))
                                .chain(() -> switches.lock(transaction, key))));
  }

  private static AuditLog.Entry entry(Switch old, boolean on, String reason, Caller by) {
    return new AuditLog.Entry(
        by.name(),
        "change-setting",
        "settings",
        old.key(),
        reason,
        new JsonObject().put("from", old.value()).put("to", on),
        by.requestId());
  }
}
