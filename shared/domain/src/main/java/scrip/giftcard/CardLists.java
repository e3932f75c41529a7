package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import scrip.money.Money;

/** Cards as operators see them in lists: never a code, and only those of their clients. */
@ApplicationScoped
public class CardLists {

  private static final String COLUMNS =
      """
      g.id, g.pool_id, p.pool_name, b.name AS brand, p.value_minor, p.currency, g.last_four, g.status, g.expires_on
      """;

  private static final String OF_POOL =
      "SELECT "
          + COLUMNS
          + """
          FROM gift_cards g JOIN card_pools p ON p.id = g.pool_id JOIN brands b ON b.id = p.brand_id
          WHERE g.pool_id = $1 AND ($2::uuid[] IS NULL OR p.client_id = ANY ($2))
            AND ($3::text IS NULL OR g.status = $3) AND g.id > $4
          ORDER BY g.id LIMIT $5
          """;

  // By the two indexes of codes, brand by brand; and among the few cards that still lie in clear.
  private static final String BY_CODE =
      """
      WITH found AS (
        SELECT g.id FROM brands b
        JOIN gift_cards g ON g.brand_id = b.id AND g.code_hash = ANY ($1) AND g.code_hash IS NOT NULL
          AND g.status <> 'quarantined'
        WHERE $3::uuid IS NULL OR b.id = $3
        UNION ALL
        SELECT g.id FROM brands b
        JOIN gift_cards g ON g.brand_id = b.id AND g.code_hash = ANY ($1) AND g.status = 'quarantined'
        WHERE $3::uuid IS NULL OR b.id = $3
        UNION ALL
        SELECT g.id FROM gift_cards g
        WHERE g.status = 'available' AND g.sealed IS NULL AND g.card_code = ANY ($4)
          AND ($3::uuid IS NULL OR g.brand_id = $3)
      )
      SELECT %s
      FROM found f JOIN gift_cards g ON g.id = f.id JOIN card_pools p ON p.id = g.pool_id
      JOIN brands b ON b.id = p.brand_id
      WHERE $2::uuid[] IS NULL OR p.client_id = ANY ($2)
      ORDER BY g.id LIMIT 20
      """
          .formatted(COLUMNS);

  private static final String BY_ID =
      "SELECT "
          + COLUMNS
          + """
          FROM gift_cards g JOIN card_pools p ON p.id = g.pool_id JOIN brands b ON b.id = p.brand_id
          WHERE g.id = $1 AND ($2::uuid[] IS NULL OR p.client_id = ANY ($2))
          """;

  private static final String SEES_POOL =
      "SELECT FROM card_pools WHERE id = $1 AND ($2::uuid[] IS NULL OR client_id = ANY ($2))";

  private final Pool pool;

  public CardLists(Pool pool) {
    this.pool = pool;
  }

  /**
   * A card.
   *
   * @param lastFour null while it lies in clear
   */
  public record Listed(
      long id,
      UUID pool,
      String poolName,
      String brand,
      Money value,
      String lastFour,
      String status,
      LocalDate expiresOn) {}

  /**
   * Cards of a pool, by id.
   *
   * @param status null for all
   * @param after the last id of the page before; 0 for the first page
   */
  public Uni<List<Listed>> ofPool(
      UUID poolId, UUID[] clients, String status, long after, int atMost) {
    return pool.preparedQuery(OF_POOL)
        .execute(
            Tuple.tuple()
                .addUUID(poolId)
                .addArrayOfUUID(clients)
                .addString(status)
                .addLong(after)
                .addInteger(atMost))
        .map(CardLists::read);
  }

  /** Whether the caller sees such a pool. */
  public Uni<Boolean> seesPool(UUID poolId, UUID[] clients) {
    return pool.preparedQuery(SEES_POOL)
        .execute(Tuple.tuple().addUUID(poolId).addArrayOfUUID(clients))
        .map(rows -> rows.rowCount() > 0);
  }

  /** The card of that id, or none. */
  Uni<List<Listed>> byId(long id, UUID[] clients) {
    return pool.preparedQuery(BY_ID)
        .execute(Tuple.tuple().addLong(id).addArrayOfUUID(clients))
        .map(CardLists::read);
  }

  /**
   * Cards with one of these codes.
   *
   * @param hashes keyed hashes of them
   * @param typed the codes themselves, for cards that nobody sealed yet
   * @param brand null for every brand
   */
  Uni<List<Listed>> byCode(List<byte[]> hashes, List<String> typed, UUID brand, UUID[] clients) {
    return pool.preparedQuery(BY_CODE)
        .execute(
            Tuple.tuple()
                .addValue(hashes.stream().map(Buffer::buffer).toArray(Buffer[]::new))
                .addArrayOfUUID(clients)
                .addUUID(brand)
                .addArrayOfString(typed.toArray(String[]::new)))
        .map(CardLists::read);
  }

  private static List<Listed> read(RowSet<Row> rows) {
    List<Listed> cards = new ArrayList<>();
    for (Row row : rows) {
      cards.add(
          new Listed(
              row.getLong("id"),
              row.getUUID("pool_id"),
              row.getString("pool_name"),
              row.getString("brand"),
              new Money(row.getLong("value_minor"), row.getString("currency")),
              row.getString("last_four"),
              row.getString("status"),
              row.getLocalDate("expires_on")));
    }
    return cards;
  }
}
