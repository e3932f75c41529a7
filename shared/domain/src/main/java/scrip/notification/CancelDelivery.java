package scrip.notification;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;

/**
 * Calls a message back that still waits. Its card stays the recipient's, and needs attention until
 * it is sent again, marked as handed over, or quarantined and replaced.
 */
@ApplicationScoped
public class CancelDelivery {

  private final Pool pool;
  private final DeliveryStandings standings;
  private final AuditLog audit;

  public CancelDelivery(Pool pool, DeliveryStandings standings, AuditLog audit) {
    this.pool = pool;
    this.standings = standings;
    this.audit = audit;
  }

  /**
   * Cancels it.
   *
   * @throws Refused not-found; not-waiting, also on a repeat; being-sent, while a sender has it
   */
  public Uni<Void> cancel(UUID id, ManualAct act) {
    return standings
        .find(pool, id, act.clients())
        .chain(() -> act.inTransaction(pool, transaction -> work(transaction, id, act)));
  }

  private Uni<Void> work(SqlConnection transaction, UUID id, ManualAct act) {
    return audit
        .actAs(transaction, act.caller().name(), JsonObject.of("reason", act.reason()))
        .chain(() -> standings.lock(transaction, id))
        .chain(() -> standings.find(transaction, id, act.clients()))
        .invoke(standing -> Standing.unless(standing.againstCancel()))
        .call(() -> cancel(transaction, id, act))
        .chain(
            standing ->
                audit.write(
                    transaction,
                    act.entry(
                        "cancel",
                        ResendDelivery.SUBJECT,
                        id,
                        JsonObject.of("was", standing.status()))));
  }

  private Uni<Void> cancel(SqlConnection transaction, UUID id, ManualAct act) {
    return standings.cancel(transaction, id, "cancelled: " + act.reason(), act.caller().name());
  }
}
