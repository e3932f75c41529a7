package scrip.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The delivery storm in small; in full by {@code infra/load/deliveries}. A seed of an earlier run
 * brings its fates back: {@code -Dscrip.storm.seed=…}.
 */
class DeliveryStormIT {

  private static final long SEED = Long.getLong("scrip.storm.seed", System.nanoTime());
  private static final int DELIVERIES = Integer.getInteger("scrip.storm.deliveries", 100);
  private static final int KILLS = Integer.getInteger("scrip.storm.kills", 2);
  private static final Duration SETTLES_IN =
      Duration.ofSeconds(Integer.getInteger("scrip.storm.settle", 60));

  @Test
  void whatever_the_provider_does_every_delivery_ends_in_what_it_says_and_nobody_gets_two() {
    try (DeliveryStorm storm = new DeliveryStorm(SEED, DELIVERIES, KILLS, SETTLES_IN)) {
      Map<String, Integer> counts = storm.run();
      counts.forEach((what, times) -> System.out.printf("%8d  %s%n", times, what));

      assertEquals(List.of(), storm.violations(), "seed " + SEED);
      assertTrue(counts.getOrDefault("delivery delivered", 0) > DELIVERIES / 4, counts.toString());
    }
  }
}
