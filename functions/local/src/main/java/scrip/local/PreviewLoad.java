package scrip.local;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import scrip.local.LoadClient.Answer;
import scrip.money.Money;
import scrip.secrets.Keys;
import scrip.testing.Given;
import scrip.testing.GivenVouchers;
import scrip.testing.GivenVouchers.Open;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.crash.Victim;
import scrip.voucher.PreviewLinks;

/**
 * What {@code infra/load/previews} measures: pictures of vouchers by signed links, each of a
 * voucher of its own, at the pace of a campaign and then as fast as they are drawn. Prints lines of
 * name and value.
 */
public final class PreviewLoad {

  private static final int CALLERS = 2;

  private final Victim process;
  private final List<Open> vouchers;
  private final PreviewLinks links;

  /**
   * How much is done.
   *
   * @param apart time between two pictures of the steady run
   */
  record Sizes(int warmUp, int steady, Duration apart, int flatOut) {

    static final Sizes QUICK = new Sizes(20, 30, Duration.ofMillis(60), 40);

    /** 500 in so many seconds; then so many flat out. */
    static Sizes of(int seconds, int flatOut) {
      return new Sizes(300, 500, Duration.ofSeconds(seconds).dividedBy(500), flatOut);
    }

    int all() {
      return warmUp + steady + flatOut;
    }
  }

  PreviewLoad(Victim process, TestDatabase database, KeyFile keys, Sizes sizes) {
    this.process = process;
    String name = "Previews " + UUID.randomUUID();
    Given given = new Given(database, keys, System.nanoTime());
    links = new PreviewLinks(new Keys(keys));
    vouchers =
        new GivenVouchers(database, keys, System.nanoTime())
            .vouchers(
                given.client(name, "RW"),
                given.brand(name.substring(0, 20)),
                new Money(5000, "RWF"),
                Instant.now(),
                sizes.all());
    database.update("VACUUM (ANALYZE) vouchers");
  }

  /**
   * @param arguments the packaged process; a directory for its data; quick, or seconds for 500 and
   *     how many flat out
   */
  public static void main(String[] arguments) {
    Sizes sizes =
        arguments[2].equals("quick")
            ? Sizes.QUICK
            : Sizes.of(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    Path home = Path.of(arguments[1]).toAbsolutePath();
    try (Victim process = new Victim(Path.of(arguments[0]), home, Map.of()).start()) {
      TestDatabase database = new TestDatabase(process.database(), LocalProcess.DATABASE);
      KeyFile keys = KeyFile.in(home.resolve("keys.json"));
      new PreviewLoad(process, database, keys, sizes)
          .run(sizes)
          .forEach((name, latencies) -> System.out.print(latencies.lines(name)));
    }
    System.exit(0);
  }

  /** Every run by its name; answers that are no picture count as 502. */
  Map<String, Latencies> run(Sizes sizes) {
    Map<String, Latencies> runs = new LinkedHashMap<>();
    int steady = sizes.warmUp();
    int flatOut = sizes.warmUp() + sizes.steady();
    try (LoadClient http = new LoadClient(process.url(""), 50)) {
      runs.put("warm_up", http.flatOut(sizes.warmUp(), CALLERS, i -> picture(http, i, "")));
      runs.put(
          "steady", http.steady(sizes.steady(), sizes.apart(), i -> picture(http, steady + i, "")));
      runs.put(
          "flat_out", http.flatOut(sizes.flatOut(), CALLERS, i -> picture(http, flatOut + i, "")));
      runs.put(
          "flat_out_small",
          http.flatOut(sizes.flatOut(), CALLERS, i -> picture(http, flatOut + i, "&size=small")));
    }
    return runs;
  }

  private Future<Answer> picture(LoadClient http, int i, String more) {
    UUID voucher = vouchers.get(i).id();
    Instant now = Instant.now();
    String token = links.token(voucher, now, now.plus(Duration.ofMinutes(30)));
    return http.ask(
            HttpMethod.GET,
            "/api/vouchers/" + voucher + "/preview.png?token=" + token + more,
            Map.of(),
            io.vertx.core.buffer.Buffer.buffer())
        .map(
            answer ->
                answer.status() == 200 && !"image/png".equals(answer.type())
                    ? new Answer(502, answer.type(), answer.body())
                    : answer);
  }
}
