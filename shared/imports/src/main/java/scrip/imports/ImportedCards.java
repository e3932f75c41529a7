package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import scrip.money.Money;

/** Cards of a file on their way into their pool. */
@ApplicationScoped
public class ImportedCards {

  // The database inserts one piece while the next ones are put on the wire.
  private static final int PIECE = 1000;

  private static final String POOL =
      "SELECT brand_id, value_minor, currency FROM card_pools WHERE id = $1";

  private static final String ROWS =
      """
      INSERT INTO gift_cards (pool_id, brand_id, data_key_id, import_id, import_line, code_hash, sealed, card_code, card_number,
                              last_four, expires_on)
      SELECT $1, $2, $3, $4, n.*
      FROM unnest($5::bigint[], $6::bytea[], $7::bytea[], $8::text[], $9::text[], $10::text[], $11::date[])
        AS n (line, code_hash, sealed, card_code, card_number, last_four, expires_on)
      """;

  // In the order of the codes, so that two imports of the same codes wait for each other in one
  // order and never both. Fails when anything has one of the codes, quarantined or not.
  private static final String INSERT = ROWS + "ORDER BY n.code_hash, n.line";

  // The same without the codes that something has; a tenth dearer for every row.
  private static final String INSERT_NEW =
      ROWS
          + """
            WHERE NOT EXISTS (SELECT FROM gift_cards q
                              WHERE q.brand_id = $2 AND q.code_hash = n.code_hash AND q.status = 'quarantined')
            ORDER BY n.code_hash, n.line
            ON CONFLICT (brand_id, code_hash) WHERE code_hash IS NOT NULL AND status <> 'quarantined' DO NOTHING
            """;

  // Quarantine first: it is what somebody must know about a code, whatever else has it.
  private static final String NOT_TAKEN =
      """
      SELECT n.line, c.pool_id, c.status, CASE WHEN c.import_id = $2 THEN c.import_line END AS other_line
      FROM unnest($3::bigint[], $4::bytea[]) AS n (line, code_hash)
      LEFT JOIN LATERAL (
        SELECT pool_id, status, import_id, import_line FROM gift_cards
        WHERE brand_id = $1 AND code_hash = n.code_hash AND status = 'quarantined'
        UNION ALL
        SELECT pool_id, status, import_id, import_line FROM gift_cards
        WHERE brand_id = $1 AND code_hash = n.code_hash AND status <> 'quarantined'
        LIMIT 1
      ) AS c ON true
      WHERE (c.import_id, c.import_line) IS DISTINCT FROM ($2, n.line)
      """;

  private static final String WAITERS =
      "SELECT count(*) AS waiters FROM waiting_list WHERE pool_id = $1 AND served_at IS NULL";

  private final Pool pool;

  public ImportedCards(Pool pool) {
    this.pool = pool;
  }

  /** The pool that cards go into. */
  record Into(UUID pool, UUID brand, Money value) {}

  /** A card that is ready to be inserted. */
  record Card(
      CsvRow row,
      String masked,
      byte[] codeHash,
      byte[] sealed,
      String codeToken,
      String numberToken,
      String lastFour,
      LocalDate expiresOn) {}

  Uni<Into> into(UUID poolId) {
    return pool.preparedQuery(POOL)
        .execute(Tuple.of(poolId))
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new Into(
                    poolId,
                    row.getUUID("brand_id"),
                    new Money(row.getLong("value_minor"), row.getString("currency"))));
  }

  /** How many people wait for a card of a pool. */
  Uni<Long> waiters(UUID poolId) {
    return pool.preparedQuery(WAITERS)
        .execute(Tuple.of(poolId))
        .map(rows -> rows.iterator().next().getLong("waiters"));
  }

  /**
   * Inserts cards whose code is new to the brand.
   *
   * @param doubles whether others may be among them; when not, one of those fails the transaction
   *     as a unique violation
   * @return the others
   */
  Uni<List<RefusedRow>> insert(
      SqlConnection transaction,
      Into into,
      long dataKey,
      UUID importId,
      List<Card> cards,
      boolean doubles) {
    List<Card> inOrder = new ArrayList<>(cards);
    inOrder.sort(Comparator.comparing(Card::codeHash, Arrays::compareUnsigned));
    List<Uni<Integer>> pieces = new ArrayList<>();
    for (int from = 0; from < inOrder.size(); from += PIECE) {
      List<Card> piece = inOrder.subList(from, Math.min(inOrder.size(), from + PIECE));
      pieces.add(insert(transaction, into, dataKey, importId, doubles, piece));
    }
    return Uni.join()
        .all(pieces)
        .andFailFast()
        .chain(
            counts ->
                counts.stream().mapToInt(Integer::intValue).sum() == cards.size()
                    ? Uni.createFrom().item(List.<RefusedRow>of())
                    : notTaken(transaction, into, importId, cards));
  }

  private static Uni<Integer> insert(
      SqlConnection transaction,
      Into into,
      long dataKey,
      UUID importId,
      boolean doubles,
      List<Card> piece) {
    return transaction
        .preparedQuery(doubles ? INSERT_NEW : INSERT)
        .execute(
            Tuple.tuple()
                .addUUID(into.pool())
                .addUUID(into.brand())
                .addLong(dataKey)
                .addUUID(importId)
                .addArrayOfLong(lines(piece))
                .addValue(buffers(piece, Card::codeHash))
                .addValue(buffers(piece, Card::sealed))
                .addArrayOfString(texts(piece, Card::codeToken))
                .addArrayOfString(texts(piece, Card::numberToken))
                .addArrayOfString(texts(piece, Card::lastFour))
                .addValue(piece.stream().map(Card::expiresOn).toArray(LocalDate[]::new)))
        .map(inserted -> inserted.rowCount());
  }

  private Uni<List<RefusedRow>> notTaken(
      SqlConnection transaction, Into into, UUID importId, List<Card> cards) {
    Map<Long, Card> byLine =
        cards.stream().collect(Collectors.toMap(c -> c.row().line(), card -> card));
    return transaction
        .preparedQuery(NOT_TAKEN)
        .execute(
            Tuple.tuple()
                .addUUID(into.brand())
                .addUUID(importId)
                .addArrayOfLong(lines(cards))
                .addValue(buffers(cards, Card::codeHash)))
        .map(
            found -> {
              List<RefusedRow> refused = new ArrayList<>();
              for (var row : found) {
                Long other = row.getLong("other_line");
                RowFault fault =
                    "quarantined".equals(row.getString("status"))
                        ? RowFault.QUARANTINED
                        : other != null
                            ? RowFault.DUPLICATE_IN_FILE
                            : into.pool().equals(row.getUUID("pool_id"))
                                ? RowFault.DUPLICATE_IN_POOL
                                : RowFault.DUPLICATE_IN_BRAND;
                Card doubled = byLine.get(row.getLong("line"));
                refused.add(
                    new RefusedRow(
                        doubled.row(), CardTaker.CODE, fault, doubled.masked(), other, false));
              }
              return refused;
            });
  }

  private static Long[] lines(List<Card> cards) {
    return cards.stream().map(c -> c.row().line()).toArray(Long[]::new);
  }

  private static Buffer[] buffers(List<Card> cards, Function<Card, byte[]> member) {
    return cards.stream().map(member).map(Buffer::buffer).toArray(Buffer[]::new);
  }

  private static String[] texts(List<Card> cards, Function<Card, String> member) {
    return cards.stream().map(member).toArray(String[]::new);
  }
}
