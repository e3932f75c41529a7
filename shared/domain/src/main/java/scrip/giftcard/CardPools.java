package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** Pools of cards. */
@ApplicationScoped
public class CardPools {

  private final Pool pool;

  public CardPools(Pool pool) {
    this.pool = pool;
  }

  /**
   * Adds differences of counts to the base counts, so that reading a count stays cheap. Counts are
   * exact before, during and after it.
   *
   * @return how many were folded
   */
  public Uni<Integer> foldCounts(int atMost) {
    return pool.preparedQuery("SELECT fold_pool_counts($1) AS folded")
        .execute(Tuple.of(atMost))
        .map(rows -> rows.iterator().next().getInteger("folded"));
  }
}
