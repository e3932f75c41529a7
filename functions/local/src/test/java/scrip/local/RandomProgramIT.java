package scrip.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The random program in small; in full by {@code infra/load/random-program}. A seed of an earlier
 * run replays its acts: {@code -Dscrip.random.seed=…}.
 */
class RandomProgramIT {

  private static final long SEED = Long.getLong("scrip.random.seed", System.nanoTime());
  private static final int OPERATIONS = Integer.getInteger("scrip.random.operations", 2_000);
  private static final int KILLS = Integer.getInteger("scrip.random.kills", 1);

  @Test
  void whatever_is_done_in_whatever_order_no_card_is_lost_doubled_or_miscounted()
      throws InterruptedException {
    try (RandomProgram program = new RandomProgram(SEED, OPERATIONS, 16, KILLS)) {
      Map<String, Integer> outcomes = program.run();
      outcomes.forEach((what, times) -> System.out.printf("%8d  %s%n", times, what));

      assertEquals(List.of(), program.violations(), "seed " + SEED);
      assertTrue(outcomes.getOrDefault("redeem 200", 0) > OPERATIONS / 20, outcomes.toString());
    }
  }
}
