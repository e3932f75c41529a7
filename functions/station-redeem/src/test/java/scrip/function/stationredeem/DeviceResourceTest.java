package scrip.function.stationredeem;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static scrip.function.stationredeem.Counter.refused;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;
import scrip.testing.GivenVouchers.Device;
import scrip.testing.function.Cloud;

@QuarkusTest
@QuarkusTestResource(Cloud.class)
class DeviceResourceTest {

  private final Counter counter = new Counter();

  @Test
  void a_device_is_enrolled_signed_in_on_and_signed_out_of() {
    JsonPath enrolled =
        enrol(counter.enrolment().toLowerCase(), null)
            .statusCode(201)
            .header("Cache-Control", equalTo("no-store"))
            .body("station.id", equalTo(counter.station.toString()))
            .body("station.code", equalTo(counter.code))
            .body("station.timeZone", equalTo("Africa/Kigali"))
            .body("device.label", equalTo("counter"))
            .extract()
            .jsonPath();
    String token = enrolled.getString("deviceToken");

    counter.withToken(token).get("/api/station/me").then().body("session", nullValue());
    String session =
        login(token, counter.code.toLowerCase(), Counter.PASSCODE)
            .statusCode(200)
            .body("device.id", equalTo(enrolled.getString("deviceId")))
            .body("expiresAt", notNullValue())
            .extract()
            .path("session");
    Device device = new Device(null, counter.station, token, session);
    counter
        .as(device)
        .get("/api/station/me")
        .then()
        .statusCode(200)
        .body("session.expiresAt", notNullValue())
        .body("redeemEnabled", equalTo(true));
    counter.as(device).post("/api/station/logout").then().statusCode(204);
    refused(counter.as(device).post("/api/station/logout").then(), 401, "session-over");
    assertEquals(
        "enrol sign-in sign-out",
        counter.database.one(
            "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_log WHERE subject_id = ?",
            enrolled.getString("deviceId")));
  }

  @Test
  void an_answer_that_got_lost_loses_nothing_and_a_code_makes_one_device() {
    String code = counter.enrolment();
    String lost = enrol(code, "till 1").statusCode(201).extract().path("deviceToken");

    JsonPath again = enrol(code, "till 2").statusCode(201).extract().jsonPath();

    assertNotEquals(lost, again.getString("deviceToken"));
    assertEquals("till 1", again.getString("device.label"));
    refused(counter.withToken(lost).get("/api/station/me").then(), 401, "device-unknown");
    counter.withToken(again.getString("deviceToken")).get("/api/station/me").then().statusCode(200);
    refused(enrol(code, null), 404, "enrolment-not-accepted");
    assertEquals(
        2,
        counter.database.count(
            "SELECT count(*) FROM station_devices WHERE station_id = ?", counter.station));
  }

  @Test
  void a_code_that_is_over_unknown_or_mistyped_enrols_nothing() {
    String code = counter.enrolment();
    counter.database.update(
        "UPDATE station_enrolments SET expires_at = now() WHERE station_id = ?", counter.station);

    refused(enrol(code, null), 404, "enrolment-not-accepted");
    refused(enrol("7KMA-QRTX-49WE", null), 404, "enrolment-not-accepted");
    refused(enrol("nothing", null), 404, "enrolment-not-accepted");
    refused(
            counter.anybody().body("{\"label\":1,\"x\":2}").post("/api/station/enrol").then(),
            400,
            "invalid-request")
        .body("errors.pointer", hasItems("/code", "/label", "/x"));
  }

  @Test
  void wrong_passcodes_are_refused_alike_and_five_of_them_close_the_device_for_a_while() {
    String token = counter.device.token();
    login(token, counter.code, Counter.PASSCODE).statusCode(200);
    for (int i = 0; i < 4; i++) {
      refused(login(token, counter.code, "000000"), 401, "passcode-wrong");
    }
    refused(login(token, "OTHER", Counter.PASSCODE), 401, "passcode-wrong");

    refused(login(token, counter.code, Counter.PASSCODE), 429, "too-many-attempts")
        .header("Retry-After", notNullValue());

    login(counter.given.device(counter.station).token(), counter.code, Counter.PASSCODE)
        .statusCode(200);
  }

  @Test
  void a_station_closes_for_passcodes_after_twenty_wrong_ones_on_whatever_device() {
    for (int i = 0; i < 4; i++) {
      String token = counter.given.device(counter.station).token();
      for (int j = 0; j < 5; j++) {
        refused(login(token, counter.code, "000000"), 401, "passcode-wrong");
      }
    }

    refused(
        login(counter.device.token(), counter.code, Counter.PASSCODE), 429, "too-many-attempts");
  }

  @Test
  void a_rolled_token_is_dead_at_once_and_so_is_its_session() {
    String token =
        counter
            .operator()
            .post("/api/station/roll")
            .then()
            .statusCode(200)
            .extract()
            .path("deviceToken");

    refused(counter.operator().get("/api/station/me").then(), 401, "device-unknown");
    Device rolled = new Device(null, null, token, counter.device.session());
    counter.as(rolled).get("/api/station/me").then().statusCode(200).body("session", nullValue());
    refused(counter.as(rolled).post("/api/station/roll").then(), 401, "session-over");
  }

  @Test
  void a_device_that_was_revoked_is_unknown_and_no_session_of_another_device_counts() {
    Device other = counter.given.device(counter.station);
    Device stolen = new Device(null, null, counter.device.token(), other.session());
    refused(counter.as(stolen).get("/api/station/history").then(), 401, "session-over");

    counter.database.update(
        "UPDATE station_devices SET revoked_at = now() WHERE id = ?", counter.device.id());

    refused(counter.operator().get("/api/station/me").then(), 401, "device-unknown");
    refused(counter.redeem(counter.voucher().code()), 401, "device-unknown");
    refused(counter.anybody().get("/api/station/me").then(), 401, "device-unknown");
    refused(counter.withToken("x").get("/api/station/me").then(), 401, "device-unknown");
  }

  @Test
  void a_session_is_over_after_twelve_hours() {
    counter.database.update(
        "UPDATE station_sessions SET expires_at = now() WHERE device_id = ?", counter.device.id());

    refused(counter.operator().get("/api/station/balance").then(), 401, "session-over");
    assertEquals(
        "12:00:00",
        counter.database.one(
            "SELECT expires_at - made_at FROM station_sessions WHERE token_hash = ?",
            scrip.access.Hash.sha256(
                login(counter.device.token(), counter.code, Counter.PASSCODE)
                    .extract()
                    .<String>path("session"))));
  }

  private ValidatableResponse enrol(String code, String label) {
    String more = label == null ? "" : ",\"label\":\"" + label + "\"";
    return counter
        .anybody()
        .body("{\"code\":\"" + code + "\"" + more + "}")
        .post("/api/station/enrol")
        .then();
  }

  private ValidatableResponse login(String token, String station, String passcode) {
    return counter
        .withToken(token)
        .body("{\"stationCode\":\"%s\",\"passcode\":\"%s\"}".formatted(station, passcode))
        .post("/api/station/login")
        .then();
  }
}
