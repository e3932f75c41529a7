package scrip.station;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scrip.money.Money;
import scrip.testing.Given;
import scrip.testing.GivenVouchers;
import scrip.testing.GivenVouchers.Device;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.Wired;

/** What is odd at stations is found, once, and nothing else is. */
class FindAnomaliesTest {

  private static final Instant NOON = Instant.parse("2026-03-10T10:00:00Z");

  private static TestDatabase database;
  private static Given given;
  private static GivenVouchers vouchers;
  private static Wired wired;
  private static volatile Instant now = NOON;
  private static FindAnomalies anomalies;

  private UUID client;
  private UUID brand;
  private UUID here;
  private UUID there;

  @BeforeAll
  static void a_domain() {
    database = TestDatabase.fresh();
    KeyFile keys = KeyFile.throwAway();
    given = new Given(database, keys, System.nanoTime());
    vouchers = new GivenVouchers(database, keys, System.nanoTime());
    Clock clock = new SettableClock();
    wired = new Wired(database, keys, 3, clock, () -> Uni.createFrom().voidItem());
    anomalies =
        new FindAnomalies(
            new FoundAnomalies(), Wired.mapped(AnomaliesConfig.class, Map.of()), clock, wired.pool);
  }

  @AfterAll
  static void no_domain() {
    wired.close();
  }

  @BeforeEach
  void two_stations() {
    now = NOON;
    String name = UUID.randomUUID().toString();
    client = given.client(name, "RW");
    brand = given.brand(name);
    here = vouchers.station(client, code());
    there = vouchers.station(client, code());
    // What other tests left behind is over: each looks at its own stations alone.
    database.update(
        "UPDATE station_anomalies SET closed_at = now(), closed_by = 'job:test' WHERE closed_at IS NULL");
    database.update("UPDATE stations SET state = 'closed' WHERE client_id <> ?", client);
    looked(NOON.minus(Duration.ofMinutes(1)));
  }

  @Test
  void a_voucher_that_two_stations_tried_is_one_anomaly_however_often_one_looks() {
    UUID voucher = voucher();
    attempt(here, voucher, "redeemed", NOON.minusSeconds(50));
    attempt(there, voucher, "already-redeemed", NOON.minusSeconds(40));

    look();
    look();

    assertEquals("2|f", severalStations(voucher));
    assertEquals(1, openAlerts());

    now = NOON.plusSeconds(300);
    attempt(there, voucher, "already-redeemed", NOON.plusSeconds(200));
    look();
    look();

    assertEquals("3|f", severalStations(voucher));
    assertEquals(1, openAlerts());
  }

  @Test
  void stations_further_apart_than_a_day_or_without_a_refusal_are_none() {
    UUID late = voucher();
    attempt(here, late, "redeemed", NOON.minus(Duration.ofHours(25)));
    attempt(there, late, "already-redeemed", NOON.minusSeconds(40));
    UUID same = voucher();
    attempt(here, same, "redeemed", NOON.minusSeconds(50));
    attempt(here, same, "already-redeemed", NOON.minusSeconds(40));
    UUID repeated = voucher();
    attempt(here, repeated, "redeemed", NOON.minusSeconds(50));
    attempt(there, repeated, "repeated", NOON.minusSeconds(40));
    UUID closed = voucher();
    attempt(here, closed, "station-closed", NOON.minusSeconds(50));
    attempt(there, closed, "redeemed", NOON.minusSeconds(40));

    look();

    assertEquals(0, open("several-stations"));
  }

  @Test
  void what_somebody_closed_comes_back_for_new_attempts_only() {
    UUID voucher = voucher();
    attempt(here, voucher, "wrong-station", NOON.minusSeconds(50));
    attempt(there, voucher, "redeemed", NOON.minusSeconds(40));
    look();
    close("several-stations");

    look();
    assertEquals("2|t", severalStations(voucher));
    assertEquals(0, openAlerts());

    attempt(here, voucher, "wrong-station", NOON.minusSeconds(10));
    look();
    assertEquals("1|f, 2|t", severalStations(voucher));
  }

  @Test
  void the_tenth_unknown_code_within_ten_minutes_is_a_burst_and_nine_are_none() {
    for (int i = 0; i < 9; i++) {
      attempt(here, null, i % 2 == 0 ? "voucher-not-found" : "bad-signature", before(9 - i, 20));
      attempt(there, null, "voucher-not-found", before(9 - i, 20));
    }
    attempt(here, null, "voucher-not-found", NOON.minusSeconds(5));
    attempt(there, null, "redeemed", NOON.minusSeconds(5));

    look();
    look();

    assertEquals(
        "1|10 unknown or forged codes within 10 minutes",
        database.one(
            "SELECT times || '|' || detail FROM station_anomalies WHERE kind = 'unknown-codes' AND station_id = ?",
            here));
    assertEquals(1, open("unknown-codes"));
  }

