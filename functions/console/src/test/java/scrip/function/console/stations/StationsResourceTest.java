package scrip.function.console.stations;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.access.Hash;
import scrip.access.Rights;
import scrip.function.console.Desk;
import scrip.function.console.Tenants;
import scrip.giftcard.CodeAlphabet;
import scrip.money.Money;
import scrip.testing.Given.SignedIn;
import scrip.testing.GivenVouchers;
import scrip.testing.GivenVouchers.Device;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/** Stations and their devices, as operations keep them. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class StationsResourceTest {

  private static final String STATIONS = "/api/admin/stations";
  private static final String ATTEMPTS = "/api/admin/station-attempts";
  private static final String REASON = "{\"reason\":\"phone was stolen\"}";

  private final TestDatabase database = Desk.DATABASE;
  private final GivenVouchers vouchers =
      new GivenVouchers(database, Cloud.settings().secrets(), System.nanoTime());
  private final Tenants tenants = new Tenants("stations " + UUID.randomUUID());
  private final SignedIn ops = tenants.ours(Rights.OPS);

  @Test
  void a_station_is_made_found_and_changed_with_a_row_of_the_audit_each() {
    String code = code();
    String made =
        make(code.toLowerCase(Locale.ROOT), "Africa/Kigali")
            .statusCode(201)
            .body("code", equalTo(code))
            .body("opens", equalTo("06:00"))
            .body("closes", equalTo("22:00"))
            .body("state", equalTo("active"))
            .body("passcodeSet", equalTo(false))
            .extract()
            .path("id");

    change(made, "{\"name\":\"Kimironko\",\"opens\":null,\"closes\":null,\"reason\":\"moved\"}")
        .statusCode(200)
        .body("name", equalTo("Kimironko"))
        .body("opens", nullValue())
        .body("region", equalTo("RW"));
    change(made, "{\"name\":\"Kimironko\",\"reason\":\"again\"}").statusCode(200);
    change(made, "{\"state\":\"closed\",\"reason\":\"stocktaking\"}")
        .statusCode(200)
        .body("state", equalTo("closed"));

    assertEquals(
        "make-station, change-station, change-station",
        database.one(
            "SELECT string_agg(action, ', ' ORDER BY id) FROM audit_log WHERE subject = 'stations' AND subject_id = ?",
            made));
    assertEquals(
        "[\"Remera " + code + "\", \"Kimironko\"]",
        database.one(
            "SELECT detail ->> 'name' FROM audit_log WHERE subject_id = ? AND action = 'change-station' ORDER BY id LIMIT 1",
            made));
    Desk.as(ops).get(STATIONS + "/" + made).then().body("station.state", equalTo("closed"));
    for (String query :
        List.of("?state=closed", "?region=RW", "?client=" + tenants.ours, "?limit=1")) {
      Desk.as(ops).get(STATIONS + query).then().statusCode(200).body("data.id", hasItems(made));
    }
    Desk.as(ops).get(STATIONS + "?state=active").then().body("data", hasSize(0));
    Desk.as(ops).get(STATIONS + "?state=odd&region=XX").then().body("errors", hasSize(2));
  }

  @Test
  void pages_are_in_the_order_of_codes() {
    List<String> codes = java.util.stream.Stream.of(code(), code(), code()).sorted().toList();
    codes.forEach(code -> vouchers.station(tenants.ours, code));

    String cursor =
        Desk.as(ops)
            .get(STATIONS + "?limit=2")
            .then()
            .body("data.code", equalTo(codes.subList(0, 2)))
            .extract()
            .path("nextCursor");
    Desk.as(ops)
        .get(STATIONS + "?limit=2&cursor=" + cursor)
        .then()
        .body("data.code", equalTo(codes.subList(2, 3)))
        .body("nextCursor", nullValue());
  }

  @Test
  void what_is_wrong_with_a_station_is_told_at_once_and_names_are_taken_once() {
    for (String zone : List.of("CET", "Etc/GMT+2", "Mars/Base", "+02:00", "SystemV/EST5")) {
      make(code(), zone).statusCode(400).body("errors[0].pointer", equalTo("/timeZone"));
    }
    Desk.as(ops)
        .body(
            "{\"client\":\""
                + tenants.ours
                + "\",\"code\":\"A-1\",\"name\":\"x\",\"region\":\"UK\",\"timeZone\":\"UTC\",\"opens\":\"24:00\",\"odd\":1}")
        .post(STATIONS)
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItems("/code", "/region", "/opens", "/reason", "/odd"));
    String code = code();
    make(code, "UTC").statusCode(201);
    make(code, "UTC").statusCode(409).body("code", equalTo("station_code_taken"));
    UUID other = vouchers.station(tenants.ours, code());
    change(other.toString(), "{\"name\":\"Remera " + code + "\",\"reason\":\"x\"}")
        .statusCode(409)
        .body("code", equalTo("station_name_taken"));
    change(other.toString(), "{\"opens\":\"08:00\",\"reason\":\"x\"}").statusCode(400);
    change(other.toString(), "{\"opens\":\"08:00\",\"closes\":\"08:00\",\"reason\":\"x\"}")
        .statusCode(400);
    change(other.toString(), "{\"code\":\"NEW\",\"reason\":\"x\"}").statusCode(400);
  }

  @Test
  void a_new_passcode_ends_every_session_of_the_station_and_of_no_other() {
    UUID station = vouchers.station(tenants.ours, code());
    Device one = vouchers.device(station);
    Device two = vouchers.device(station);
    Device elsewhere = vouchers.device(vouchers.station(tenants.ours, code()));

    passcode(station, "1234").statusCode(400).body("errors[0].pointer", equalTo("/passcode"));
    assertTrue(signedIn(one));
    passcode(station, "730518").statusCode(200).body("passcodeSet", equalTo(true));

    assertFalse(signedIn(one) || signedIn(two));
    assertTrue(signedIn(elsewhere));
    assertTrue(
        BcryptUtil.matches(
            "730518", database.one("SELECT passcode_hash FROM stations WHERE id = ?", station)));
    assertFalse(database.all("SELECT detail FROM audit_log").toString().contains("730518"));
    assertFalse(database.all("SELECT outcome FROM idempotency_keys").toString().contains("730518"));
    assertEquals(
        "2",
        database.one(
            "SELECT detail ->> 'sessionsEnded' FROM audit_log WHERE action = 'set-passcode' AND subject_id = ?",
            station.toString()));
  }

  @Test
  void an_enrolment_is_shown_once_and_a_repeat_puts_a_fresh_code_in_its_place() {
    UUID station = vouchers.station(tenants.ours, code());
    String key = UUID.randomUUID().toString();

    String first = enrolment(station, key).statusCode(201).extract().path("code");
    ValidatableResponse again = enrolment(station, key).statusCode(201);
    String second = again.extract().path("code");

    assertNotEquals(first, second);
    String plain = second.replace("-", "");
    assertTrue(second.matches("(\\w{4}-){2}\\w{4}") && CodeAlphabet.checks(plain), second);
    again
        .body("label", equalTo("counter"))
        .body("url", equalTo(publicUrl() + "/station/#enrol=" + plain))
        .body("qr", startsWith("data:image/png;base64,iVBOR"))
        .body("expiresAt", notNullValue())
        .header("Cache-Control", containsString("no-store"));
    assertEquals(
        "1|t",
        database.one(
            "SELECT count(*) || '|' || bool_and(code_hash = ?"
                + " AND expires_at BETWEEN now() + INTERVAL '9 minutes' AND now() + INTERVAL '10 minutes')::text::char(1)"
                + " FROM station_enrolments WHERE station_id = ?",
            Hash.sha256(plain),
            station));
    String kept =
        database.all("SELECT outcome FROM idempotency_keys").toString()
            + database.all("SELECT detail FROM audit_log");
    assertFalse(kept.contains(first) || kept.contains(plain));

    Device device = vouchers.device(station);
    database.update(
        "UPDATE station_enrolments SET used_at = now(), device_id = ? WHERE station_id = ?",
        device.id(),
        station);
    enrolment(station, key).statusCode(409).body("code", equalTo("enrolment_used"));
    enrolment(station, UUID.randomUUID().toString()).statusCode(201);
  }

  @Test
  void a_revoked_device_is_dead_at_once_and_stays_so() {
    UUID station = vouchers.station(tenants.ours, code());
    Device lost = vouchers.device(station);
    Device kept = vouchers.device(station);

    String at = revoke(lost).statusCode(200).extract().path("revokedAt");
    revoke(lost)
        .statusCode(200)
        .body("revokedAt", equalTo(at))
        .body("revokedBy", startsWith("person:"))
        .body("signedIn", equalTo(false));

    assertFalse(signedIn(lost));
    assertTrue(signedIn(kept));
    assertEquals(
        1,
        database.count(
            "SELECT count(*) FROM audit_log WHERE action = 'revoke-device' AND subject_id = ?",
            lost.id().toString()));
    String cursor =
        Desk.as(ops)
            .get(STATIONS + "/devices?limit=1&stationId=" + station)
            .then()
            .body("data.id", equalTo(List.of(kept.id().toString())))
            .extract()
            .path("nextCursor");
    Desk.as(ops)
        .get(STATIONS + "/devices?limit=1&stationId=" + station + "&cursor=" + cursor)
        .then()
        .body("data.id", equalTo(List.of(lost.id().toString())));
  }

  @Test
  void a_station_shows_its_devices_what_it_redeemed_today_and_what_is_odd() {
    UUID station = vouchers.station(tenants.ours, code());
    Device device = vouchers.device(station);
    UUID brand = Desk.GIVEN.brand(UUID.randomUUID().toString());
    UUID today = redeemed(device, brand, "now()");
    redeemed(device, brand, "now() - INTERVAL '2 days'");
    String anomaly = anomaly(station);
    attempt(device, today, "redeemed", Instant.now().minusSeconds(60));
    attempt(device, today, "already-redeemed", Instant.now().minusSeconds(30));

    Desk.as(ops)
        .get(STATIONS + "/" + station)
        .then()
        .statusCode(200)
        .body("devices.label", equalTo(List.of("counter")))
        .body("devices[0].signedIn", equalTo(true))
        .body("today", hasSize(1))
        .body("today[0].count", equalTo(1))
        .body("today[0].amount.amount", equalTo(2000))
        .body("today[0].amount.currency", equalTo("RWF"))
        .body("anomalies.kind", equalTo(List.of("unknown-codes")));

    for (int i = 0; i < 2; i++) {
      Desk.as(ops)
          .body("{\"note\":\"a child played with it\"}")
          .post(STATIONS + "/anomalies/" + anomaly + "/close")
          .then()
          .statusCode(200)
          .body("note", equalTo("a child played with it"))
          .body("closedBy", startsWith("person:"));
    }
    assertEquals(
        1,
        database.count(
            "SELECT count(*) FROM audit_log WHERE action = 'close-anomaly' AND subject_id = ?",
            anomaly));
    String list = STATIONS + "/anomalies?station=" + station + "&kind=unknown-codes&open=";
    Desk.as(ops).get(list + "true").then().body("data", hasSize(0));
    Desk.as(ops).get(list + "false").then().body("data", hasSize(1));
    Desk.as(ops).get(STATIONS + "/anomalies?kind=odd&open=maybe").then().body("errors", hasSize(2));

    String of = ATTEMPTS + "?station=" + station + "&voucher=" + today;
    String cursor =
        Desk.as(ops)
            .get(of + "&limit=1")
            .then()
            .statusCode(200)
            .body("data[0].outcome", equalTo("already-redeemed"))
            .body("data[0].device", equalTo("counter"))
            .body("data[0].idempotencyKey", matchesPattern("[0-9a-f-]{36}"))
            .extract()
            .path("nextCursor");
    Desk.as(ops)
        .get(of + "&limit=1&cursor=" + cursor)
        .then()
        .body("data.outcome", equalTo(List.of("redeemed")))
        .body("nextCursor", nullValue());
    Desk.as(ops).get(of + "&outcome=redeemed").then().body("data", hasSize(1));
    Desk.as(ops)
        .get(of + "&since=" + Instant.now().minusSeconds(45))
        .then()
        .body("data.outcome", equalTo(List.of("already-redeemed")));
    Desk.as(ops).get(ATTEMPTS + "?since=x&until=y&outcome=A").then().body("errors", hasSize(3));
  }

  @Test
  void another_client_s_stations_are_not_there() {
    UUID mine = vouchers.station(tenants.ours, code());
    UUID theirs = vouchers.station(tenants.theirs, code());
    Device own = vouchers.device(mine);
    Device others = vouchers.device(theirs);
    String anomaly = anomaly(theirs);
    String ownAnomaly = anomaly(mine);
    UUID seen = attempt(own, null, "expired", Instant.now());
    UUID hidden = attempt(others, null, "expired", Instant.now());

    String station = STATIONS + "/" + theirs;
    Tenants.hidden(Desk.as(ops), "GET", station, null);
    Tenants.hidden(Desk.as(ops), "PATCH", station, "{\"name\":\"x\",\"reason\":\"x\"}");
    Tenants.hidden(
        Desk.as(ops), "PUT", station + "/passcode", "{\"passcode\":\"7305\",\"reason\":\"x\"}");
    Tenants.hidden(Desk.as(ops), "POST", station + "/enrolments", "{\"label\":\"x\"}");
    Tenants.hidden(Desk.as(ops), "POST", STATIONS + "/devices/" + others.id() + "/revoke", REASON);
    Tenants.hidden(
        Desk.as(ops), "POST", STATIONS + "/anomalies/" + anomaly + "/close", "{\"note\":\"x\"}");
    Tenants.lists(Desk.as(ops), STATIONS, mine, theirs);
    Tenants.lists(Desk.as(ops), STATIONS + "/devices", own.id(), others.id());
    Tenants.lists(
        Desk.as(ops),
        STATIONS + "/anomalies",
        "\"id\":" + ownAnomaly + ",",
        "\"id\":" + anomaly + ",");
    Tenants.lists(Desk.as(ops), ATTEMPTS, seen, hidden);
    Desk.as(tenants.theirs(Rights.OPS))
        .body(station(tenants.ours, code(), "UTC"))
        .post(STATIONS)
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/client"));
    assertTrue(signedIn(others));
  }

  @Test
  void keys_with_the_scope_keep_stations_and_readers_read() {
    UUID mine = vouchers.station(tenants.ours, code());
    for (RequestSpecification reader :
        List.of(Desk.with(tenants.ourKey(Rights.READ)), Desk.as(tenants.ours(Rights.AGENT)))) {
      reader.get(STATIONS + "/" + mine).then().statusCode(200);
    }
    Desk.as(tenants.ours(Rights.DATA_OPS))
        .body("{\"name\":\"x\",\"reason\":\"x\"}")
        .patch(STATIONS + "/" + mine)
        .then()
        .statusCode(403);
    Desk.with(tenants.ourKey(Rights.STATIONS))
        .body("{\"name\":\"by key\",\"reason\":\"x\"}")
        .patch(STATIONS + "/" + mine)
        .then()
        .statusCode(200)
        .body("name", equalTo("by key"));
  }

  private ValidatableResponse make(String code, String zone) {
    return Desk.as(ops).body(station(tenants.ours, code, zone)).post(STATIONS).then();
  }

  private static String station(UUID client, String code, String zone) {
    return "{\"client\":\"%s\",\"code\":\"%s\",\"name\":\"Remera %s\",\"region\":\"RW\",\"timeZone\":\"%s\","
            .formatted(client, code, code.toUpperCase(Locale.ROOT), zone)
        + "\"opens\":\"06:00\",\"closes\":\"22:00\",\"reason\":\"opens on Monday\"}";
  }

  private ValidatableResponse change(String id, String body) {
    return Desk.as(ops).body(body).patch(STATIONS + "/" + id).then();
  }

  private ValidatableResponse passcode(UUID station, String passcode) {
    return Desk.as(ops)
        .body("{\"passcode\":\"" + passcode + "\",\"reason\":\"an operator left\"}")
        .put(STATIONS + "/" + station + "/passcode")
        .then();
  }

  private ValidatableResponse enrolment(UUID station, String key) {
    return Desk.nobody()
        .cookie("scrip_session", ops.cookie())
        .header("X-CSRF-Token", ops.csrf())
        .header("Idempotency-Key", key)
        .contentType("application/json")
        .body("{\"label\":\"counter\",\"reason\":\"second operator\"}")
        .post(STATIONS + "/" + station + "/enrolments")
        .then();
  }

  private ValidatableResponse revoke(Device device) {
    return Desk.as(ops).body(REASON).post(STATIONS + "/devices/" + device.id() + "/revoke").then();
  }

  private boolean signedIn(Device device) {
    return database.count(
            "SELECT count(*) FROM station_sessions WHERE device_id = ? AND ended_at IS NULL",
            device.id())
        > 0;
  }

  private UUID redeemed(Device device, UUID brand, String at) {
    UUID voucher =
        vouchers.voucher(tenants.ours, brand, new Money(2000, "RWF"), Instant.now()).id();
    database.update(
        "INSERT INTO voucher_redemptions (id, voucher_id, client_id, station_id, device_id, value_minor, currency, reference,"
            + " method, scanned_at, redeemed_at, idempotency_key, fingerprint) SELECT id, id, client_id, ?, ?, value_minor,"
            + " currency, id::text, 'qr', now(), "
            + at
            + ", id::text, '' FROM vouchers WHERE id = ?",
        device.station(),
        device.id(),
        voucher);
    return voucher;
  }

  /** Returns its idempotency key. */
  private UUID attempt(Device device, UUID voucher, String outcome, Instant at) {
    UUID key = UUID.randomUUID();
    database.update(
        "INSERT INTO station_attempts (at, station_id, device_id, voucher_id, method, outcome, idempotency_key)"
            + " VALUES (?::timestamptz, ?, ?, ?::uuid, 'qr', ?, ?)",
        at.toString(),
        device.station(),
        device.id(),
        voucher == null ? null : voucher.toString(),
        outcome,
        key.toString());
    return key;
  }

  private String anomaly(UUID station) {
    return database.one(
        "INSERT INTO station_anomalies (kind, station_id, detail, seen_at, last_seen_at)"
            + " VALUES ('unknown-codes', ?, 'test', now(), now()) RETURNING id",
        station);
  }

  private static String publicUrl() {
    return org.eclipse.microprofile.config.ConfigProvider.getConfig()
        .getValue("scrip.public-url", String.class);
  }

  private static String code() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, 10).toUpperCase(Locale.ROOT);
  }
}
