package scrip.function.console;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import scrip.testing.Given;
import scrip.testing.function.Cloud;

/** Signing in. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class SessionResourceTest {

  private final Given given =
      new Given(Cloud.settings().database(), Cloud.settings().secrets(), System.nanoTime());

  private static RequestSpecification edge() {
    return given()
        .header("X-Scrip-Origin", "origin-secret-of-the-examples")
        .header("CloudFront-Viewer-Address", "203.0.113.7:51234");
  }

  @Test
  void nobody_is_told_to_sign_in() {
    edge()
        .get("/api/admin/session")
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .body("code", equalTo("unauthorized"));
  }

  @Test
  void a_session_says_whose_it_is() {
    var ops = given.signedIn("ops");
    edge()
        .cookie("scrip_session", ops.cookie())
        .get("/api/admin/session")
        .then()
        .statusCode(200)
        .body("name", equalTo("person:" + ops.person()))
        .body("rights", hasItem("ops"));
  }

  @Test
  void a_key_without_the_right_is_refused() {
    String key = given.agentKey(given.client("keys", "US"), "stock.read");
    edge()
        .header("Authorization", "Bearer " + key)
        .get("/api/admin/session")
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("code", equalTo("forbidden"));
  }
}
