package scrip.giftcard;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What pools need every minute: hand-made cards are sealed, those who wait are served, old cards
 * expire, low stock is told, counts are checked against cards. Every duty is bounded in one run and
 * safe to repeat.
 */
@ApplicationScoped
public class KeepStock {

  private static final int POOLS_AT_ONCE = 100;
  private static final int SEALED_AT_ONCE = 200;
  private static final int SEALED_OF_A_POOL = 20_000;
  private static final int ROUNDS_OF_SERVING = 25;
  private static final int EXPIRED_AT_ONCE = 1_000;
  private static final int EXPIRED_IN_A_RUN = 20_000;
  private static final int POOLS_CHECKED = 20;
  private static final long CARDS_CHECKED = 100_000;

  private final PoolLevels levels;
  private final HandMadeCards handMade;
  private final ExpiringCards expiring;
  private final WaitInLine line;
  private final Clock clock;

  public KeepStock(
      PoolLevels levels,
      HandMadeCards handMade,
      ExpiringCards expiring,
      WaitInLine line,
      Clock clock) {
    this.levels = levels;
    this.handMade = handMade;
    this.expiring = expiring;
    this.line = line;
    this.clock = clock;
  }

  /** The duties by name, in the order in which they help each other; each tells what it did. */
  public Map<String, Supplier<Uni<String>>> duties() {
    Map<String, Supplier<Uni<String>>> duties = new LinkedHashMap<>();
    duties.put("sealing", this::seal);
    duties.put("expiry", () -> expire(LocalDate.now(clock), 0));
    duties.put("waiting-list", () -> serve(ROUNDS_OF_SERVING, 0));
    duties.put("stock-alerts", this::tell);
    duties.put("pool-counts", () -> check(0, 0, 0));
    return duties;
  }

  private Uni<String> seal() {
    return levels
        .withClearCards(POOLS_AT_ONCE)
        .chain(pools -> each(pools, poolId -> seal(poolId, 0)))
        .map(counts -> counts.stream().mapToInt(Integer::intValue).sum() + " sealed");
  }

  private Uni<Integer> seal(UUID poolId, int before) {
    return handMade
        .seal(poolId, SEALED_AT_ONCE)
        .onFailure(HandMadeCards::metAnotherSealer)
        .retry()
        .atMost(3)
        .chain(
            count ->
                count == 0 || before + count >= SEALED_OF_A_POOL
                    ? Uni.createFrom().item(before + count)
                    : seal(poolId, before + count));
  }

  private Uni<String> expire(LocalDate today, int before) {
    return expiring
        .expire(today, EXPIRED_AT_ONCE)
        .chain(
            count ->
                count < EXPIRED_AT_ONCE || before + count >= EXPIRED_IN_A_RUN
                    ? Uni.createFrom().item(before + count + " expired")
                    : expire(today, before + count));
  }

  /** Round after round, until people or cards have run out: one call serves a few of a pool. */
  private Uni<String> serve(int rounds, int servedPools) {
    return levels
        .withWaitersAndCards(POOLS_AT_ONCE)
        .chain(
            pools ->
                pools.isEmpty() || rounds == 0
                    ? Uni.createFrom().item("lines of " + servedPools + " pools served")
                    : each(pools, poolId -> line.serve(poolId).replaceWith(poolId))
                        .chain(served -> serve(rounds - 1, Math.max(servedPools, served.size()))));
  }

  private Uni<String> tell() {
    return levels
        .tell()
        .map(told -> told.opened() + " stock alerts opened, " + told.closed() + " closed");
  }

  /** Counts pools, those counted longest ago first, until enough cards were counted for one run. */
  private Uni<String> check(int pools, long cards, int wrong) {
    return levels
        .checkNext()
        .chain(
            checked -> {
              int done = pools + (checked == null ? 0 : 1);
              long counted = cards + (checked == null ? 0 : checked.cards());
              int broken = wrong + (checked == null || checked.conserved() ? 0 : 1);
              return checked == null || done >= POOLS_CHECKED || counted >= CARDS_CHECKED
                  ? Uni.createFrom().item(done + " pools counted, " + broken + " wrong")
                  : check(done, counted, broken);
            });
  }

  /** Does it to each pool; one that fails keeps nothing from the others and is told at the end. */
  private static <T> Uni<List<T>> each(List<UUID> pools, Function<UUID, Uni<T>> work) {
    List<Throwable> failures = new ArrayList<>();
    return Multi.createFrom()
        .iterable(pools)
        .onItem()
        .transformToUniAndConcatenate(
            poolId ->
                work.apply(poolId).onFailure().invoke(failures::add).onFailure().recoverWithNull())
        .collect()
        .asList()
        .invoke(
            done -> {
              if (!failures.isEmpty()) {
                throw new IllegalStateException(
                    failures.size() + " of " + pools.size() + " pools failed", failures.get(0));
              }
            });
  }
}
