package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.access.Allowances.Allowance;
import scrip.audit.AuditLog;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** Counts the requests of a network again. */
@ApplicationScoped
public class EndAllowance {

  private final Pool pool;
  private final Allowances allowances;
  private final AuditLog audit;

  public EndAllowance(Pool pool, Allowances allowances, AuditLog audit) {
    this.pool = pool;
    this.allowances = allowances;
    this.audit = audit;
  }

  /**
   * Ends it; one that has ended stays as it is.
   *
   * @throws Refused not-found
   */
  public Uni<Allowance> end(long id, String reason, Caller by) {
    return pool.withTransaction(
        transaction ->
            allowances
                .end(transaction, id)
                .map(found -> found.orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND)))
                .call(
                    ended ->
                        audit.write(
                            transaction,
                            new AuditLog.Entry(
                                by.name(),
                                "end-allowance",
                                "limit_allowances",
                                Long.toString(id),
                                reason,
                                JsonObject.of("network", ended.network()),
                                by.requestId()))));
  }
}
