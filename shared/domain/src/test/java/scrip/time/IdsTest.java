package scrip.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdsTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

  @Test
  void ids_are_uuids_of_version_7_with_the_time_in_front() {
    Ids ids = at(NOW);

    for (int i = 0; i < 10_000; i++) {
      UUID id = ids.next();

      assertEquals(7, id.version());
      assertEquals(2, id.variant());
      assertEquals(NOW.toEpochMilli(), id.getMostSignificantBits() >>> 16);
    }
  }

  @Test
  void a_later_id_comes_later_in_an_index() {
    String before = "";
    for (int ms = 0; ms < 10_000; ms++) {
      String id = at(NOW.plusMillis(ms)).next().toString();

      assertTrue(id.compareTo(before) > 0);
      before = id;
    }
  }

  @Test
  void within_one_millisecond_many_threads_never_get_the_same_id() {
    Ids ids = at(NOW);
    Set<UUID> seen = ConcurrentHashMap.newKeySet();

    IntStream.range(0, 100_000).parallel().forEach(i -> seen.add(ids.next()));

    assertEquals(100_000, seen.size());
  }

  @Test
  void every_part_that_may_be_random_is() {
    Ids ids = at(NOW);
    Set<Long> highs = new HashSet<>();
    Set<Long> middles = new HashSet<>();
    Set<Long> lows = new HashSet<>();

    for (int i = 0; i < 1_000; i++) {
      UUID id = ids.next();
      highs.add(id.getMostSignificantBits() & 0xFFF);
      middles.add(id.getLeastSignificantBits() >>> 32);
      lows.add(id.getLeastSignificantBits() & 0xFFFF_FFFFL);
    }

    assertTrue(highs.size() > 800, "12 bits, of which 1000 draws hit about 887 values");
    assertTrue(middles.size() > 990 && lows.size() > 990);
  }

  private static Ids at(Instant instant) {
    return new Ids(Clock.fixed(instant, ZoneOffset.UTC));
  }
}
