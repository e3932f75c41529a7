package scrip.local;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import scrip.local.LoadClient.Answer;
import scrip.money.Money;
import scrip.testing.Given;
import scrip.testing.GivenVouchers;
import scrip.testing.GivenVouchers.Device;
import scrip.testing.GivenVouchers.Open;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.VoucherChecker;
import scrip.testing.crash.Victim;

/**
 * What {@code infra/load/stations} measures: devices of many stations redeem vouchers, by picture
 * and by code in turn, at the pace of a busy day and then as fast as they are answered; each scan
 * is then repeated once, which must change nothing. Prints lines of name and value.
 */
public final class StationLoad {

  static final Map<String, String> SETTINGS =
      Map.of("SCRIP_LIMITS_DEVICE_REQUESTS", "1000000/PT1M");

  private static final int STATIONS = 10;
  private static final int IN_ONE_BATCH = 5000;

  private final Victim process;
  private final TestDatabase database;
  private final List<Device> devices = new ArrayList<>();
  private final List<Open> vouchers = new ArrayList<>();
  private final List<Buffer> bodies = new ArrayList<>();
  private final UUID client;

  /**
   * How much is done.
   *
   * @param apart time between two redemptions of the steady run
   */
  record Sizes(int devices, int warmUp, int steady, Duration apart, int flatOut, int repeats) {

    static final Sizes QUICK = new Sizes(50, 100, 100, Duration.ofMillis(20), 400, 100);

    /** So many minutes of 150 redemptions from 50 devices; then so many flat out. */
    static Sizes of(int minutes, int flatOut) {
      return new Sizes(50, 2000, minutes * 150, Duration.ofMillis(400), flatOut, 1000);
    }

    int all() {
      return warmUp + steady + flatOut;
    }
  }

  StationLoad(Victim process, TestDatabase database, KeyFile keys, Sizes sizes) {
    this.process = process;
    this.database = database;
    String name = "Load " + UUID.randomUUID();
    Given given = new Given(database, keys, System.nanoTime());
    GivenVouchers things = new GivenVouchers(database, keys, System.nanoTime());
    client = given.client(name, "RW");
    UUID brand = given.brand(name);
    List<UUID> stations = new ArrayList<>();
    for (int i = 0; i < STATIONS; i++) {
      stations.add(things.station(client, code()));
    }
    for (int i = 0; i < sizes.devices(); i++) {
      devices.add(things.device(stations.get(i % STATIONS)));
    }
    for (int left = sizes.all(); left > 0; left -= IN_ONE_BATCH) {
      vouchers.addAll(
          things.vouchers(
              client, brand, new Money(5000, "RWF"), Instant.now(), Math.min(left, IN_ONE_BATCH)));
    }
    vouchers.forEach(voucher -> bodies.add(body(bodies.size(), voucher)));
    database.update("VACUUM (ANALYZE) vouchers");
  }

  /**
   * @param arguments the packaged process; a directory for its data; quick, or minutes and how many
   *     flat out
   */
  public static void main(String[] arguments) {
    Sizes sizes =
        arguments[2].equals("quick")
            ? Sizes.QUICK
            : Sizes.of(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    Path home = Path.of(arguments[1]).toAbsolutePath();
    try (Victim process = new Victim(Path.of(arguments[0]), home, SETTINGS).start()) {
      TestDatabase database = new TestDatabase(process.database(), LocalProcess.DATABASE);
      KeyFile keys = KeyFile.in(home.resolve("keys.json"));
      StationLoad load = new StationLoad(process, database, keys, sizes);
      load.run(sizes).forEach((name, latencies) -> System.out.print(latencies.lines(name)));
      load.counts().forEach((name, count) -> System.out.println(name + " " + count));
      for (String setting : List.of("fsync", "synchronous_commit", "server_version")) {
        System.out.println(setting + " " + database.one("SHOW " + setting));
      }
      new VoucherChecker(database).violations().forEach(v -> System.out.println("broken " + v));
    }
    System.exit(0);
  }

  /** Every run by its name. */
  Map<String, Latencies> run(Sizes sizes) {
    Map<String, Latencies> runs = new LinkedHashMap<>();
    int[] from = {0, sizes.warmUp(), sizes.warmUp() + sizes.steady()};
    try (LoadClient http = new LoadClient(process.url(""), sizes.devices())) {
      runs.put(
          "warm_up", http.flatOut(sizes.warmUp(), devices.size(), i -> redeem(http, from[0] + i)));
      runs.put(
          "steady", http.steady(sizes.steady(), sizes.apart(), i -> redeem(http, from[1] + i)));
      runs.put(
          "flat_out",
          http.flatOut(sizes.flatOut(), devices.size(), i -> redeem(http, from[2] + i)));
      runs.put(
          "repeats", http.flatOut(sizes.repeats(), devices.size(), i -> redeem(http, from[2] + i)));
    }
    return runs;
  }

  private Future<Answer> redeem(LoadClient http, int i) {
    Device device = devices.get(i % devices.size());
    return http.ask(
        HttpMethod.POST,
        "/api/station/redeem",
        Map.of(
            "Content-Type",
            "application/json",
            "Authorization",
            "Bearer " + device.token(),
            "X-Station-Session",
            device.session(),
            "Idempotency-Key",
            "scan-" + vouchers.get(i).id()),
        bodies.get(i));
  }

  private static Buffer body(int i, Open voucher) {
    boolean qr = i % 2 == 0;
    return JsonObject.of(
            "voucherCode",
            qr ? voucher.qr() : voucher.code(),
            "method",
            qr ? "qr" : "code",
            "scannedAt",
            Instant.now().toString())
        .toBuffer();
  }

  /** What is in the tables of this run's client. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put(
        "redeemed",
        database.count(
            "SELECT count(*) FROM vouchers WHERE client_id = ? AND status = 'redeemed'", client));
    counts.put(
        "redemptions",
        database.count("SELECT count(*) FROM voucher_redemptions WHERE client_id = ?", client));
    counts.put("events", ofClient("voucher_events", "kind = 'redeemed'"));
    counts.put("attempts", ofClient("station_attempts", "outcome = 'redeemed'"));
    counts.put("repeated", ofClient("station_attempts", "outcome = 'repeated'"));
    return counts;
  }

  private long ofClient(String table, String which) {
    return database.count(
        "SELECT count(*) FROM %s x JOIN vouchers v ON v.id = x.voucher_id WHERE v.client_id = ? AND x.%s"
            .formatted(table, which),
        client);
  }

  /** Letters, so that no two runs of one machine meet. */
  private static String code() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, 12).toUpperCase(Locale.ROOT);
  }
}
