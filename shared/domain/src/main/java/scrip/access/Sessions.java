package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.time.Ids;

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
        SELECT s.id, s.csrf_hash, s.last_used_at, p.id AS person_id, p.role, p.every_client, p.may_reveal, p.totp_confirmed,
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

  private static final String OPEN =
      """
      INSERT INTO sessions (id, person_id, token_hash, csrf_hash, role, epoch, address, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7::text::inet, now() + $8 * INTERVAL '1 second')
      RETURNING expires_at
      """;

  private static final String OF_PERSON =
      """
      SELECT s.id, host(s.address) AS address, s.created_at, s.last_used_at, s.expires_at
      FROM sessions s JOIN people p ON p.id = s.person_id
      WHERE s.person_id = $1 AND s.ended_at IS NULL AND s.expires_at > now()
        AND s.last_used_at > now() - $2 * INTERVAL '1 second'
        AND s.epoch = p.epoch AND s.role = p.role AND p.disabled_at IS NULL
      ORDER BY s.created_at DESC LIMIT 500
      """;

  private static final String END =
      "UPDATE sessions SET ended_at = now() WHERE id = $1 AND person_id = $2 AND ended_at IS NULL";

  private static final String END_OTHERS =
      "UPDATE sessions SET ended_at = now() WHERE person_id = $1 AND id IS DISTINCT FROM $2 AND ended_at IS NULL";

  private final Pool pool;
  private final SessionsConfig config;
  private final Tokens tokens;
  private final Ids ids;

  public Sessions(Pool pool, SessionsConfig config, Tokens tokens, Ids ids) {
    this.pool = pool;
    this.config = config;
    this.tokens = tokens;
    this.ids = ids;
  }

  /**
   * A session as its person gets it, once.
   *
   * @param token for the cookie
   */
  public record Opened(
      UUID id, Person person, String token, Set<String> rights, Instant expiresAt) {

    @Override
    public String toString() {
      return "Opened[" + id + "]";
    }
  }

  /**
   * An open session as others see it.
   *
   * @param address where it was used last
   * @param expiresAt its end, however busy it is
   */
  public record Open(
      UUID id, String address, Instant createdAt, Instant lastUsedAt, Instant expiresAt) {}

  /**
   * What writes must show beside the cookie: made from the cookie's token by a one-way function, so
   * that the page can ask for it again, and all its tabs hold the same. Another site can neither
   * read the cookie nor the answer.
   */
  public static String csrf(String token) {
    return Tokens.text(Hash.sha256("csrf:" + token));
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

  /** Opens one; it is over at once when the person was changed meanwhile. */
  Uni<Opened> open(SqlConnection transaction, Person person, String address) {
    String token = tokens.next();
    UUID id = ids.next();
    return transaction
        .preparedQuery(OPEN)
        .execute(
            Tuple.of(
                    id,
                    person.id(),
                    Buffer.buffer(Hash.sha256(token)),
                    Buffer.buffer(Hash.sha256(csrf(token))),
                    person.role(),
                    person.epoch())
                .addString(address)
                .addLong(config.openAtMost().toSeconds()))
        .map(
            rows ->
                new Opened(
                    id,
                    person,
                    token,
                    Rights.of(
                        person.role(),
                        person.mayReveal(),
                        lacksSecondFactor(person.role(), person.secondFactor().confirmed())),
                    rows.iterator().next().getOffsetDateTime("expires_at").toInstant()));
  }

  /** The open sessions of a person, the newest first, at most 500. */
  public Uni<List<Open>> of(UUID person) {
    return pool.preparedQuery(OF_PERSON)
        .execute(Tuple.of(person, config.idleAtMost().toSeconds()))
        .map(
            rows -> {
              List<Open> open = new ArrayList<>();
              rows.forEach(row -> open.add(open(row)));
              return open;
            });
  }

  /** Ends one; false when it was over or is not that person's. */
  Uni<Boolean> end(SqlConnection transaction, UUID id, UUID person) {
    return transaction
        .preparedQuery(END)
        .execute(Tuple.of(id, person))
        .map(ended -> ended.rowCount() == 1);
  }

  /** Ends all of a person's but that one, which may be null; returns how many. */
  Uni<Integer> endOthers(SqlConnection transaction, UUID person, UUID but) {
    return transaction
        .preparedQuery(END_OTHERS)
        .execute(Tuple.of(person, but))
        .map(ended -> ended.rowCount());
  }

  /** Lets a session live on in a new epoch of its person. */
  Uni<Void> keep(SqlConnection transaction, UUID id, int epoch) {
    return transaction
        .preparedQuery("UPDATE sessions SET epoch = $2 WHERE id = $1")
        .execute(Tuple.of(id, epoch))
        .replaceWithVoid();
  }

  private boolean lacksSecondFactor(String role, boolean confirmed) {
    return config.secondFactorForAdmins() && role.equals(Rights.ADMIN) && !confirmed;
  }

  // Who may only enrol sees nobody's data either.
  private Caller.Agent agent(Row row) {
    String role = row.getString("role");
    boolean lacks = lacksSecondFactor(role, row.getBoolean("totp_confirmed"));
    return new Caller.Agent(
        row.getUUID("person_id"),
        row.getUUID("id"),
        lacks
            ? new Clients(false, Set.of())
            : new Clients(row.getBoolean("every_client"), Set.of(row.getArrayOfUUIDs("clients"))),
        Rights.of(role, row.getBoolean("may_reveal"), lacks));
  }

  private static Open open(Row row) {
    return new Open(
        row.getUUID("id"),
        row.getString("address"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("last_used_at").toInstant(),
        row.getOffsetDateTime("expires_at").toInstant());
  }
}
