package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import scrip.secrets.CardSecrets;
import scrip.secrets.Sealing;

/** Transfers of cards from pool to pool: how far they are, and moving the next few cards. */
@ApplicationScoped
public class CardTransfers {

  private static final String PAIR =
      """
      SELECT (t.brand_id, t.value_minor, t.currency) = (f.brand_id, f.value_minor, f.currency) AS alike,
             t.archived_at IS NOT NULL AS archived
      FROM card_pools f, card_pools t
      WHERE f.id = $1 AND t.id = $2
        AND ($3::uuid[] IS NULL OR f.client_id = ANY ($3) AND t.client_id = ANY ($3))
      """;

  private static final String BEGIN =
      """
      INSERT INTO card_transfers (id, from_pool, to_pool, card_ids, wanted, reason, asked_by, request_key)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (asked_by, request_key) DO NOTHING
      """;

  private static final String FIND =
      "SELECT id, from_pool, to_pool, card_ids, wanted, moved, finished_at IS NOT NULL AS finished FROM card_transfers ";

  private static final String BY_KEY = FIND + "WHERE asked_by = $1 AND request_key = $2";

  // One at a time goes on with a transfer; the others wait and see how far it is.
  private static final String LOCK = FIND + "WHERE id = $1 FOR UPDATE";

  // Cards that somebody is just claiming are passed over, so that neither waits for the other.
  private static final String NEXT =
      """
      SELECT g.id, g.pool_id, g.code_hash, g.sealed, k.id AS key_id, k.key_encryption_key, k.wrapped
      FROM gift_cards g JOIN data_keys k ON k.id = g.data_key_id
      WHERE g.pool_id = $1 AND g.status = 'available' AND g.sealed IS NOT NULL
        AND (g.expires_on IS NULL OR g.expires_on >= $2) AND ($3::bigint[] IS NULL OR g.id = ANY ($3))
      ORDER BY g.bucket, g.id LIMIT $4 FOR UPDATE OF g SKIP LOCKED
      """;

  private static final String MOVE =
      """
      WITH moved AS (
        UPDATE gift_cards g SET pool_id = $2, sealed = n.sealed, data_key_id = $3
        FROM unnest($4::bigint[], $5::bytea[]) AS n (id, sealed)
        WHERE g.id = n.id AND g.pool_id = $1 AND g.status = 'available'
        RETURNING g.id
      ), written AS (
        INSERT INTO card_moves (card_id, transfer_id, from_pool, to_pool) SELECT id, $6, $1, $2 FROM moved
      )
      UPDATE card_transfers t SET moved = t.moved + n.cards
      FROM (SELECT count(*)::int AS cards FROM moved) AS n
      WHERE t.id = $6
      RETURNING n.cards
      """;

  private static final String FINISH =
      "UPDATE card_transfers SET finished_at = now() WHERE id = $1 AND finished_at IS NULL";

  private final CardSecrets secrets;
  private final DataKeys dataKeys;
  private final Clock clock;

  public CardTransfers(CardSecrets secrets, DataKeys dataKeys, Clock clock) {
    this.secrets = secrets;
    this.dataKeys = dataKeys;
    this.clock = clock;
  }

  /** Whether cards of one pool may lie in the other. */
  record Pair(boolean alike, boolean archived) {}

  /**
   * How far a transfer is.
   *
   * @param cardIds exactly these; null for any
   */
  record Transfer(
      UUID id, UUID from, UUID to, List<Long> cardIds, int wanted, int moved, boolean finished) {}

  /** Empty when the caller does not see both. */
  Uni<Optional<Pair>> pair(SqlClient on, UUID from, UUID to, UUID[] clients) {
    return on.preparedQuery(PAIR)
        .execute(Tuple.of(from, to).addArrayOfUUID(clients))
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(new Pair(row.getBoolean("alike"), row.getBoolean("archived")));
              }
              return Optional.empty();
            });
  }

  /** The transfer that this request began before; empty when it is a new one. */
  Uni<Optional<Transfer>> find(SqlClient on, String askedBy, String key) {
    return on.preparedQuery(BY_KEY)
        .execute(Tuple.of(askedBy, key))
        .map(
            rows ->
                rows.rowCount() == 0
                    ? Optional.empty()
                    : Optional.of(transfer(rows.iterator().next())));
  }

  /** Writes down what is to be moved; a repeat of the request writes nothing. */
  Uni<Void> begin(SqlClient on, Transfer transfer, String key, ManualAct act) {
    return on.preparedQuery(BEGIN)
        .execute(
            Tuple.tuple()
                .addUUID(transfer.id())
                .addUUID(transfer.from())
                .addUUID(transfer.to())
                .addArrayOfLong(ids(transfer))
                .addInteger(transfer.wanted())
                .addString(act.reason())
                .addString(act.caller().name())
                .addString(key))
        .replaceWithVoid();
  }

  /** How far it is; nobody else goes on with it before this transaction ends. */
  Uni<Transfer> lock(SqlConnection transaction, UUID id) {
    return transaction
        .preparedQuery(LOCK)
        .execute(Tuple.of(id))
        .map(rows -> transfer(rows.iterator().next()));
  }

  /**
   * Moves the next cards, sealed anew for their new pool.
   *
   * @return how many
   */
  Uni<Integer> move(SqlConnection transaction, Transfer transfer, int atMost) {
    return transaction
        .preparedQuery(NEXT)
        .execute(
            Tuple.of(transfer.from(), LocalDate.now(clock))
                .addArrayOfLong(ids(transfer))
                .addInteger(Math.min(atMost, transfer.wanted() - transfer.moved())))
        .chain(
            found ->
                found.rowCount() == 0
                    ? Uni.createFrom().item(0)
                    : dataKeys
                        .current(transaction, transfer.to())
                        .chain(key -> move(transaction, transfer, key, found)));
  }

  /** Nothing more is moved by it. */
  Uni<Void> finish(SqlConnection transaction, UUID id) {
    return transaction.preparedQuery(FINISH).execute(Tuple.of(id)).replaceWithVoid();
  }

  private Uni<Integer> move(
      SqlConnection transaction, Transfer transfer, Sealing.DataKey key, RowSet<Row> found) {
    Long[] ids = new Long[found.rowCount()];
    Buffer[] anew = new Buffer[found.rowCount()];
    int i = 0;
    for (Row row : found) {
      ids[i] = row.getLong("id");
      anew[i++] = Buffer.buffer(secrets.seal(key, transfer.to(), secrets.open(row)).sealed());
    }
    return transaction
        .preparedQuery(MOVE)
        .execute(
            Tuple.of(transfer.from(), transfer.to(), key.id())
                .addArrayOfLong(ids)
                .addValue(anew)
                .addUUID(transfer.id()))
        .map(rows -> rows.iterator().next().getInteger("cards"));
  }

  private static Long[] ids(Transfer transfer) {
    return transfer.cardIds() == null ? null : transfer.cardIds().toArray(Long[]::new);
  }

  private static Transfer transfer(Row row) {
    Long[] ids = row.getArrayOfLongs("card_ids");
    return new Transfer(
        row.getUUID("id"),
        row.getUUID("from_pool"),
        row.getUUID("to_pool"),
        ids == null ? null : Arrays.asList(ids),
        row.getInteger("wanted"),
        row.getInteger("moved"),
        row.getBoolean("finished"));
  }
}