  @Test
  void ten_in_more_than_ten_minutes_are_no_burst() {
    looked(NOON.minus(Duration.ofMinutes(30)));
    for (int i = 0; i < 10; i++) {
      attempt(here, null, "voucher-not-found", before(i, 70));
    }

    look();

    assertEquals(0, open("unknown-codes"));
  }

  @ParameterizedTest
  @CsvSource({
    // Kigali is two hours ahead of UTC all the year.
    "Africa/Kigali, 08:00, 20:00, 2026-03-10T06:00:00Z, false",
    "Africa/Kigali, 08:00, 20:00, 2026-03-10T05:59:59Z, true",
    "Africa/Kigali, 08:00, 20:00, 2026-03-10T17:59:59Z, false",
    "Africa/Kigali, 08:00, 20:00, 2026-03-10T18:00:00Z, true",
    // Over midnight.
    "Africa/Kigali, 20:00, 04:00, 2026-03-10T23:30:00Z, false",
    "Africa/Kigali, 20:00, 04:00, 2026-03-10T02:00:00Z, true",
    "Africa/Kigali, 20:00, 04:00, 2026-03-10T17:59:00Z, true",
    // Malta: one hour ahead until 29 March at 01:00 UTC, then two, until 25 October.
    "Europe/Malta, 08:00, 20:00, 2026-03-28T07:30:00Z, false",
    "Europe/Malta, 08:00, 20:00, 2026-03-28T06:30:00Z, true",
    "Europe/Malta, 08:00, 20:00, 2026-03-29T06:30:00Z, false",
    "Europe/Malta, 08:00, 20:00, 2026-03-29T18:30:00Z, true",
    "Europe/Malta, 08:00, 20:00, 2026-10-25T18:30:00Z, false",
    "Europe/Malta, 01:00, 02:30, 2026-10-25T00:15:00Z, false",
    "Europe/Malta, 01:00, 02:30, 2026-10-25T01:15:00Z, false",
    "Europe/Malta, 01:00, 02:30, 2026-10-25T01:45:00Z, true",
    // Day and night.
    "Africa/Kigali, , , 2026-03-10T01:00:00Z, false",
  })
  void a_redemption_outside_the_hours_of_its_station_is_odd(
      String zone, String opens, String closes, Instant at, boolean odd) {
    database.update(
        "UPDATE stations SET time_zone = ?, opens = ?::time, closes = ?::time WHERE id = ?",
        zone,
        opens,
        closes,
        here);
    now = at.plusSeconds(30);
    looked(at.minusSeconds(30));
    attempt(here, voucher(), "redeemed", at);
    attempt(here, voucher(), "expired", at);

    look();
    look();

    assertEquals(odd ? 1 : 0, open("outside-hours"));
  }

  @Test
  void a_station_that_fell_silent_is_told_until_it_redeems_again() {
    redeemed(here, NOON.minus(Duration.ofHours(25)));
    redeemed(there, NOON.minus(Duration.ofHours(23)));

    look();
    look();
    assertEquals(here.toString(), quiet());

    now = NOON.plus(Duration.ofHours(49));
    redeemed(there, now.minusSeconds(60));
    look();
    assertEquals(
        3,
        database.count(
            "SELECT times FROM station_anomalies WHERE station_id = ? AND kind = 'no-redemptions'",
            here));

    redeemed(here, now.minusSeconds(5));
    look();
    assertEquals(null, quiet());
    assertEquals(
        "job:watch-every-1min: a voucher was redeemed",
        database.one(
            "SELECT closed_by || ': ' || note FROM station_anomalies WHERE station_id = ?", here));
    assertEquals(0, openAlerts());
  }

  @Test
  void only_stations_at_work_can_fall_silent() {
    look();
    assertEquals(null, quiet(), "a station without a device");

    Device device = vouchers.device(here);
    seen(device, NOON.minus(Duration.ofHours(23)), NOON.minusSeconds(60));
    look();
    assertEquals(null, quiet(), "one whose first device is younger than a day");

    seen(device, NOON.minus(Duration.ofHours(25)), NOON.minus(Duration.ofHours(25)));
    look();
    assertEquals(null, quiet(), "one whose device is switched off");

    seen(device, NOON.minus(Duration.ofHours(25)), NOON.minusSeconds(60));
    look();
    assertEquals(here.toString(), quiet());

    database.update("UPDATE stations SET state = 'closed' WHERE id = ?", here);
    look();
    assertEquals(null, quiet(), "a closed one");
  }

  @Test
  void a_silence_that_somebody_closed_is_told_again_a_day_later() {
    redeemed(here, NOON.minus(Duration.ofHours(25)));
    look();
    close("no-redemptions");

    now = NOON.plus(Duration.ofHours(23));
    look();
    assertEquals(null, quiet());

    now = NOON.plus(Duration.ofHours(25));
    look();
    assertEquals(here.toString(), quiet());
  }

