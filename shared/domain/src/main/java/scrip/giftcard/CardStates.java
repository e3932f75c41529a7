package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import scrip.problem.Refusal;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * Which state a card is in, and moving it by hand. The database writes what follows from a move:
 * releases, redemptions under review, deliveries that are not sent any more.
 */
@ApplicationScoped
public class CardStates {

  /** The states of a card that is somebody's. */
  static final Set<String> BOUND = Set.of("claimed", "sent", "delivered");

  private static final String LOOK =
      """
      SELECT g.id, g.pool_id, p.client_id, g.status, g.current_claim_id
      FROM gift_cards g JOIN card_pools p ON p.id = g.pool_id
      WHERE g.id = ANY ($1) AND ($2::uuid[] IS NULL OR p.client_id = ANY ($2))
      ORDER BY g.id
      """;

  private static final String LOCK = LOOK + "FOR UPDATE OF g";

  // Whoever sends a message locks its delivery and then the card; so do we.
  private static final String LOCK_DELIVERIES =
      """
      SELECT FROM gift_card_deliveries
      WHERE claim_id = ANY (ARRAY(SELECT current_claim_id FROM gift_cards WHERE id = ANY ($1)))
      ORDER BY id FOR UPDATE
      """;

  private static final String BECOME =
      "UPDATE gift_cards SET status = $2 WHERE id = ANY ($1) AND status = ANY ($3)";

  private static final String MAY_BE_KNOWN = "SELECT card_may_be_known($1) AS why";

  private static final String LET_REDEEM_AGAIN =
      """
      WITH freed AS (
        UPDATE redemptions d SET under_review = false
        FROM card_claims k
        WHERE k.id = $1 AND d.id = k.redemption_id AND d.current_claim_id IS NULL AND d.under_review
        RETURNING d.id
      )
      SELECT id FROM freed
      """;

  /**
   * A card as it stands.
   *
   * @param claimId null when nobody holds it
   */
  record Standing(long id, UUID poolId, UUID clientId, String status, Long claimId) {}

  /**
   * How these cards stand.
   *
   * @throws Refused not-found, when the caller sees no such card, for any of them
   */
  Uni<List<Standing>> look(SqlClient on, List<Long> ids, UUID[] clients) {
    return standing(on, LOOK, ids, clients);
  }

  /** The same, and nobody else moves them before this transaction ends. */
  Uni<List<Standing>> lock(SqlConnection transaction, List<Long> ids, UUID[] clients) {
    return transaction
        .preparedQuery(LOCK_DELIVERIES)
        .execute(Tuple.tuple().addArrayOfLong(ids.toArray(Long[]::new)))
        .chain(() -> standing(transaction, LOCK, ids, clients));
  }

  /**
   * Moves those that are in one of these states; leaves the others.
   *
   * @return how many were moved
   * @throws Refused card-not-sealed, when one of them was inserted by hand and lies in clear
   */
  Uni<Integer> become(SqlConnection transaction, List<Long> ids, String status, Set<String> from) {
    return transaction
        .preparedQuery(BECOME)
        .execute(
            Tuple.tuple()
                .addArrayOfLong(ids.toArray(Long[]::new))
                .addString(status)
                .addArrayOfString(from.toArray(String[]::new)))
        .onFailure(CardStates::inClear)
        .transform(failure -> new Refused(CardRefusal.CARD_NOT_SEALED))
        .map(rows -> rows.rowCount());
  }

  /** Why somebody may know this card, over all claims it ever had; null when nobody can. */
  Uni<String> mayBeKnown(SqlClient on, long id) {
    return on.preparedQuery(MAY_BE_KNOWN)
        .execute(Tuple.of(id))
        .map(rows -> rows.iterator().next().getString("why"));
  }

  /** The redemption of a claim that was released is not under review any more. */
  Uni<Void> letRedeemAgain(SqlConnection transaction, Long claimId) {
    return claimId == null
        ? Uni.createFrom().voidItem()
        : transaction.preparedQuery(LET_REDEEM_AGAIN).execute(Tuple.of(claimId)).replaceWithVoid();
  }

  /** Refuses, naming the cards, when any of them is not as it must be. */
  static void check(List<Standing> cards, Predicate<Standing> right, Refusal otherwise) {
    List<Long> wrong = cards.stream().filter(right.negate()).map(Standing::id).toList();
    if (!wrong.isEmpty()) {
      throw new Refused(otherwise).with("cardIds", wrong);
    }
  }

  /** Whose cards these are; null when they are of several clients. */
  static UUID client(List<Standing> cards) {
    List<UUID> clients = cards.stream().map(Standing::clientId).distinct().toList();
    return clients.size() == 1 ? clients.get(0) : null;
  }

  private static boolean inClear(Throwable failure) {
    return failure instanceof PgException e && "gift_cards_sealed_first".equals(e.getConstraint());
  }

  private static Uni<List<Standing>> standing(
      SqlClient on, String sql, List<Long> ids, UUID[] clients) {
    return on.preparedQuery(sql)
        .execute(Tuple.tuple().addArrayOfLong(ids.toArray(Long[]::new)).addArrayOfUUID(clients))
        .map(
            rows -> {
              List<Standing> cards = new ArrayList<>();
              for (Row row : rows) {
                cards.add(
                    new Standing(
                        row.getLong("id"),
                        row.getUUID("pool_id"),
                        row.getUUID("client_id"),
                        row.getString("status"),
                        row.getLong("current_claim_id")));
              }
              if (cards.size() < ids.size()) {
                throw new Refused(RequestRefusal.NOT_FOUND, "There is no such card.");
              }
              return cards;
            });
  }
}
