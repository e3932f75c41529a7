package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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

  private static final String COLUMNS =
      """
       id, client_id, label, scopes, made_by, rolled_from, created_at, expires_at, revoked_at, last_used_at,
       host(last_used_from) AS last_used_from
      """;

  private static final String LIST =
      "SELECT"
          + COLUMNS
          + """
          FROM api_keys
          WHERE ($1::uuid[] IS NULL OR client_id = ANY ($1))
            AND ($2::timestamptz IS NULL OR (created_at, id) < ($2, $3::uuid))
          ORDER BY created_at DESC, id DESC LIMIT $4
          """;

  private static final String ADD =
      """
      INSERT INTO api_keys (id, client_id, label, key_hash, scopes, made_by, rolled_from, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, now() + $8 * INTERVAL '1 day')
      RETURNING"""
          + COLUMNS;

  // The key's own end may come first.
  private static final String END =
      """
      UPDATE api_keys
      SET revoked_at = CASE WHEN $2 = 0 THEN now() END,
          expires_at = least(expires_at, now() + $2 * INTERVAL '1 hour')
      WHERE id = $1 AND revoked_at IS NULL AND expires_at > now()
        AND NOT EXISTS (SELECT FROM api_keys successor WHERE successor.rolled_from = $1)
      RETURNING"""
          + COLUMNS;

  private static final String REVOKE =
      "UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1 RETURNING"
          + COLUMNS;

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

  /**
   * Keys of clients, the newest first.
   *
   * @param clients whose to show
   * @param before the last key seen so far; null to begin
   */
  public Uni<List<ApiKey>> list(Clients clients, Instant before, UUID beforeId, int atMost) {
    return pool.preparedQuery(LIST)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(clients.orNull())
                .addOffsetDateTime(before == null ? null : before.atOffset(ZoneOffset.UTC))
                .addUUID(beforeId)
                .addInteger(atMost))
        .map(
            rows -> {
              List<ApiKey> keys = new ArrayList<>();
              rows.forEach(row -> keys.add(key(row)));
              return keys;
            });
  }

  /**
   * Finds one.
   *
   * @throws Refused not-found
   */
  Uni<ApiKey> lock(SqlConnection transaction, UUID id) {
    return transaction
        .preparedQuery("SELECT" + COLUMNS + "FROM api_keys WHERE id = $1 FOR UPDATE")
        .execute(Tuple.of(id))
        .map(rows -> first(rows).orElseThrow(ApiKeys::notFound));
  }

  /** Whether there is such a client. */
  Uni<Boolean> isClient(SqlConnection transaction, UUID id) {
    return transaction
        .preparedQuery("SELECT EXISTS (SELECT FROM clients WHERE id = $1) AS known")
        .execute(Tuple.of(id))
        .map(rows -> rows.iterator().next().getBoolean("known"));
  }

  /** Adds a key like that one, with its days to live; its times are the database's. */
  Uni<ApiKey> add(SqlConnection transaction, ApiKey like, String key, int days) {
    return transaction
        .preparedQuery(ADD)
        .execute(
            Tuple.tuple()
                .addUUID(like.id())
                .addUUID(like.client())
                .addString(like.label())
                .addValue(Buffer.buffer(Hash.sha256(key)))
                .addArrayOfString(like.scopes().toArray(String[]::new))
                .addString(like.madeBy())
                .addUUID(like.rolledFrom())
                .addInteger(days))
        .map(rows -> first(rows).orElseThrow());
  }

  /** Lets a key die in so many hours; empty when it is over, or was rolled before. */
  Uni<Optional<ApiKey>> end(SqlConnection transaction, UUID id, int hours) {
    return transaction.preparedQuery(END).execute(Tuple.of(id, hours)).map(ApiKeys::first);
  }

  /**
   * Ends a key at once; one that was ended before stays as it was.
   *
   * @throws Refused not-found
   */
  Uni<ApiKey> revoke(SqlConnection transaction, UUID id) {
    return transaction
        .preparedQuery(REVOKE)
        .execute(Tuple.of(id))
        .map(rows -> first(rows).orElseThrow(ApiKeys::notFound));
  }

  private static Optional<ApiKey> first(RowSet<Row> rows) {
    for (Row row : rows) {
      return Optional.of(key(row));
    }
    return Optional.empty();
  }

  private static ApiKey key(Row row) {
    return new ApiKey(
        row.getUUID("id"),
        row.getUUID("client_id"),
        row.getString("label"),
        List.of(row.getArrayOfStrings("scopes")),
        row.getString("made_by"),
        row.getUUID("rolled_from"),
        instant(row, "created_at"),
        instant(row, "expires_at"),
        instant(row, "revoked_at"),
        instant(row, "last_used_at"),
        row.getString("last_used_from"));
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  private static Refused notFound() {
    return new Refused(RequestRefusal.NOT_FOUND, "There is no such key.");
  }
}
