package scrip.function.stationredeem;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import scrip.access.Hash;
import scrip.giftcard.CodeAlphabet;
import scrip.money.Money;
import scrip.testing.CloudSettings;
import scrip.testing.Given;
import scrip.testing.GivenVouchers;
import scrip.testing.GivenVouchers.Device;
import scrip.testing.GivenVouchers.Open;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/**
 * A client with a station, a device on which somebody is signed in, and as many vouchers as asked.
 */
final class Counter {

  static final String PASSCODE = "482913";
  private static final AtomicInteger ADDRESS = new AtomicInteger();
  private static final String PASSCODE_HASH = BcryptUtil.bcryptHash(PASSCODE);

  final TestDatabase database;
  final GivenVouchers given;
  final String name = UUID.randomUUID().toString();
  final String address = "198.51.100." + ADDRESS.incrementAndGet();
  final UUID client;
  final UUID brand;
  final String code = "K" + ADDRESS.get() + "X" + name.substring(0, 4).toUpperCase();
  final UUID station;
  final Device device;

  Counter() {
    CloudSettings cloud = Cloud.settings();
    database = cloud.database();
    Given rows = new Given(database, cloud.secrets(), System.nanoTime());
    given = new GivenVouchers(database, cloud.secrets(), System.nanoTime());
    client = rows.client(name, "RW");
    brand = rows.brand(name);
    station = given.station(client, code);
    database.update("UPDATE stations SET passcode_hash = ? WHERE id = ?", PASSCODE_HASH, station);
    device = given.device(station);
  }

  Open voucher() {
    return given.voucher(client, brand, new Money(5000, "RWF"), Instant.now().minusSeconds(60));
  }

  /** A code that enrols a device for ten minutes. */
  String enrolment() {
    String code = CodeAlphabet.issue(new Random(), 12);
    database.update(
        "INSERT INTO station_enrolments (code_hash, station_id, label, made_by, expires_at)"
            + " VALUES (?, ?, 'counter', 'given', now() + INTERVAL '10 minutes')",
        Hash.sha256(code),
        station);
    return code.replaceAll("(.{4})(?=.)", "$1-");
  }

  RequestSpecification anybody() {
    return given()
        .contentType("application/json")
        .header("X-Scrip-Origin", "origin-secret-of-the-examples")
        .header("CloudFront-Viewer-Address", address + ":51234");
  }

  RequestSpecification withToken(String token) {
    return anybody().header("Authorization", "Bearer " + token);
  }

  RequestSpecification as(Device who) {
    return withToken(who.token()).header("X-Station-Session", who.session());
  }

  RequestSpecification operator() {
    return as(device);
  }

  ValidatableResponse redeem(Device who, String key, String code, String method, Instant at) {
    return as(who)
        .header("Idempotency-Key", key)
        .body(
            "{\"voucherCode\":\"%s\",\"method\":\"%s\",\"scannedAt\":\"%s\"}"
                .formatted(code, method, at))
        .post("/api/station/redeem")
        .then();
  }

  ValidatableResponse redeem(String typed) {
    return redeem(device, key(), typed, "code", Instant.now());
  }

  ValidatableResponse scan(String qr) {
    return redeem(device, key(), qr, "qr", Instant.now());
  }

  static String key() {
    return UUID.randomUUID().toString();
  }

  static ValidatableResponse refused(ValidatableResponse answer, int status, String slug) {
    return answer
        .statusCode(status)
        .contentType("application/problem+json")
        .header("Cache-Control", equalTo("no-store"))
        .body("type", equalTo("/problems/" + slug))
        .body("code", equalTo(slug.replace('-', '_')))
        .body("detail", notNullValue());
  }

  /** What came of requests at this station, the newest last. */
  String outcomes() {
    return database.one(
        "SELECT string_agg(outcome, ' ' ORDER BY id) FROM station_attempts WHERE station_id = ?",
        station);
  }
}
