package scrip.giftcard;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import scrip.delivery.Channel;
import scrip.money.Money;

/**
 * What a redemption code entitles to, as looked up: the recipient, the campaign with its switches,
 * the condition with its pool, and what became of it so far.
 *
 * @param conditionId null when the campaign has no condition of that number
 * @param redemptionId null when nothing was redeemed yet
 * @param held whether that redemption holds a claim now
 * @param line whether anybody waits for the pool
 */
record Entitlement(
    UUID recipientId,
    UUID clientId,
    String region,
    String firstName,
    String phone,
    byte[] phoneHash,
    boolean phoneOptedOut,
    String email,
    byte[] emailHash,
    boolean emailOptedOut,
    boolean approved,
    boolean rejected,
    boolean optedIn,
    Campaign campaign,
    UUID conditionId,
    UUID poolId,
    String brand,
    Money value,
    UUID redemptionId,
    boolean held,
    boolean underReview,
    boolean line) {

  /** The campaign's side of it. */
  record Campaign(
      String state,
      Instant from,
      Instant until,
      boolean approvalRequired,
      boolean optInRequired,
      boolean revealsOnScreen,
      Set<Channel> channels) {

    /** The channel that is taken when none is asked for: the first the campaign names. */
    static Set<Channel> channels(String[] words) {
      return List.of(words).stream()
          .map(word -> Channel.of(word).orElseThrow())
          .collect(java.util.stream.Collectors.toCollection(java.util.LinkedHashSet::new));
    }
  }

  /**
   * Why this may not be redeemed at that instant; null when it may. A redemption that holds a card
   * may be repeated.
   */
  RedeemRefusal refusal(Instant now) {
    if (underReview) {
      return RedeemRefusal.UNDER_REVIEW;
    }
    if (held) {
      return null;
    }
    if (conditionId == null) {
      return RedeemRefusal.CODE_NOT_FOUND;
    }
    if (campaign.until() != null && !now.isBefore(campaign.until())) {
      return RedeemRefusal.CODE_EXPIRED;
    }
    // A paused campaign sends no invitations; its codes stay good.
    if (now.isBefore(campaign.from())
        || campaign.state().equals("draft")
        || campaign.state().equals("closed")) {
      return RedeemRefusal.CAMPAIGN_INACTIVE;
    }
    if (campaign.approvalRequired() && rejected) {
      return RedeemRefusal.APPROVAL_REJECTED;
    }
    if (campaign.approvalRequired() && !approved) {
      return RedeemRefusal.APPROVAL_PENDING;
    }
    if (campaign.optInRequired() && !optedIn) {
      return RedeemRefusal.OPT_IN_PENDING;
    }
    return null;
  }

  /** The card that this entitles to. */
  GiftCards.Wanted wanted() {
    return new GiftCards.Wanted(recipientId, conditionId, poolId);
  }
}