  @Test
  void after_a_long_pause_each_look_covers_a_part_until_all_is_seen() {
    looked(NOON.minus(Duration.ofHours(14)));
    UUID voucher = voucher();
    attempt(here, voucher, "redeemed", NOON.minusSeconds(50));
    attempt(there, voucher, "already-redeemed", NOON.minusSeconds(40));

    look();
    look();
    assertEquals(0, open("several-stations"));
    look();
    assertEquals(1, open("several-stations"));
  }

  @Test
  void attempts_are_forgotten_after_400_days_and_not_before_by_anybody() throws SQLException {
    UUID old = attempt(here, null, "voucher-not-found", Instant.now().minus(Duration.ofDays(401)));
    UUID young = attempt(here, null, "expired", Instant.now().minus(Duration.ofDays(399)));
    try (var functions = database.connectAs("scrip_functions_a");
        var statement = functions.createStatement()) {
      assertThrows(
          SQLException.class, () -> statement.execute("DELETE FROM station_attempts WHERE false"));
      statement.execute("SELECT forget_station_attempts(5000)");
    }

    assertEquals(0, attempts(old));
    assertEquals(1, attempts(young));
    String refused =
        assertThrows(
                RuntimeException.class,
                () ->
                    database.update(
                        "DELETE FROM station_attempts WHERE idempotency_key = ?", young.toString()))
            .toString();
    assertTrue(refused.contains("never changed"), refused);
  }

  private static void look() {
    anomalies.find().await().atMost(Duration.ofSeconds(20));
  }

  private static void looked(Instant until) {
    database.update("UPDATE station_watch SET looked_until = ?", until.atOffset(ZoneOffset.UTC));
  }

  private static Instant before(int count, int seconds) {
    return NOON.minusSeconds((long) count * seconds + 1);
  }

  private static String code() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, 10).toUpperCase(Locale.ROOT);
  }

  private UUID voucher() {
    return vouchers.voucher(client, brand, new Money(2000, "RWF"), NOON).id();
  }

  /** Returns its idempotency key. */
  private UUID attempt(UUID station, UUID voucher, String outcome, Instant at) {
    UUID key = UUID.randomUUID();
    database.update(
        "INSERT INTO station_attempts (at, station_id, device_id, voucher_id, method, outcome, idempotency_key)"
            + " VALUES (?, ?, ?, ?::uuid, 'code', ?, ?)",
        at.atOffset(ZoneOffset.UTC),
        station,
        device(station),
        voucher == null ? null : voucher.toString(),
        outcome,
        key.toString());
    return key;
  }

  private void redeemed(UUID station, Instant at) {
    UUID id = UUID.randomUUID();
    database.update(
        "INSERT INTO voucher_redemptions (id, voucher_id, client_id, station_id, device_id, value_minor, currency, reference,"
            + " method, scanned_at, redeemed_at, idempotency_key, fingerprint)"
            + " VALUES (?, ?, ?, ?, ?, 2000, 'RWF', ?, 'code', ?, ?, ?, '')",
        id,
        voucher(),
        client,
        station,
        device(station),
        id.toString(),
        at.atOffset(ZoneOffset.UTC),
        at.atOffset(ZoneOffset.UTC),
        id.toString());
  }

  /** One that was never seen. */
  private UUID device(UUID station) {
    String known =
        database.one("SELECT min(id::text) FROM station_devices WHERE station_id = ?", station);
    return known == null ? vouchers.device(station).id() : UUID.fromString(known);
  }

  private static void seen(Device device, Instant enrolled, Instant last) {
    database.update(
        "UPDATE station_devices SET enrolled_at = ?, last_seen_at = ? WHERE id = ?",
        enrolled.atOffset(ZoneOffset.UTC),
        last.atOffset(ZoneOffset.UTC),
        device.id());
  }

  private static void close(String kind) {
    database.update(
        "UPDATE station_anomalies SET closed_at = ?, closed_by = 'person:x', note = 'seen'"
            + " WHERE kind = ? AND closed_at IS NULL",
        now.atOffset(ZoneOffset.UTC),
        kind);
  }

  private static String severalStations(UUID voucher) {
    return database.one(
        "SELECT string_agg(times || '|' || CASE WHEN closed_at IS NULL THEN 'f' ELSE 't' END, ', ' ORDER BY id DESC)"
            + " FROM station_anomalies WHERE kind = 'several-stations' AND voucher_id = ?",
        voucher);
  }

  private static String quiet() {
    return database.one(
        "SELECT string_agg(station_id::text, ',') FROM station_anomalies WHERE kind = 'no-redemptions' AND closed_at IS NULL");
  }

  private static long open(String kind) {
    return database.count(
        "SELECT count(*) FROM station_anomalies WHERE kind = ? AND closed_at IS NULL", kind);
  }

  private static long openAlerts() {
    return database.count(
        "SELECT count(*) FROM alerts WHERE kind = 'station-anomaly' AND closed_at IS NULL");
  }

  private static long attempts(UUID key) {
    return database.count(
        "SELECT count(*) FROM station_attempts WHERE idempotency_key = ?", key.toString());
  }

  private static final class SettableClock extends Clock {

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
