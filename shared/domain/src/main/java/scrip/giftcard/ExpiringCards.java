package scrip.giftcard;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import scrip.audit.AuditLog;

/** Cards in stock whose last day is over. */
@ApplicationScoped
public class ExpiringCards {

  private static final String ACTOR = "job:watch-every-1min";

  private static final String EXPIRE =
      """
      WITH due AS (
        SELECT id FROM gift_cards WHERE status = 'available' AND sealed IS NOT NULL AND expires_on < $1
        ORDER BY expires_on LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED
      ), expired AS (
        UPDATE gift_cards g SET status = 'expired' FROM due WHERE g.id = due.id RETURNING g.pool_id
      )
      SELECT pool_id, count(*) AS cards FROM expired GROUP BY pool_id
      """;

  private final Pool pool;
  private final AuditLog audit;

  public ExpiringCards(Pool pool, AuditLog audit) {
    this.pool = pool;
    this.audit = audit;
  }

  /**
   * Expires available cards whose last day is before today, with one row of the audit a pool.
   *
   * @return how many in this call; fewer than asked for when no more were due
   */
  Uni<Integer> expire(LocalDate today, int atMost) {
    return pool.withTransaction(
        connection ->
            audit
                .actAs(connection, ACTOR, new JsonObject())
                .chain(() -> connection.preparedQuery(EXPIRE).execute(Tuple.of(today, atMost)))
                .chain(
                    pools ->
                        Multi.createFrom()
                            .iterable(pools)
                            .onItem()
                            .call(row -> audit.write(connection, entry(row, today)))
                            .map(row -> row.getLong("cards").intValue())
                            .collect()
                            .with(java.util.stream.Collectors.summingInt(Integer::intValue))));
  }

  private static AuditLog.Entry entry(Row row, LocalDate today) {
    return new AuditLog.Entry(
        ACTOR,
        "expire",
        "card_pools",
        row.getUUID("pool_id").toString(),
        "their last day was before " + today,
        JsonObject.of("cards", row.getLong("cards")),
        null);
  }
}
