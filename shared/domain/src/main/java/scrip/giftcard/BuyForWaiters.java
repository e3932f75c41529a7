package scrip.giftcard;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import scrip.delivery.Nudge;
import scrip.giftcard.GiftCards.Claimant;
import scrip.giftcard.GiftCards.NoCard;
import scrip.giftcard.GiftCards.Wanted;
import scrip.giftcard.WaitingList.Waiter;
import scrip.supplier.CardSupplier;
import scrip.supplier.SupplierConfig;

/**
 * Buys for those who wait, from the front of each line, stock first. A bounded number a run; a line
 * for which nothing can be bought at this moment is left for the next run.
 */
@ApplicationScoped
public class BuyForWaiters {

  private static final int POOLS_AT_ONCE = 20;

  private final WaitingList waitingList;
  private final WaitInLine line;
  private final BuyCard buyCard;
  private final CardSupplier supplier;
  private final SupplierConfig config;
  private final Nudge nudge;

  public BuyForWaiters(
      WaitingList waitingList,
      WaitInLine line,
      BuyCard buyCard,
      CardSupplier supplier,
      SupplierConfig config,
      Nudge nudge) {
    this.waitingList = waitingList;
    this.line = line;
    this.buyCard = buyCard;
    this.supplier = supplier;
    this.config = config;
    this.nudge = nudge;
  }

  /**
   * @param until System.nanoTime() after which nothing new is begun
   * @return how many were served with bought cards
   */
  Uni<Integer> buy(long until) {
    AtomicInteger served = new AtomicInteger();
    return waitingList
        .poolsOf(supplier.name(), POOLS_AT_ONCE, config.refusedFor())
        .onItem()
        .transformToMulti(pools -> Multi.createFrom().iterable(pools))
        .onItem()
        .transformToUniAndConcatenate(
            pool ->
                buyFor(pool, served, until).onFailure().recoverWithNull().replaceWith(Boolean.TRUE))
        .collect()
        .last()
        .map(ignored -> served.get());
  }

  private Uni<Void> buyFor(UUID poolId, AtomicInteger served, long until) {
    return line.serve(poolId)
        .chain(() -> waitingList.withoutOrder(poolId, config.atOnce()))
        .chain(waiters -> inTurn(poolId, waiters, served, until));
  }

  /** A few at a time; when a few in a row get nothing, the others would not either. */
  private Uni<Void> inTurn(UUID poolId, List<Waiter> waiters, AtomicInteger served, long until) {
    if (waiters.isEmpty() || System.nanoTime() > until) {
      return Uni.createFrom().voidItem();
    }
    int few = Math.min(config.concurrency(), waiters.size());
    List<Waiter> others = new ArrayList<>(waiters.subList(few, waiters.size()));
    return Multi.createFrom()
        .iterable(waiters.subList(0, few))
        .onItem()
        .transformToUni(waiter -> one(poolId, waiter))
        .merge(few)
        .filter(Boolean::booleanValue)
        .collect()
        .asList()
        .invoke(got -> served.addAndGet(got.size()))
        .chain(
            got ->
                got.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : nudge.waiting().chain(() -> inTurn(poolId, others, served, until)));
  }

  private Uni<Boolean> one(UUID poolId, Waiter waiter) {
    Wanted wanted = new Wanted(waiter.recipientId(), waiter.conditionId(), poolId);
    return buyCard
        .buy(
            wanted,
            waiter.contact(),
            waiter.browserHash(),
            new Claimant("waiting-list", null),
            true)
        .chain(
            claim ->
                claim instanceof NoCard
                    ? Uni.createFrom().item(false)
                    : waitingList.served(waiter.id()).replaceWith(true))
        .onFailure()
        .recoverWithItem(false);
  }
}
