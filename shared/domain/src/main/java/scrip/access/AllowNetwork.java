package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import scrip.access.Allowances.Allowance;
import scrip.audit.AuditLog;

/** Lets the requests of a network pass uncounted until some time. */
@ApplicationScoped
public class AllowNetwork {

  private final Pool pool;
  private final Allowances allowances;
  private final AuditLog audit;

  public AllowNetwork(Pool pool, Allowances allowances, AuditLog audit) {
    this.pool = pool;
    this.allowances = allowances;
    this.audit = audit;
  }

  public Uni<Allowance> allow(Network network, Instant until, String reason, Caller by) {
    return pool.withTransaction(
        transaction ->
            allowances
                .add(transaction, network.cidr(), reason, by.name(), until)
                .call(
                    made ->
                        audit.write(
                            transaction,
                            new AuditLog.Entry(
                                by.name(),
                                "allow-network",
                                "limit_allowances",
                                Long.toString(made.id()),
                                reason,
                                JsonObject.of(
                                    "network", made.network(), "expiresAt", until.toString()),
                                by.requestId()))));
  }
}
