package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** The keys that agents and machines show. */
@ApplicationScoped
public class ApiKeys {

  // The use of a key is noted once a minute, so that a busy key is not a row that all its requests
  // wait for.
  private static final String FIND =
      """
      WITH found AS (
        SELECT id, client_id, scopes, last_used_at FROM api_keys
        WHERE key_hash = $1 AND revoked_at IS NULL AND expires_at > now()
      ), noted AS (
        UPDATE api_keys k SET last_used_at = now(), last_used_from = $2::text::inet
        FROM found f
        WHERE k.id = f.id AND (f.last_used_at IS NULL OR f.last_used_at < now() - INTERVAL '1 minute')
      )
      SELECT id, client_id, scopes FROM found
      """;

  private final Pool pool;

  public ApiKeys(Pool pool) {
    this.pool = pool;
  }

  /**
   * Finds whose key this is and notes its use.
   *
   * @throws Refused unauthorized, for a key that is unknown, expired or revoked
   */
  public Uni<Caller.Agent> agent(String key, String address) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(Hash.sha256(key), address))
        .map(
            rows -> {
              for (Row row : rows) {
                return new Caller.Agent(
                    row.getUUID("id"),
                    null,
                    new Clients(false, Set.of(row.getUUID("client_id"))),
                    Set.of(row.getArrayOfStrings("scopes")));
              }
              throw new Refused(RequestRefusal.UNAUTHORIZED);
            });
  }
}
