package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.giftcard.CardTransfers.Transfer;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.time.Ids;

/**
 * Moves available cards to another pool of the same brand, value and currency, {@value #BATCH} in a
 * transaction. How much is left stands in the database: when the process dies in the middle, the
 * same request sent again moves the rest and never more than was asked for. Redemptions go on
 * meanwhile; a card that somebody is just claiming is passed over. Afterwards those who wait for a
 * card of the receiving pool are served.
 */
@ApplicationScoped
public class TransferCards {

  /** Of any cards; of named ones {@value #NAMED_AT_MOST}. */
  public static final int AT_MOST = 20_000;

  public static final int NAMED_AT_MOST = 500;

  private static final int BATCH = 200;
  private static final int BATCHES = AT_MOST / BATCH * 4;
  private static final int SERVED_AT_ONCE = 20;
  private static final int SERVINGS = 10;

  private final Pool pool;
  private final CardTransfers transfers;
  private final CardStates states;
  private final HandMadeCards handMade;
  private final AuditLog audit;
  private final WaitInLine line;
  private final Ids ids;

  public TransferCards(
      Pool pool,
      CardTransfers transfers,
      CardStates states,
      HandMadeCards handMade,
      AuditLog audit,
      WaitInLine line,
      Ids ids) {
    this.pool = pool;
    this.transfers = transfers;
    this.states = states;
    this.handMade = handMade;
    this.audit = audit;
    this.line = line;
    this.ids = ids;
  }

  /**
   * What is asked for.
   *
   * @param cards how many, when cardIds is null
   * @param cardIds exactly these
   * @param key the same for every repeat of one request
   */
  public record Request(UUID from, UUID to, int cards, List<Long> cardIds, String key) {

    int wanted() {
      return cardIds == null ? cards : cardIds.size();
    }
  }

  /**
   * What came of it.
   *
   * @param moved exactly so many lie in the other pool now; fewer than wanted when no more were
   *     available
   */
  public record Transferred(String transferId, int wanted, int moved) {}

  /**
   * Moves them, or what is left of them.
   *
   * @throws Refused not-found; invalid-request; pools-differ; card-not-available, for named cards;
   *     key-reused
   */
  public Uni<Transferred> transfer(Request request, ManualAct act) {
    return transfers
        .pair(pool, request.from(), request.to(), act.clients())
        .invoke(
            pair -> check(request, pair.orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND))))
        .chain(() -> transfers.find(pool, act.caller().name(), request.key()))
        .chain(
            found -> found.isPresent() ? Uni.createFrom().item(found.get()) : begin(request, act))
        .chain(transfer -> goOn(same(transfer, request), act, BATCHES))
        .call(done -> serve(request.to(), Math.min(SERVINGS, done.moved() / SERVED_AT_ONCE + 1)));
  }

  private static void check(Request request, CardTransfers.Pair pair) {
    if (request.from().equals(request.to()) || pair.archived()) {
      throw Refused.invalid("/toPool", "must be another pool that is in use");
    }
    if (!pair.alike()) {
      throw new Refused(CardRefusal.POOLS_DIFFER);
    }
  }

  private Uni<Transfer> begin(Request request, ManualAct act) {
    Transfer fresh =
        new Transfer(
            ids.next(),
            request.from(),
            request.to(),
            request.cardIds(),
            request.wanted(),
            0,
            false);
    return checkNamed(request, act)
        .chain(() -> transfers.begin(pool, fresh, request.key(), act))
        .chain(() -> transfers.find(pool, act.caller().name(), request.key()))
        .map(found -> found.orElseThrow());
  }

  private Uni<Void> checkNamed(Request request, ManualAct act) {
    return request.cardIds() == null
        ? Uni.createFrom().voidItem()
        : states
            .look(pool, request.cardIds(), act.clients())
            .invoke(
                cards ->
                    CardStates.check(
                        cards,
                        card ->
                            card.status().equals("available")
                                && card.poolId().equals(request.from()),
                        CardRefusal.CARD_NOT_AVAILABLE))
            .replaceWithVoid();
  }

  private static Transfer same(Transfer transfer, Request request) {
    boolean same =
        transfer.from().equals(request.from())
            && transfer.to().equals(request.to())
            && transfer.wanted() == request.wanted()
            && (transfer.cardIds() == null
                ? request.cardIds() == null
                : transfer.cardIds().equals(request.cardIds()));
    if (!same) {
      throw new Refused(RequestRefusal.KEY_REUSED);
    }
    return transfer;
  }

  private Uni<Transferred> goOn(Transfer transfer, ManualAct act, int batches) {
    if (transfer.finished() || batches == 0) {
      return Uni.createFrom()
          .item(new Transferred(transfer.id().toString(), transfer.wanted(), transfer.moved()));
    }
    return act.inTransaction(pool, transaction -> batch(transaction, transfer.id(), act))
        .chain(
            after ->
                after.moved() > transfer.moved() || after.finished()
                    ? Uni.createFrom().item(after)
                    : sealOrFinish(after, act))
        .chain(after -> goOn(after, act, batches - 1));
  }

  private Uni<Transfer> batch(SqlConnection transaction, UUID id, ManualAct act) {
    return audit
        .actAs(transaction, act.caller().name(), JsonObject.of("transfer", id.toString()))
        .chain(() -> transfers.lock(transaction, id))
        .chain(
            transfer ->
                transfer.finished()
                    ? Uni.createFrom().item(transfer)
                    : transfers
                        .move(transaction, transfer, BATCH)
                        .call(moved -> write(transaction, transfer, moved, act))
                        .call(
                            moved ->
                                transfer.moved() + moved == transfer.wanted()
                                    ? transfers.finish(transaction, id)
                                    : Uni.createFrom().voidItem())
                        .chain(() -> transfers.lock(transaction, id)));
  }

  /** Both pools' histories say it. */
  private Uni<Void> write(SqlConnection transaction, Transfer transfer, int moved, ManualAct act) {
    JsonObject detail =
        JsonObject.of(
            "cards", moved,
            "transfer", transfer.id().toString(),
            "from", transfer.from().toString(),
            "to", transfer.to().toString());
    return moved == 0
        ? Uni.createFrom().voidItem()
        : audit
            .write(transaction, act.entry("transfer-out", "card_pools", transfer.from(), detail))
            .chain(
                () ->
                    audit.write(
                        transaction,
                        act.entry("transfer-in", "card_pools", transfer.to(), detail)));
  }

  /** Cards that somebody inserted by hand are sealed and moved too; else that was all. */
  private Uni<Transfer> sealOrFinish(Transfer transfer, ManualAct act) {
    return handMade
        .seal(transfer.from(), BATCH)
        .onFailure(HandMadeCards::metAnotherSealer)
        .retry()
        .atMost(3)
        .chain(
            count ->
                count > 0
                    ? Uni.createFrom().item(transfer)
                    : act.inTransaction(
                        pool,
                        transaction ->
                            transfers
                                .finish(transaction, transfer.id())
                                .chain(() -> transfers.lock(transaction, transfer.id()))));
  }

  private Uni<Void> serve(UUID poolId, int times) {
    return times == 0
        ? Uni.createFrom().voidItem()
        : line.serve(poolId).chain(() -> serve(poolId, times - 1));
  }
}
