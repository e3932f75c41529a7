package scrip.ops;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import scrip.access.Clients;

/** What somebody must look at, or had to. */
@ApplicationScoped
public class RaisedAlerts {

  private static final String SELECT =
      """
      SELECT a.id, a.kind, a.pool_id, p.pool_name, a.detail, a.opened_at, a.closed_at
      FROM alerts a LEFT JOIN card_pools p ON p.id = a.pool_id
      WHERE (a.pool_id IS NULL OR $1::uuid[] IS NULL OR p.client_id = ANY ($1::uuid[]))
      """;

  private static final String LIST =
      SELECT
          + """
              AND ($2::boolean IS NULL OR (a.closed_at IS NULL) = $2::boolean) AND ($3::bigint IS NULL OR a.id < $3::bigint)
            ORDER BY a.id DESC LIMIT $4
            """;

  private static final String ONE = SELECT + " AND a.id = $2::bigint";

  private static final String CLOSE =
      "UPDATE alerts SET closed_at = now() WHERE id = $1 AND closed_at IS NULL";

  private final Pool pool;

  public RaisedAlerts(Pool pool) {
    this.pool = pool;
  }

  /**
   * One alert.
   *
   * @param poolId null when it is about no pool
   * @param closedAt null while it is open
   */
  public record Alert(
      long id,
      String kind,
      UUID poolId,
      String poolName,
      String detail,
      Instant openedAt,
      Instant closedAt) {}

  /**
   * The newest first.
   *
   * @param open open or closed ones only; null for both
   * @param before only those older than this one; null for all
   */
  public Uni<List<Alert>> list(Clients clients, Boolean open, Long before, int atMost) {
    return pool.preparedQuery(LIST)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(clients.orNull())
                .addBoolean(open)
                .addLong(before)
                .addInteger(atMost))
        .map(
            rows -> StreamSupport.stream(rows.spliterator(), false).map(RaisedAlerts::of).toList());
  }

  Uni<Optional<Alert>> one(SqlConnection transaction, long id, Clients clients) {
    return transaction
        .preparedQuery(ONE)
        .execute(Tuple.tuple().addArrayOfUUID(clients.orNull()).addLong(id))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(RaisedAlerts::of).findFirst());
  }

  /** Closes it; false when it was closed already. */
  Uni<Boolean> close(SqlConnection transaction, long id) {
    return transaction.preparedQuery(CLOSE).execute(Tuple.of(id)).map(rows -> rows.rowCount() > 0);
  }

  private static Alert of(Row row) {
    OffsetDateTime closed = row.getOffsetDateTime("closed_at");
    return new Alert(
        row.getLong("id"),
        row.getString("kind"),
        row.getUUID("pool_id"),
        row.getString("pool_name"),
        row.getString("detail"),
        row.getOffsetDateTime("opened_at").toInstant(),
        closed == null ? null : closed.toInstant());
  }
}
