package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import scrip.audit.AuditLog;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.station.Anomalies.Anomaly;

/**
 * Closes an anomaly that somebody has looked into. New attempts open another one; a quiet station
 * that stays quiet is told again a day later.
 */
@ApplicationScoped
public class CloseAnomaly {

  private final Anomalies anomalies;
  private final AuditLog audit;
  private final Clock clock;
  private final Pool pool;

  public CloseAnomaly(Anomalies anomalies, AuditLog audit, Clock clock, Pool pool) {
    this.anomalies = anomalies;
    this.audit = audit;
    this.clock = clock;
    this.pool = pool;
  }

  /**
   * Closes it; one that is closed stays as it is, and nothing is noted.
   *
   * @param act its reason is the note
   * @throws Refused not-found, also for another client's
   */
  public Uni<Anomaly> close(long id, ManualAct act) {
    return act.inTransaction(
        pool,
        transaction ->
            find(transaction, id, act)
                .chain(
                    () ->
                        anomalies.close(
                            transaction, id, clock.instant(), act.caller().name(), act.reason()))
                .chain(
                    closed ->
                        closed
                            ? audit.write(
                                transaction,
                                act.entry(
                                    "close-anomaly", "station_anomalies", id, new JsonObject()))
                            : Uni.createFrom().voidItem())
                .chain(() -> find(transaction, id, act)));
  }

  private Uni<Anomaly> find(SqlConnection transaction, long id, ManualAct act) {
    return anomalies
        .one(transaction, id, act.clients())
        .map(found -> found.orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND)));
  }
}
