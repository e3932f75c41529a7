package scrip.function.console.stock;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import scrip.access.Clients;

/** Who waits for a card, in the order in which they are to be called back. */
@ApplicationScoped
class WaitingLines {

  // A place is counted over the whole line of a pool, whatever part of it is asked for.
  private static final String LINE =
      """
      SELECT * FROM (
        SELECT w.id, w.pool_id, p.pool_name, w.recipient_id, r.first_name, w.channel, w.address, w.best_number, w.note,
               w.joined_at, w.callback_due_at, w.called_at, w.called_at IS NOT NULL AS called,
               row_number() OVER (PARTITION BY w.pool_id ORDER BY w.id) AS place
        FROM waiting_list w
        JOIN card_pools p ON p.id = w.pool_id
        JOIN recipients r ON r.id = w.recipient_id
        WHERE w.served_at IS NULL AND ($1::uuid[] IS NULL OR p.client_id = ANY ($1))
          AND ($2::uuid IS NULL OR w.pool_id = $2)
      ) AS line
      WHERE NOT (called AND $3::boolean)
        AND ($4::timestamptz IS NULL OR (called, callback_due_at, id) > ($5::boolean, $4, $6::bigint))
      ORDER BY called, callback_due_at, id
      LIMIT $7
      """;

  private static final String FIND =
      """
      SELECT w.id, w.pool_id, l.region FROM waiting_list w
      JOIN card_pools p ON p.id = w.pool_id
      JOIN clients l ON l.id = p.client_id
      WHERE w.id = $1 AND w.served_at IS NULL AND ($2::uuid[] IS NULL OR p.client_id = ANY ($2))
      FOR UPDATE OF w
      """;

  // The first call that was made stays the one.
  private static final String CHANGE =
      """
      UPDATE waiting_list
      SET best_number = coalesce($2, best_number), note = coalesce($3, note),
          called_at = CASE WHEN $4::boolean THEN coalesce(called_at, $5) ELSE called_at END,
          called_by = CASE WHEN $4::boolean THEN coalesce(called_by, $6) ELSE called_by END
      WHERE id = $1
      """;

  private static final String LEAVE =
      """
      WITH gone AS (
        DELETE FROM waiting_list WHERE id = $1 RETURNING pool_id
      )
      UPDATE alerts a SET closed_at = now() FROM gone g
      WHERE a.kind = 'pool-empty' AND a.pool_id = g.pool_id AND a.closed_at IS NULL
        AND NOT EXISTS (SELECT FROM waiting_list w WHERE w.pool_id = g.pool_id AND w.served_at IS NULL AND w.id <> $1)
      """;

  private final Pool pool;

  WaitingLines(Pool pool) {
    this.pool = pool;
  }

  /** Which part of the line; a null pool means all. */
  record Which(Clients seen, UUID pool, boolean due) {}

  /** Where the last page ended. */
  record After(boolean called, Instant dueAt, long id) {}

  /** Somebody in a line, with their address as it is. */
  record Waiting(
      long id,
      UUID poolId,
      String poolName,
      UUID recipientId,
      String firstName,
      String channel,
      String address,
      String bestNumber,
      String note,
      Instant joinedAt,
      Instant callbackDueAt,
      Instant calledAt,
      long place) {}

  /** Somebody's place, locked, and the region of the client whose line it is. */
  record Locked(long id, UUID poolId, String region) {}

  /** What an agent learned; null stays as it was. */
  record Learned(String bestNumber, String note, boolean called) {}

  Uni<List<Waiting>> list(Which which, After after, int atMost) {
    return pool.preparedQuery(LINE)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(which.seen().orNull())
                .addUUID(which.pool())
                .addBoolean(which.due())
                .addOffsetDateTime(after == null ? null : after.dueAt().atOffset(ZoneOffset.UTC))
                .addBoolean(after == null ? null : after.called())
                .addLong(after == null ? null : after.id())
                .addInteger(atMost))
        .map(
            rows -> {
              List<Waiting> line = new ArrayList<>();
              rows.forEach(row -> line.add(read(row)));
              return line;
            });
  }

  /** Empty when nobody waits under that id, or in another client's line. */
  Uni<Optional<Locked>> find(SqlConnection transaction, long id, Clients seen) {
    return transaction
        .preparedQuery(FIND)
        .execute(Tuple.tuple().addLong(id).addArrayOfUUID(seen.orNull()))
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(
                    new Locked(row.getLong("id"), row.getUUID("pool_id"), row.getString("region")));
              }
              return Optional.empty();
            });
  }

  Uni<Void> change(
      SqlConnection transaction, long id, Learned learned, Instant calledAt, String calledBy) {
    return transaction
        .preparedQuery(CHANGE)
        .execute(
            Tuple.of(
                id,
                learned.bestNumber(),
                learned.note(),
                learned.called(),
                calledAt.atOffset(ZoneOffset.UTC),
                calledBy))
        .replaceWithVoid();
  }

  /** Takes somebody out; the alert of an empty pool closes with the last one. */
  Uni<Void> leave(SqlConnection transaction, long id) {
    return transaction.preparedQuery(LEAVE).execute(Tuple.of(id)).replaceWithVoid();
  }

  private static Waiting read(Row row) {
    return new Waiting(
        row.getLong("id"),
        row.getUUID("pool_id"),
        row.getString("pool_name"),
        row.getUUID("recipient_id"),
        row.getString("first_name"),
        row.getString("channel"),
        row.getString("address"),
        row.getString("best_number"),
        row.getString("note"),
        instant(row, "joined_at"),
        instant(row, "callback_due_at"),
        instant(row, "called_at"),
        row.getLong("place"));
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
