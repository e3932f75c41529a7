package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import scrip.delivery.Contact;
import scrip.delivery.Nudge;
import scrip.giftcard.GiftCards.Claimant;
import scrip.giftcard.GiftCards.NoCard;
import scrip.giftcard.GiftCards.Wanted;
import scrip.giftcard.WaitingList.Place;
import scrip.giftcard.WaitingList.Waiter;
import scrip.problem.Refused;

/**
 * Puts a recipient into a pool's line and serves the line from its front, as far as cards go. While
 * anybody waits, new callers join behind; when their turn comes in the same call, they get their
 * card in it.
 */
@ApplicationScoped
public class WaitInLine {

  private static final int SERVED_AT_ONCE = 20;

  private final WaitingList waitingList;
  private final ClaimCard claimCard;
  private final BuyCard buyCard;
  private final Redemptions redemptions;
  private final Nudge nudge;

  public WaitInLine(
      WaitingList waitingList,
      ClaimCard claimCard,
      BuyCard buyCard,
      Redemptions redemptions,
      Nudge nudge) {
    this.waitingList = waitingList;
    this.claimCard = claimCard;
    this.buyCard = buyCard;
    this.redemptions = redemptions;
    this.nudge = nudge;
  }

  /**
   * Waits for a card; a repeat keeps the place. Whose turn it is, or has an order open already, may
   * have one bought.
   *
   * @param mayBuy false when buying was tried just now
   * @return the redemption, when the line came to it at once
   * @throws Refused pool-empty, with place and time of the call-back
   */
  Uni<Redemption> waitFor(
      Wanted wanted, Contact contact, byte[] browserHash, Claimant by, boolean mayBuy) {
    return waitingList
        .join(wanted, contact, browserHash)
        .chain(
            place ->
                serve(wanted.poolId())
                    .chain(() -> redemptions.find(wanted.recipientId(), wanted.conditionId()))
                    .chain(
                        found ->
                            found.isPresent() || !mayBuy
                                ? Uni.createFrom().item(found)
                                : buy(wanted, contact, browserHash, by, place))
                    .map(found -> found.orElseThrow(() -> poolEmpty(place)))
                    .call(() -> waitingList.served(wanted)));
  }

  private Uni<Optional<Redemption>> buy(
      Wanted wanted, Contact contact, byte[] browserHash, Claimant by, Place place) {
    return buyCard
        .buy(wanted, contact, browserHash, by, place.ahead() == 0)
        .chain(
            claim ->
                claim instanceof NoCard
                    ? Uni.createFrom().item(Optional.empty())
                    : nudge
                        .waiting()
                        .chain(() -> redemptions.find(wanted.recipientId(), wanted.conditionId())));
  }

  /**
   * Gives cards to those who wait, in their order, until cards or people run out; a bounded number
   * in one call. To be called after the commit of whatever made cards free; a repeat does no harm.
   */
  public Uni<Void> serve(UUID poolId) {
    return waitingList
        .front(poolId, SERVED_AT_ONCE)
        .chain(waiters -> serve(poolId, waiters.iterator()));
  }

  private Uni<Void> serve(UUID poolId, Iterator<Waiter> line) {
    if (!line.hasNext()) {
      return Uni.createFrom().voidItem();
    }
    Waiter waiter = line.next();
    return claimCard
        .claim(
            new Wanted(waiter.recipientId(), waiter.conditionId(), poolId),
            waiter.contact(),
            waiter.browserHash(),
            new Claimant("waiting-list", null))
        .chain(
            claim ->
                claim instanceof NoCard
                    ? Uni.createFrom().voidItem()
                    : waitingList
                        .served(waiter.id())
                        .chain(nudge::waiting)
                        .chain(() -> serve(poolId, line)));
  }

  private static Refused poolEmpty(Place place) {
    return new Refused(RedeemRefusal.POOL_EMPTY)
        .with(
            "callback", Map.of("dueAt", place.callbackDueAt().toString(), "place", place.place()));
  }
}
