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
import java.util.Optional;
import java.util.UUID;

/** Links by which people set a password: each works once, and only the newest of a person. */
@ApplicationScoped
public class PasswordResets {

  private static final String ADD =
      """
      WITH replaced AS (
        UPDATE password_resets SET expires_at = now()
        WHERE person_id = $2 AND used_at IS NULL AND expires_at > now() AND token_hash <> $1
      )
      INSERT INTO password_resets (token_hash, person_id, made_by, expires_at)
      VALUES ($1, $2, $3, now() + $4 * INTERVAL '1 second')
      RETURNING expires_at
      """;

  private static final String FIND =
      "SELECT person_id FROM password_resets WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now()";

  private static final String USE =
      """
      UPDATE password_resets SET used_at = now()
      WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now()
      RETURNING person_id
      """;

  private final Pool pool;
  private final SessionsConfig config;

  public PasswordResets(Pool pool, SessionsConfig config) {
    this.pool = pool;
    this.config = config;
  }

  /** Adds a link, in whose place no earlier one of the person works; returns its end. */
  Uni<Instant> add(SqlConnection transaction, String token, UUID person, String madeBy) {
    return transaction
        .preparedQuery(ADD)
        .execute(Tuple.of(hash(token), person, madeBy, config.resetLinkAtMost().toSeconds()))
        .map(rows -> rows.iterator().next().getOffsetDateTime("expires_at").toInstant());
  }

  /** Whose link it is; empty when it was used, replaced, is over, or never was. */
  Uni<Optional<UUID>> find(String token) {
    return pool.preparedQuery(FIND).execute(Tuple.of(hash(token))).map(PasswordResets::person);
  }

  /** The same, and uses it up. */
  Uni<Optional<UUID>> use(SqlConnection transaction, String token) {
    return transaction
        .preparedQuery(USE)
        .execute(Tuple.of(hash(token)))
        .map(PasswordResets::person);
  }

  private static Optional<UUID> person(RowSet<Row> rows) {
    for (Row row : rows) {
      return Optional.of(row.getUUID("person_id"));
    }
    return Optional.empty();
  }

  private static Buffer hash(String token) {
    return Buffer.buffer(Hash.sha256(token));
  }
}
