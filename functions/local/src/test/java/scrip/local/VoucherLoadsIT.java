package scrip.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import scrip.testing.KeyFile;
import scrip.testing.VoucherChecker;

/**
 * What {@code infra/load/stations} and {@code infra/load/previews} do, in small: it all comes out
 * right.
 */
class VoucherLoadsIT {

  private final KeyFile keys = KeyFile.in(Running.process().home().resolve("keys.json"));

  @Test
  void every_redemption_is_answered_and_written_once() {
    StationLoad.Sizes sizes = StationLoad.Sizes.QUICK;
    StationLoad load = new StationLoad(Running.process(), Running.database(), keys, sizes);
    Map<String, Latencies> runs = load.run(sizes);
    runs.forEach((name, run) -> assertEquals(run.count(), run.count(200), run.lines(name)));

    long all = sizes.all();
    assertEquals(
        Map.of(
            "redeemed", all,
            "redemptions", all,
            "events", all,
            "attempts", all,
            "repeated", (long) sizes.repeats()),
        load.counts());
    assertEquals(List.of(), new VoucherChecker(Running.database()).violations());
  }

  @Test
  void every_link_is_answered_with_a_picture() {
    PreviewLoad.Sizes sizes = PreviewLoad.Sizes.QUICK;
    new PreviewLoad(Running.process(), Running.database(), keys, sizes)
        .run(sizes)
        .forEach((name, run) -> assertEquals(run.count(), run.count(200), run.lines(name)));
  }
}
