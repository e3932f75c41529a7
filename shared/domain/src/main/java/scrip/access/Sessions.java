package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * Open sessions of people: rows, so that one or all of a person's can be ended. A session is over
 * when it was idle too long, was open too long, was ended, or when its person's role, epoch or
 * permission to sign in changed.
 */
@ApplicationScoped
public class Sessions {

  // The use is noted once a minute, so that a busy session is not a row that its requests wait for.
  private static final String FIND =
      """
      WITH found AS (
        SELECT s.id, s.csrf_hash, s.last_used_at, p.id AS person_id, p.role, p.every_client, p.may_reveal,
               ARRAY(SELECT c.client_id FROM person_clients c WHERE c.person_id = p.id) AS clients
        FROM sessions s JOIN people p ON p.id = s.person_id
        WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > now()
          AND s.last_used_at > now() - $2 * INTERVAL '1 second'
          AND s.epoch = p.epoch AND s.role = p.role AND p.disabled_at IS NULL
      ), noted AS (
        UPDATE sessions s SET last_used_at = now(), address = $3::text::inet
        FROM found f WHERE s.id = f.id AND f.last_used_at < now() - INTERVAL '1 minute'
      )
      SELECT * FROM found
      """;

  private final Pool pool;
  private final SessionsConfig config;

  public Sessions(Pool pool, SessionsConfig config) {
    this.pool = pool;
    this.config = config;
  }

  /**
   * Finds whose session this is and notes its use.
   *
   * @param csrf what was shown beside the cookie; null when the request changes nothing
   * @return empty when the session is over or never was
   * @throws Refused forbidden, when the session is good and what was shown beside it is not
   */
  public Uni<Optional<Caller.Agent>> agent(String token, String csrf, String address) {
    return pool.preparedQuery(FIND)
        .execute(
            Tuple.of(Buffer.buffer(Hash.sha256(token)), config.idleAtMost().toSeconds(), address))
        .map(
            rows -> {
              for (Row row : rows) {
                if (csrf != null
                    && !MessageDigest.isEqual(
                        Hash.sha256(csrf), row.getBuffer("csrf_hash").getBytes())) {
                  throw new Refused(
                      RequestRefusal.FORBIDDEN,
                      "The token in X-CSRF-Token is not this session's: load the page again.");
                }
                return Optional.of(agent(row));
              }
              return Optional.empty();
            });
  }

  private static Caller.Agent agent(Row row) {
    Set<String> rights = new HashSet<>(Set.of(row.getString("role")));
    if (row.getBoolean("may_reveal")) {
      rights.add(Rights.REVEAL);
    }
    return new Caller.Agent(
        row.getUUID("person_id"),
        row.getUUID("id"),
        new Clients(row.getBoolean("every_client"), Set.of(row.getArrayOfUUIDs("clients"))),
        Set.copyOf(rights));
  }
}
