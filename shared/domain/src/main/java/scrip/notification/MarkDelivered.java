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
 * Marks a delivery as handed over by a person: on the phone, by letter. Nothing changes that any
 * more, no report and no job; its card counts as sent. A repeat changes nothing.
 */
@ApplicationScoped
public class MarkDelivered {

  static final String MARKED = "manually_delivered";

  private final Pool pool;
  private final DeliveryStandings standings;
  private final AuditLog audit;

  public MarkDelivered(Pool pool, DeliveryStandings standings, AuditLog audit) {
    this.pool = pool;
    this.standings = standings;
    this.audit = audit;
  }

  /**
   * Marks it.
   *
   * @throws Refused not-found; being-sent; already-delivered; card-not-theirs, when its claim was
   *     undone
   */
  public Uni<Void> mark(UUID id, ManualAct act) {
    return standings
        .find(pool, id, act.clients())
        .chain(() -> act.inTransaction(pool, transaction -> work(transaction, id, act)));
  }

  private Uni<Void> work(SqlConnection transaction, UUID id, ManualAct act) {
    return audit
        .actAs(transaction, act.caller().name(), JsonObject.of("reason", act.reason()))
        .chain(() -> standings.lock(transaction, id))
        .chain(() -> standings.find(transaction, id, act.clients()))
        .invoke(standing -> Standing.unless(standing.againstMark()))
        .chain(
            standing ->
                standing.isMarked()
                    ? Uni.createFrom().voidItem()
                    : standings
                        .mark(transaction, id, "marked by hand: " + act.reason())
                        .chain(
                            () ->
                                audit.write(
                                    transaction,
                                    act.entry(
                                        "mark-delivered",
                                        ResendDelivery.SUBJECT,
                                        id,
                                        JsonObject.of("was", standing.status())))));
  }
}
