package scrip.rescue;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import scrip.audit.AuditLog;
import scrip.delivery.Nudge;
import scrip.giftcard.CardPools;
import scrip.giftcard.WaitInLine;
import scrip.rescue.StuckCards.Stuck;
import scrip.rescue.Verdict.Act;

/**
 * Looks after cards that stay claimed. A delivery that waits is driven forward first; a card is
 * released only when no call was begun, nothing was shown and its sender had its chance. Every card
 * is a transaction of its own: one that goes wrong is flagged, and the others go on.
 */
@ApplicationScoped
public class RescueStuckCards {

  static final String ACTOR = "job:cleanup-stuck-cards-every-10min";

  private static final int LOOKED_AT_IN_A_RUN = 2_000;
  private static final long RUN_AT_MOST_NANOS = 40_000_000_000L;
  private static final int FOLDED_AT_ONCE = 50_000;
  private static final int FOLDS = 40;
  // Somebody works on the card at this moment, or two met: nothing is wrong with it.
  private static final Set<String> BUSY = Set.of("55P03", "40P01", "40001");

  private final Pool pool;
  private final StuckCards cards;
  private final CardPools pools;
  private final AuditLog audit;
  private final WaitInLine line;
  private final Nudge nudge;

  public RescueStuckCards(
      Pool pool, StuckCards cards, CardPools pools, AuditLog audit, WaitInLine line, Nudge nudge) {
    this.pool = pool;
    this.cards = cards;
    this.pools = pools;
    this.audit = audit;
    this.line = line;
    this.nudge = nudge;
  }

  /**
   * One run, bounded in cards and in time; what is left over comes first in the next one. Safe to
   * repeat and to run twice at once.
   *
   * @return what it did, for people; fails with the same when a part of it could not be done
   */
  public Uni<String> rescue() {
    RescueTally tally = new RescueTally();
    long deadline = System.nanoTime() + RUN_AT_MOST_NANOS;
    return fold(tally, FOLDS)
        .onFailure()
        .recoverWithItem(failure -> tally.failed("folding counts", failure))
        .chain(() -> cards.find(LOOKED_AT_IN_A_RUN))
        .chain(found -> visitAll(found, tally, deadline))
        .chain(() -> tally.driven() > 0 ? nudge.waiting() : Uni.createFrom().voidItem())
        .chain(() -> serve(tally))
        .chain(cards::tell)
        .map(ignored -> tally.line());
  }

  private Uni<Void> fold(RescueTally tally, int rounds) {
    return pools
        .foldCounts(FOLDED_AT_ONCE)
        .chain(
            folded -> {
              tally.folded(folded);
              return folded == 0 || rounds == 1
                  ? Uni.createFrom().voidItem()
                  : fold(tally, rounds - 1);
            });
  }

  private Uni<Void> visitAll(List<Stuck> found, RescueTally tally, long deadline) {
    return Multi.createFrom()
        .iterable(found)
        .select()
        .first(stuck -> System.nanoTime() < deadline)
        .onItem()
        .transformToUniAndConcatenate(stuck -> visit(stuck, tally))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> visit(Stuck stuck, RescueTally tally) {
    return pool.withTransaction(connection -> visit(connection, stuck, tally))
        .invoke(act -> tally.count(act, stuck))
        .replaceWithVoid()
        .onFailure()
        .recoverWithUni(failure -> wentWrong(stuck, failure, tally));
  }

  /** The act that was done; null when the card is not ours to look at. */
  private Uni<Act> visit(SqlConnection connection, Stuck stuck, RescueTally tally) {
    return cards
        .hold(connection, stuck)
        .chain(
            situation -> {
              if (situation.isEmpty()) {
                return Uni.createFrom().nullItem();
              }
              Verdict verdict = situation.get().verdict();
              return (verdict.act() == Act.RELEASE
                      ? release(connection, stuck, situation.get().evidence(verdict.finding()))
                      : Uni.createFrom().voidItem())
                  .chain(() -> cards.visited(connection, stuck, verdict))
                  .replaceWith(verdict.act());
            });
  }

  private Uni<Void> release(SqlConnection connection, Stuck stuck, JsonObject evidence) {
    return audit
        .actAs(connection, ACTOR, evidence)
        .chain(() -> cards.release(connection, stuck))
        .chain(
            () ->
                audit.write(
                    connection,
                    new AuditLog.Entry(
                        ACTOR,
                        "release",
                        "gift_cards",
                        Long.toString(stuck.card()),
                        evidence.getString("rule"),
                        evidence,
                        null)));
  }

  private Uni<Void> wentWrong(Stuck stuck, Throwable failure, RescueTally tally) {
    if (failure instanceof PgException e && BUSY.contains(e.getSqlState())) {
      tally.count(null, stuck);
      return Uni.createFrom().voidItem();
    }
    tally.flagged();
    return cards
        .flag(stuck, RescueTally.words(failure))
        .onFailure()
        .recoverWithItem(worse -> tally.failed("flagging card " + stuck.card(), worse));
  }

  /**
   * Cards that came back go to those who wait for them; who waits is served every minute anyway.
   */
  private Uni<Void> serve(RescueTally tally) {
    return Multi.createFrom()
        .iterable(tally.poolsOfReleased())
        .onItem()
        .transformToUniAndConcatenate(
            poolId ->
                line.serve(poolId)
                    .onFailure()
                    .recoverWithItem(f -> tally.failed("serving the line of " + poolId, f)))
        .collect()
        .last()
        .replaceWithVoid();
  }
}
