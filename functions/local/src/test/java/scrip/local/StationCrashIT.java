package scrip.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.access.Rights;
import scrip.money.Money;
import scrip.testing.Given;
import scrip.testing.GivenVouchers;
import scrip.testing.GivenVouchers.Device;
import scrip.testing.GivenVouchers.Open;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.VoucherChecker;
import scrip.testing.crash.Await;
import scrip.testing.crash.Roadblock;
import scrip.testing.crash.Victim;

/**
 * The packaged process, killed with SIGKILL at each named point of a voucher's life and started
 * again; then the same is asked again with the same key.
 */
class StationCrashIT {

  private static final Path HOME = Path.of("target", "station-crash");
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static Victim victim;
  private static TestDatabase database;
  private static GivenVouchers given;
  private static UUID client;
  private static UUID brand;
  private static String peoplesKey;
  private static Device device;
  private static boolean alive = true;

  private Open voucher;
  private String body;

  @BeforeAll
  static void start() {
    victim =
        new Victim(
            Path.of("target", "quarkus-app", "quarkus-run.jar"),
            HOME.resolve(UUID.randomUUID().toString()).toAbsolutePath(),
            Map.of(
                "SCRIP_JOBS_LEASE", "PT2S",
                "SCRIP_JOBS_HEARTBEAT", "PT0.5S",
                "SCRIP_LOCAL_TIMERS_WATCH", "24h"));
    victim.start();
    database = new TestDatabase(victim.database(), LocalProcess.DATABASE);
    KeyFile keys = KeyFile.in(victim.home().resolve("keys.json"));
    Given rows = new Given(database, keys, 11);
    given = new GivenVouchers(database, keys, 11);
    client = rows.client("Crash", "RW");
    brand = rows.brand("Crash");
    peoplesKey = rows.agentKey(client, Rights.VOUCHERS);
    device = given.device(given.station(client, "CRASH"));
  }

  @AfterAll
  static void stop() {
    victim.close();
  }

  @BeforeEach
  void given_one_voucher_and_its_scan() {
    if (!alive) {
      // A test that failed left it dead.
      startAgain();
    }
    voucher = given.voucher(client, brand, new Money(5000, "RWF"), Instant.now());
    body =
        JsonObject.of("voucherCode", voucher.qr(), "method", "qr", "scannedAt", Instant.now() + "")
            .encode();
  }

  @Test
  void killed_with_the_redemption_written_and_not_committed_nothing_happened() {
    try (Roadblock road = new Roadblock(database, "AFTER INSERT", "station_attempts")) {
      redeem();
      road.awaitSomebody();
      kill();
      road.undoThem();
    }

    assertEquals("issued 0", standing());
    restartAndRepeat();
  }

  @Test
  void killed_after_the_redemption_and_before_its_answer_the_repeat_gets_that_answer() {
    try (Roadblock road = new Roadblock(database, "AFTER INSERT", "station_attempts")) {
      redeem();
      road.awaitSomebody();
      kill();
    }
    Await.until("the statement ends", () -> standing().equals("redeemed 1"));
    String reference = reference();

    restartAndRepeat();
    assertEquals(reference, reference());
    assertEquals(1, attempts("redeemed"));
    assertEquals(2, attempts("repeated"));
  }

  @Test
  void killed_while_others_wait_for_the_same_voucher_one_of_them_gets_it() {
    try (Roadblock road = new Roadblock(database, "AFTER UPDATE", "vouchers")) {
      redeem("first");
      road.awaitSomebody();
      for (int i = 0; i < 5; i++) {
        redeem("other-" + i);
      }
      Await.until("they wait for the row", () -> waiting() == 5);
      kill();
      // Nobody is undone: whoever waited would come to the block after the one before.
    }

    startAgain();
    List<Integer> statuses =
        Stream.of("first", "other-0", "other-1", "other-2", "other-3", "other-4")
            .map(key -> redeem(key).join().statusCode())
            .sorted()
            .toList();
    assertEquals(List.of(200, 409, 409, 409, 409, 409), statuses);
    assertRight();
  }

  @Test
  void killed_after_many_were_issued_and_before_the_answer_the_repeat_issues_no_more() {
    String order = order(500);
    try (Roadblock road = new Roadblock(database, "BEFORE UPDATE", "idempotency_keys")) {
      issue(order);
      road.awaitSomebody();
      assertEquals(500, issued(500));
      kill();
      road.undoThem();
    }

    startAgain();
    leasesEnd();
    assertEquals(201, issue(order).join().statusCode());
    assertEquals(500, issued(500));
    assertRight();
  }

