package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Networks whose requests are not counted for a while. Ended ones are kept. */
@ApplicationScoped
public class Allowances {

  private static final String COLUMNS =
      "id, network::text AS network, reason, allowed_by, created_at, expires_at, expires_at > now() AS active";

  private static final String LIST =
      "SELECT "
          + COLUMNS
          + " FROM limit_allowances WHERE $1::bigint IS NULL OR id < $1::bigint"
          + " ORDER BY id DESC LIMIT $2";

  private static final String ADD =
      "INSERT INTO limit_allowances (network, reason, allowed_by, expires_at)"
          + " VALUES (network($1::text::inet), $2, $3, $4) RETURNING "
          + COLUMNS;

  private static final String END =
      "UPDATE limit_allowances SET expires_at = least(expires_at, now()) WHERE id = $1 RETURNING "
          + COLUMNS;

  private final Pool pool;

  public Allowances(Pool pool) {
    this.pool = pool;
  }

  /**
   * One of them.
   *
   * @param network in CIDR notation
   * @param active whether it lets requests pass at present
   */
  public record Allowance(
      long id,
      String network,
      String reason,
      String allowedBy,
      Instant createdAt,
      Instant expiresAt,
      boolean active) {}

  /**
   * The newest first.
   *
   * @param before only those older than this one; null for all
   */
  public Uni<List<Allowance>> list(Long before, int atMost) {
    return pool.preparedQuery(LIST)
        .execute(Tuple.tuple().addLong(before).addInteger(atMost))
        .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(Allowances::of).toList());
  }

  Uni<Allowance> add(
      SqlConnection transaction, String network, String reason, String by, Instant until) {
    return transaction
        .preparedQuery(ADD)
        .execute(Tuple.of(network, reason, by, until.atOffset(ZoneOffset.UTC)))
        .map(rows -> of(rows.iterator().next()));
  }

  /** Ends it now, when it has not ended before; empty when there is none. */
  Uni<Optional<Allowance>> end(SqlConnection transaction, long id) {
    return transaction
        .preparedQuery(END)
        .execute(Tuple.of(id))
        .map(
            rows ->
                rows.iterator().hasNext()
                    ? Optional.of(of(rows.iterator().next()))
                    : Optional.empty());
  }

  private static Allowance of(Row row) {
    return new Allowance(
        row.getLong("id"),
        row.getString("network"),
        row.getString("reason"),
        row.getString("allowed_by"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("expires_at").toInstant(),
        row.getBoolean("active"));
  }
}
