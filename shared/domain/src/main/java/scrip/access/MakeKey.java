package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.problem.Refused;
import scrip.time.Ids;

/** Makes a machine's key for one client's data. */
@ApplicationScoped
public class MakeKey {

  /** Longest life of a key, in days. */
  public static final int DAYS_AT_MOST = 365;

  private final ApiKeys keys;
  private final Tokens tokens;
  private final AuditLog audit;
  private final Ids ids;
  private final Pool pool;

  public MakeKey(ApiKeys keys, Tokens tokens, AuditLog audit, Ids ids, Pool pool) {
    this.keys = keys;
    this.tokens = tokens;
    this.audit = audit;
    this.ids = ids;
    this.pool = pool;
  }

  /**
   * What it is to be.
   *
   * @param scopes words of {@link Rights#SCOPES}; none is an agent's key, which only redeems
   * @param days how long it lives, at most {@value #DAYS_AT_MOST}
   */
  public record Draft(UUID client, String label, List<String> scopes, int days) {}

  /**
   * Does so, in one transaction.
   *
   * @throws Refused invalid-request, when there is no such client
   */
  public Uni<ApiKey.Made> make(Draft draft, String reason, Caller caller) {
    String key = "scrip_" + tokens.next();
    return pool.withTransaction(
        transaction ->
            keys.isClient(transaction, draft.client())
                .invoke(
                    known -> {
                      if (!known) {
                        throw Refused.invalid("/client", "must be the id of a client");
                      }
                    })
                .chain(() -> keys.add(transaction, row(draft, caller), key, draft.days()))
                .call(
                    row ->
                        audit.write(
                            transaction,
                            new AuditLog.Entry(
                                caller.name(),
                                "make-key",
                                "api_keys",
                                row.id().toString(),
                                reason,
                                JsonObject.of("scopes", draft.scopes(), "days", draft.days()),
                                caller.requestId())))
                .map(row -> new ApiKey.Made(row, key)));
  }

  private ApiKey row(Draft draft, Caller caller) {
    return new ApiKey(
        ids.next(),
        draft.client(),
        draft.label(),
        draft.scopes(),
        caller.name(),
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
