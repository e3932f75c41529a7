package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.LocalDate;
import scrip.delivery.Contact;
import scrip.giftcard.GiftCards.Claim;
import scrip.giftcard.GiftCards.Claimant;
import scrip.giftcard.GiftCards.NoCard;
import scrip.giftcard.GiftCards.Wanted;

/**
 * Claims a card. When no sealed one is left, what somebody inserted by hand is sealed first, so
 * that emergency stock is found at once and nobody is ever given a card that lies in clear.
 */
@ApplicationScoped
public class ClaimCard {

  private static final int SEALED_AT_ONCE = 100;
  private static final int ROUNDS = 20;

  private final GiftCards cards;
  private final HandMadeCards handMade;
  private final Clock clock;

  public ClaimCard(GiftCards cards, HandMadeCards handMade, Clock clock) {
    this.cards = cards;
    this.handMade = handMade;
    this.clock = clock;
  }

  /** A repeat claims nothing: see {@link GiftCards#claim}. */
  Uni<Claim> claim(Wanted wanted, Contact contact, byte[] browserHash, Claimant by) {
    return claim(wanted, contact, browserHash, by, ROUNDS);
  }

  /**
   * Tries once more after every sealing, also after one that found nothing: others may have sealed
   * meanwhile.
   */
  private Uni<Claim> claim(
      Wanted wanted, Contact contact, byte[] browserHash, Claimant by, int rounds) {
    return claimSealed(wanted, contact, browserHash, by)
        .chain(
            claim ->
                claim instanceof NoCard && rounds > 0
                    ? sealHandMade(wanted)
                        .chain(
                            count ->
                                count == 0
                                    ? claimSealed(wanted, contact, browserHash, by)
                                    : claim(wanted, contact, browserHash, by, rounds - 1))
                    : Uni.createFrom().item(claim));
  }

  private Uni<Claim> claimSealed(Wanted wanted, Contact contact, byte[] browserHash, Claimant by) {
    return cards.claim(wanted, contact, browserHash, by, LocalDate.now(clock));
  }

  private Uni<Integer> sealHandMade(Wanted wanted) {
    return handMade
        .seal(wanted.poolId(), SEALED_AT_ONCE)
        .onFailure(HandMadeCards::metAnotherSealer)
        .retry()
        .atMost(3);
  }
}
