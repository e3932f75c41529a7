package scrip.function.stationredeem;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import scrip.testing.function.Cloud;

/**
 * An event as Lambda hands it over: an HTTP failure is an answer with a problem, not a function
 * error.
 */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class RawEventTest {

  private final Counter counter = new Counter();

  @Test
  void a_scan_s_event_is_answered_with_a_redemption() throws IOException {
    String scan =
        JsonObject.of(
                "voucherCode", counter.voucher().qr(), "method", "qr", "scannedAt", Instant.now())
            .encode();

    event(scan).body("statusCode", equalTo(200)).body("body", containsString("\"redeemed\""));
  }

  @Test
  void a_broken_body_is_a_problem() throws IOException {
    event("{")
        .body("statusCode", equalTo(400))
        .body("body", containsString("invalid_request"))
        .body("headers.'Cache-Control'", equalTo("no-store"));
  }

  private ValidatableResponse event(String body) throws IOException {
    JsonObject event =
        new JsonObject(Files.readString(Path.of("../../infra/events/redeem.json")))
            .put("rawPath", "/api/station/redeem")
            .put("body", body);
    event.getJsonObject("requestContext").getJsonObject("http").put("path", "/api/station/redeem");
    event
        .getJsonObject("headers")
        .put("authorization", "Bearer " + counter.device.token())
        .put("x-station-session", counter.device.session())
        .put("idempotency-key", Counter.key());
    return RestAssured.given()
        .contentType("application/json")
        .body(event.encode())
        .post("/_lambda_")
        .then()
        .statusCode(200);
  }
}
