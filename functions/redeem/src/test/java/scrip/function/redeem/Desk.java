package scrip.function.redeem;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import scrip.testing.CloudSettings;
import scrip.testing.Given;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/**
 * A client with a pool of three cards, a campaign, one code and an agent; and a caller with an
 * address of its own.
 */
final class Desk {

  static final String PHONE = "+15005550006";
  private static final AtomicInteger ADDRESS = new AtomicInteger();

  final String name = UUID.randomUUID().toString();
  final String address = "198.51.100." + ADDRESS.incrementAndGet();
  final TestDatabase database;
  final Given given;
  final UUID pool;
  final UUID campaign;
  final String code;
  final String agent;

  Desk() {
    CloudSettings cloud = Cloud.settings();
    database = cloud.database();
    given = new Given(database, cloud.secrets(), System.nanoTime());
    pool = given.poolOf(name, 3);
    campaign = given.campaign(pool, name);
    code = given.recipient(campaign, "Ada", PHONE);
    agent = given.agentKey(client());
  }

  UUID client() {
    return UUID.fromString(database.one("SELECT client_id FROM card_pools WHERE id = ?", pool));
  }

  RequestSpecification caller() {
    return given()
        .contentType("application/json")
        .header("X-Scrip-Origin", "origin-secret-of-the-examples")
        .header("CloudFront-Viewer-Address", address + ":51234");
  }

  RequestSpecification asAgent(String key) {
    return caller().header("Authorization", "Bearer " + key);
  }

  Response post(String typed) {
    return caller().body("{\"code\":\"" + typed + "\"}").post("/api/redeem");
  }

  Response keyed(String key, String body) {
    return caller().header("Idempotency-Key", key).body(body).post("/api/redeem");
  }

  ValidatableResponse redeem(String body) {
    return caller().body(body).post("/api/redeem").then();
  }

  void refusedAs(String slug, int status, String typed) {
    post(typed)
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("type", equalTo("/problems/" + slug))
        .body("code", equalTo(slug.replace('-', '_')))
        .body("detail", notNullValue())
        .body("instance", notNullValue());
  }

  void agentRefusedAs(String slug, int status, String typed) {
    asAgent(agent)
        .body("{\"code\":\"" + typed + "\"}")
        .post("/api/redeem")
        .then()
        .statusCode(status)
        .body("type", equalTo("/problems/" + slug));
  }
}
