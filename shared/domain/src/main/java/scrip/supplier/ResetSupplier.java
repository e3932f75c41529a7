package scrip.supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.audit.AuditLog;

/** Lets everybody call a supplier again before its time; what it refused before is forgotten. */
@ApplicationScoped
public class ResetSupplier {

  private final Pool pool;
  private final Suppliers suppliers;
  private final AuditLog audit;

  public ResetSupplier(Pool pool, Suppliers suppliers, AuditLog audit) {
    this.pool = pool;
    this.suppliers = suppliers;
    this.audit = audit;
  }

  /** A repeat changes nothing and is audited again. */
  public Uni<Void> reset(String supplier, String actor, String reason, String requestId) {
    return pool.withTransaction(
        connection ->
            suppliers
                .reset(connection, supplier)
                .chain(
                    () ->
                        audit.write(
                            connection,
                            new AuditLog.Entry(
                                actor,
                                "reset",
                                "suppliers",
                                supplier,
                                reason,
                                new JsonObject(),
                                requestId))));
  }
}
