package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.problem.Refused;

/** Ends a key at once. */
@ApplicationScoped
public class RevokeKey {

  private final ApiKeys keys;
  private final AuditLog audit;
  private final Pool pool;

  public RevokeKey(ApiKeys keys, AuditLog audit, Pool pool) {
    this.keys = keys;
    this.audit = audit;
    this.pool = pool;
  }

  /**
   * Does so; a repeat changes nothing but leaves its own audit row.
   *
   * @throws Refused not-found
   */
  public Uni<ApiKey> revoke(UUID id, String reason, Caller caller) {
    return pool.withTransaction(
        transaction ->
            keys.revoke(transaction, id)
                .call(
                    key ->
                        audit.write(
                            transaction,
                            new AuditLog.Entry(
                                caller.name(),
                                "revoke-key",
                                "api_keys",
                                id.toString(),
                                reason,
                                JsonObject.of("label", key.label()),
                                caller.requestId()))));
  }
}
