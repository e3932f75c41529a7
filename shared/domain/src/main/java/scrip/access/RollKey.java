package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.problem.Refused;
import scrip.time.Ids;

/**
 * Puts a new key in the place of an old one: the same client, label, scopes and length of life. The
 * old one dies at once, or after some hours in which both work.
 */
@ApplicationScoped
public class RollKey {

  /** Longest overlap, in hours. */
  public static final int HOURS_AT_MOST = 24;

  private final ApiKeys keys;
  private final Tokens tokens;
  private final AuditLog audit;
  private final Ids ids;
  private final Pool pool;

  public RollKey(ApiKeys keys, Tokens tokens, AuditLog audit, Ids ids, Pool pool) {
    this.keys = keys;
    this.tokens = tokens;
    this.audit = audit;
    this.ids = ids;
    this.pool = pool;
  }

  /**
   * Does so, in one transaction; of two at the same time one wins.
   *
   * @param hours how long the old key still works, 0 to {@value #HOURS_AT_MOST}
   * @throws Refused not-found; key-over, when it is, or was rolled before
   */
  public Uni<ApiKey.Made> roll(UUID id, int hours, String reason, Caller caller) {
    String key = "scrip_" + tokens.next();
    return pool.withTransaction(
        transaction ->
            keys.lock(transaction, id)
                .call(
                    old ->
                        keys.end(transaction, id, hours)
                            .map(
                                ended ->
                                    ended.orElseThrow(() -> new Refused(AccessRefusal.KEY_OVER))))
                .chain(old -> successor(transaction, old, key, caller))
                .call(
                    made ->
                        audit.write(
                            transaction,
                            new AuditLog.Entry(
                                caller.name(),
                                "roll-key",
                                "api_keys",
                                id.toString(),
                                reason,
                                JsonObject.of(
                                    "successor", made.id().toString(), "overlapHours", hours),
                                caller.requestId())))
                .map(made -> new ApiKey.Made(made, key)));
  }

  private Uni<ApiKey> successor(SqlConnection transaction, ApiKey old, String key, Caller caller) {
    long days = Duration.between(old.createdAt(), old.expiresAt()).plusHours(12).toDays();
    ApiKey like =
        new ApiKey(
            ids.next(),
            old.client(),
            old.label(),
            old.scopes(),
            caller.name(),
            old.id(),
            null,
            null,
            null,
            null,
            null);
    return keys.add(
        transaction, like, key, (int) Math.max(1, Math.min(MakeKey.DAYS_AT_MOST, days)));
  }
}
