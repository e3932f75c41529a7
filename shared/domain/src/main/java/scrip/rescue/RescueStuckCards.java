package scrip.rescue;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.giftcard.CardPools;

/** Looks after cards that stay claimed. */
@ApplicationScoped
public class RescueStuckCards {

  private static final int FOLDED_AT_ONCE = 50_000;

  private final CardPools pools;

  public RescueStuckCards(CardPools pools) {
    this.pools = pools;
  }

  /** One run. */
  public Uni<String> rescue() {
    return pools.foldCounts(FOLDED_AT_ONCE).map(folded -> folded + " count deltas folded");
  }
}