  @Test
  void killed_after_void_and_replacement_and_before_the_answer_the_repeat_gets_that_answer() {
    redeem().join();
    try (Roadblock road = new Roadblock(database, "BEFORE UPDATE", "idempotency_keys")) {
      voidAndReplace();
      road.awaitSomebody();
      kill();
      road.undoThem();
    }

    assertEquals("void 1", standing());
    startAgain();
    leasesEnd();
    var answer = voidAndReplace().join();
    assertEquals(200, answer.statusCode(), answer.body());
    String replacement = database.one("SELECT id FROM vouchers WHERE replaces = ?", voucher.id());
    assertEquals(
        replacement,
        new JsonObject(answer.body()).getJsonObject("replacement").getString("voucherId"));
    assertEquals(answer.body(), voidAndReplace().join().body());
    assertEquals(200, redeem().join().statusCode());
    assertRight();
  }

  /** The same request twice more: one redemption, equal answers. */
  private void restartAndRepeat() {
    startAgain();
    var first = redeem().join();
    var second = redeem().join();
    assertEquals(200, first.statusCode(), first.body());
    assertEquals(first.body(), second.body());
    assertEquals("redeemed 1", standing());
    assertEquals(reference(), new JsonObject(first.body()).getString("reference"));
    var other = redeem("another-scan").join();
    assertEquals(409, other.statusCode(), other.body());
    assertRight();
  }

  private static void kill() {
    victim.kill();
    alive = false;
  }

  private static void startAgain() {
    victim.start();
    alive = true;
  }

  private static void assertRight() {
    assertEquals(List.of(), new VoucherChecker(database).violations());
  }

  private CompletableFuture<HttpResponse<String>> redeem() {
    return redeem("scan");
  }

  private CompletableFuture<HttpResponse<String>> redeem(String key) {
    return ask("/api/station/redeem", body, key + "-" + voucher.id());
  }

  private CompletableFuture<HttpResponse<String>> voidAndReplace() {
    String why = JsonObject.of("reason", "crash", "replacement", true).encode();
    return ask("/api/admin/vouchers/" + voucher.id() + "/void", why, "void-" + voucher.id());
  }

  private static CompletableFuture<HttpResponse<String>> issue(String order) {
    return ask("/api/admin/vouchers", order, "issue-" + order.hashCode());
  }

  private static String order(int count) {
    return JsonObject.of(
            "clientId",
            client.toString(),
            "brandId",
            brand.toString(),
            "value",
            JsonObject.of("amount", 7000 + count, "currency", "RWF"),
            "expiresAt",
            Instant.now().plus(Duration.ofDays(9)).toString(),
            "count",
            count)
        .encode();
  }

  private static CompletableFuture<HttpResponse<String>> ask(String path, String body, String key) {
    boolean station = path.startsWith("/api/station");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(victim.url(path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + (station ? device.token() : peoplesKey))
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body));
    if (station) {
      request.header("X-Station-Session", device.session());
    }
    return HTTP.sendAsync(request.build(), BodyHandlers.ofString());
  }

  /** The key of a request that died is free after half a minute; here at once. */
  private static void leasesEnd() {
    database.update(
        "UPDATE idempotency_keys SET lease_until = now() - INTERVAL '1 second' WHERE lease_token IS NOT NULL");
  }

  private static long issued(int count) {
    return database.count("SELECT count(*) FROM vouchers WHERE value_minor = ?", 7000 + count);
  }

  private static long waiting() {
    return database.count(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event <> 'advisory'");
  }

  private String standing() {
    return database.one(
        "SELECT status || ' ' || (SELECT count(*) FROM voucher_redemptions r WHERE r.voucher_id = v.id)"
            + " FROM vouchers v WHERE id = ?",
        voucher.id());
  }

  private String reference() {
    return database.one(
        "SELECT reference FROM voucher_redemptions WHERE voucher_id = ?", voucher.id());
  }

  private long attempts(String outcome) {
    return database.count(
        "SELECT count(*) FROM station_attempts WHERE voucher_id = ? AND outcome = ?",
        voucher.id(),
        outcome);
  }
}
