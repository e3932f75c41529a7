package scrip.ops;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.access.Caller;
import scrip.audit.AuditLog;
import scrip.ops.RaisedAlerts.Alert;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** Closes an alert that somebody has dealt with. What still holds is raised again. */
@ApplicationScoped
public class CloseAlert {

  private final Pool pool;
  private final RaisedAlerts alerts;
  private final AuditLog audit;

  public CloseAlert(Pool pool, RaisedAlerts alerts, AuditLog audit) {
    this.pool = pool;
    this.alerts = alerts;
    this.audit = audit;
  }

  /**
   * Closes it; one that is closed stays as it is, and nothing is noted.
   *
   * @throws Refused not-found, also for one about another client's pool
   */
  public Uni<Alert> close(long id, String reason, Caller by) {
    return pool.withTransaction(
        transaction ->
            find(transaction, id, by)
                .chain(() -> alerts.close(transaction, id))
                .chain(
                    closed ->
                        closed
                            ? audit.write(
                                transaction,
                                new AuditLog.Entry(
                                    by.name(),
                                    "close-alert",
                                    "alerts",
                                    Long.toString(id),
                                    reason,
                                    new JsonObject(),
                                    by.requestId()))
                            : Uni.createFrom().voidItem())
                .chain(() -> find(transaction, id, by)));
  }

  private Uni<Alert> find(SqlConnection transaction, long id, Caller by) {
    return alerts
        .one(transaction, id, by.agent().clients())
        .map(found -> found.orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND)));
  }
}
