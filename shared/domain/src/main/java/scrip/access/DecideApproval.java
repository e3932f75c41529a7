package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.problem.Refused;

/** Grants or rejects what another person, or a key that another person made, asks for. */
@ApplicationScoped
public class DecideApproval {

  private final Approvals approvals;
  private final AuditLog audit;
  private final Pool pool;

  public DecideApproval(Approvals approvals, AuditLog audit, Pool pool) {
    this.approvals = approvals;
    this.audit = audit;
    this.pool = pool;
  }

  /**
   * Does so, once: a decision is not changed.
   *
   * @throws Refused not-found; not-your-own; decided-before
   */
  public Uni<Approvals.Asked> decide(UUID id, boolean granted, String reason, Caller caller) {
    if (!caller.agent().isPerson()) {
      throw new Refused(AccessRefusal.NOT_YOUR_OWN);
    }
    return pool.withTransaction(
        transaction ->
            approvals
                .decide(transaction, id, granted, reason, caller)
                .call(
                    asked ->
                        audit.write(
                            transaction,
                            new AuditLog.Entry(
                                caller.name(),
                                granted ? "grant-approval" : "reject-approval",
                                "approvals",
                                id.toString(),
                                reason,
                                JsonObject.of("action", asked.action(), "askedBy", asked.askedBy()),
                                caller.requestId()))));
  }
}
