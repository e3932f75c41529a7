package scrip.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The storm of stations in small; in full by {@code infra/load/stations --storm}. A seed of an
 * earlier run brings its acts back: {@code -Dscrip.storm.seed=…}.
 */
class StationStormIT {

  private static final long SEED = Long.getLong("scrip.storm.seed", System.nanoTime());
  private static final int SCANS = Integer.getInteger("scrip.storm.scans", 500);
  private static final int KILLS = Integer.getInteger("scrip.storm.kills", 1);

  @Test
  void whoever_does_what_at_once_no_voucher_is_redeemed_twice_and_every_answer_is_true() {
    try (StationStorm storm = new StationStorm(SEED, SCANS, KILLS)) {
      Map<String, Integer> counts = storm.run();
      counts.forEach((what, times) -> System.out.printf("%8d  %s%n", times, what));

      assertEquals(List.of(), storm.violations(), "seed " + SEED);
      assertTrue(counts.getOrDefault("redeem 200", 0) > SCANS / 20, counts.toString());
      assertTrue(counts.getOrDefault("redeem already-redeemed", 0) > SCANS / 20, counts.toString());
    }
  }
}
