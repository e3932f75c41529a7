package scrip.function.redeem;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.testing.CloudSettings;
import scrip.testing.Given;
import scrip.testing.function.Cloud;

/**
 * The sample events as Lambda hands them over: an HTTP failure is an answer with a problem, not a
 * function error.
 */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class RawEventTest {

  private final CloudSettings cloud = Cloud.settings();
  private final Given given = new Given(cloud.database(), cloud.secrets(), System.nanoTime());

  @Test
  void a_redemption_s_event_is_answered_with_a_card() throws IOException {
    String name = UUID.randomUUID().toString();
    String code =
        given.recipient(given.campaign(given.poolOf(name, 1), name), "Ada", "+15005550006");

    event("redeem.json", code).body("statusCode", equalTo(200)).body("body", containsString(name));
  }

  @Test
  void a_broken_body_and_an_unknown_redemption_are_problems() throws IOException {
    event("redeem-bad-body.json", "")
        .body("statusCode", equalTo(400))
        .body("body", containsString("invalid_request"));
    event("redeem-progress.json", "")
        .body("statusCode", equalTo(404))
        .body("body", containsString("not_found"));
  }

  @Test
  void the_page_is_a_page() throws IOException {
    event("redeem-page.json", "")
        .body("statusCode", equalTo(200))
        .body("body", containsString("<form"));
  }

  private static ValidatableResponse event(String name, String code) throws IOException {
    String event = Files.readString(Path.of("../../infra/events", name)).replace("CODE", code);
    return RestAssured.given()
        .contentType("application/json")
        .body(event)
        .post("/_lambda_")
        .then()
        .statusCode(200);
  }
}
