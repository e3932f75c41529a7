package scrip.giftcard;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.secrets.CardSecret;
import scrip.secrets.CardSecrets;
import scrip.secrets.Sealing;

/**
 * Cards that somebody inserted in clear by SQL. They are sealed before anybody can claim them. A
 * code that its brand has already is quarantined instead, with an alert; it never stops the others.
 */
@ApplicationScoped
public class HandMadeCards {

  private static final String FIND =
      """
      SELECT id, card_code, card_number FROM gift_cards
      WHERE pool_id = $1 AND status = 'available' AND sealed IS NULL
      ORDER BY id LIMIT $2 FOR UPDATE
      """;

  private static final String SEAL =
      """
      UPDATE gift_cards SET code_hash = $2, sealed = $3, data_key_id = $4, card_code = $5, card_number = $6, last_four = $7
      WHERE id = $1 AND sealed IS NULL
        AND NOT EXISTS (SELECT FROM gift_cards o JOIN gift_cards me ON me.id = $1 AND o.brand_id = me.brand_id
                        WHERE o.code_hash = $2 AND o.status <> 'quarantined')
        AND NOT EXISTS (SELECT FROM gift_cards o JOIN gift_cards me ON me.id = $1 AND o.brand_id = me.brand_id
                        WHERE o.code_hash = $2 AND o.status = 'quarantined')
      """;

  private static final String QUARANTINE =
      """
      WITH doubled AS (
        UPDATE gift_cards
        SET status = 'quarantined', code_hash = $2, sealed = $3, data_key_id = $4, card_code = $5, card_number = $6,
            last_four = $7
        WHERE id = $1 AND sealed IS NULL
        RETURNING pool_id
      )
      INSERT INTO alerts (kind, pool_id, detail)
      SELECT 'duplicate-card', pool_id, 'A card inserted by hand has a code that its brand has already; it is quarantined.'
      FROM doubled
      ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
      """;

  private final Pool pool;
  private final CardSecrets secrets;
  private final AuditLog audit;
  private final DataKeys dataKeys;

  public HandMadeCards(Pool pool, CardSecrets secrets, AuditLog audit, DataKeys dataKeys) {
    this.pool = pool;
    this.secrets = secrets;
    this.audit = audit;
    this.dataKeys = dataKeys;
  }

  /**
   * Seals cards of a pool that lie in clear.
   *
   * @param atMost how many in this call
   * @return how many this call sealed; none when there were none, or when others sealed them while
   *     it waited for them
   */
  public Uni<Integer> seal(UUID poolId, int atMost) {
    return pool.withTransaction(
        connection ->
            connection
                .preparedQuery(FIND)
                .execute(Tuple.of(poolId, atMost))
                .chain(
                    found ->
                        found.rowCount() == 0
                            ? Uni.createFrom().item(0)
                            : dataKeys
                                .current(connection, poolId)
                                .chain(
                                    key ->
                                        Multi.createFrom()
                                            .iterable(found)
                                            .onItem()
                                            .call(card -> seal(connection, key, poolId, card))
                                            .collect()
                                            .last()
                                            .replaceWith(found.rowCount()))));
  }

  private Uni<Void> seal(SqlConnection connection, Sealing.DataKey key, UUID poolId, Row row) {
    long id = row.getLong("id");
    var card =
        secrets.seal(
            key,
            poolId,
            new CardSecret(
                row.getString("card_code").strip(), stripped(row.getString("card_number"))));
    Tuple tuple =
        Tuple.tuple()
            .addLong(id)
            .addValue(Buffer.buffer(card.codeHash()))
            .addValue(Buffer.buffer(card.sealed()))
            .addLong(key.id())
            .addString(card.codeToken())
            .addString(card.numberToken())
            .addString(card.lastFour());
    return connection
        .preparedQuery(SEAL)
        .execute(tuple)
        .chain(
            updated ->
                updated.rowCount() == 1
                    ? Uni.createFrom().voidItem()
                    : connection
                        .preparedQuery(QUARANTINE)
                        .execute(tuple)
                        .chain(
                            () ->
                                audit.write(
                                    connection,
                                    new AuditLog.Entry(
                                        "sealing",
                                        "quarantine",
                                        "gift_cards",
                                        Long.toString(id),
                                        "duplicate code within the brand",
                                        new JsonObject(),
                                        null))));
  }

  private static String stripped(String number) {
    return number == null ? null : number.strip();
  }

  /**
   * Two sealers met at one code: the transaction of the second one is undone and its cards are
   * found again.
   */
  static boolean metAnotherSealer(Throwable failure) {
    return failure instanceof PgException e && "23505".equals(e.getSqlState());
  }
}
