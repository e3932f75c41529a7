package scrip.function.redeem;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.access.Caller;
import scrip.testing.CloudSettings;
import scrip.testing.Given;
import scrip.testing.TestDatabase;

/** The function as CloudFront calls it, through Lambda's event: one test for each answer. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class RedeemResourceTest {

  private static final String PHONE = "+15005550006";
  private static final AtomicInteger ADDRESS = new AtomicInteger();

  private final CloudSettings cloud = Cloud.settings();
  private final TestDatabase database = cloud.database();
  private final Given given = new Given(database, cloud.secrets(), System.nanoTime());
  private final String name = UUID.randomUUID().toString();
  private final String address = "198.51.100." + ADDRESS.incrementAndGet();
  private UUID pool;
  private UUID campaign;
  private String code;
  private String agent;

  @BeforeEach
  void begin() {
    pool = given.poolOf(name, 3);
    campaign = given.campaign(pool, name);
    code = given.recipient(campaign, "Ada", PHONE);
    agent = given.agentKey(client());
  }

  @Test
  void a_code_becomes_a_card_and_a_repeat_the_same_card() {
    Response first = post(code);

    first
        .then()
        .statusCode(200)
        .header("X-Request-Id", notNullValue())
        .header("Cache-Control", "no-store")
        .body("alreadyRedeemed", equalTo(false))
        .body("recipient.firstName", equalTo("Ada"))
        .body("recipient.maskedContact", equalTo("+1••••••••06"))
        .body("card.brand", equalTo(name))
        .body("card.value.amount", equalTo(2500))
        .body("card.value.currency", equalTo("USD"))
        .body("card.code", nullValue())
        .body("delivery.channel", equalTo("sms"))
        .body("delivery.status", equalTo("pending"));
    post(code)
        .then()
        .statusCode(200)
        .body("alreadyRedeemed", equalTo(true))
        .body("redemptionId", equalTo(first.path("redemptionId")))
        .body("card.lastFour", equalTo(first.path("card.lastFour")));
    assertEquals(1, database.count("SELECT count(*) FROM card_claims WHERE pool_id = ?", pool));
  }

  @Test
  void case_spaces_and_hyphens_do_not_count() {
    post(" " + code.toLowerCase(java.util.Locale.ROOT).replace("-", " ") + " ")
        .then()
        .statusCode(200);
  }

  @Test
  void a_repeat_never_sends_to_another_contact() {
    post(code);

    redeem("{\"code\":\"" + code + "\",\"contact\":{\"phone\":\"+15005550010\"}}")
        .statusCode(200)
        .body("recipient.maskedContact", equalTo("+1••••••••06"));

    assertEquals(
        1,
        database.count(
            "SELECT count(*) FROM gift_card_deliveries d JOIN redemptions r"
                + " ON r.id = d.redemption_id WHERE r.pool_id = ?",
            pool));
  }

  @Test
  void progress_is_for_the_browser_that_redeemed_and_for_agents_of_the_client() {
    Response first = post(code);
    String progress = "/api/redeem/" + first.path("redemptionId");
    String stranger = given.agentKey(given.client("other " + name, "US"));

    caller()
        .cookie("scrip_browser", first.cookie("scrip_browser"))
        .get(progress)
        .then()
        .statusCode(200)
        .body("delivery.status", equalTo("pending"));
    caller().get(progress).then().statusCode(404);
    asAgent(agent).get(progress).then().statusCode(200);
    asAgent(stranger).get(progress).then().statusCode(404);
    caller().get("/api/redeem/no-id").then().statusCode(404).body("code", equalTo("not_found"));
  }

  @Test
  void the_public_hears_one_refusal_and_agents_the_true_one() {
    String unknown = "7KMA-QRTX-49WE";
    refusedAs("code-not-accepted", 404, unknown);
    agentRefusedAs("code-not-found", 404, unknown);
    database.update(
        "UPDATE campaigns SET redeem_from = now() - INTERVAL '2 days', redeem_until = now()"
            + " - INTERVAL '1 day' WHERE id = ?",
        campaign);
    refusedAs("code-not-accepted", 404, code);
    agentRefusedAs("code-expired", 410, code);
    database.update(
        "UPDATE campaigns SET redeem_until = NULL, state = 'closed' WHERE id = ?", campaign);
    refusedAs("code-not-accepted", 404, code);
    agentRefusedAs("campaign-inactive", 409, code);
    database.update("UPDATE campaigns SET state = 'paused' WHERE id = ?", campaign);
    post(code).then().statusCode(200);
  }

  @Test
  void approval_and_opt_in_bind_where_the_campaign_asks_for_them() {
    database.update("UPDATE campaigns SET approval_required = true WHERE id = ?", campaign);
    agentRefusedAs("approval-pending", 403, code);
    database.update("UPDATE recipients SET approval = 'rejected' WHERE campaign_id = ?", campaign);
    agentRefusedAs("approval-rejected", 403, code);
    database.update("UPDATE recipients SET approval = 'approved' WHERE campaign_id = ?", campaign);
    database.update("UPDATE campaigns SET opt_in_required = true WHERE id = ?", campaign);
    agentRefusedAs("opt-in-pending", 409, code);
    database.update("UPDATE recipients SET opt_in = 'opted_in' WHERE campaign_id = ?", campaign);
    post(code).then().statusCode(200);
  }

  @Test
  void who_opted_out_gets_nothing_under_that_number_and_something_under_another() {
    given.optOut("+15005550011");
    String out = given.recipient(campaign, "Ben", "+15005550011");

    refusedAs("opted-out", 409, out);
    redeem("{\"code\":\"" + code + "\",\"contact\":{\"phone\":\"+1 500 555 0011\"}}")
        .statusCode(409);
    redeem("{\"code\":\"" + out + "\",\"contact\":{\"phone\":\"" + PHONE + "\"}}").statusCode(200);
  }

  @Test
  void without_any_contact_one_is_asked_for_and_national_numbers_are_read_in_the_client_s_region() {
    String nobody = given.recipient(campaign, "Ada", null);

    refusedAs("contact-missing", 400, nobody);
    redeem("{\"code\":\"" + nobody + "\",\"contact\":{\"phone\":\"no number\"}}")
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/contact/phone"));
    redeem("{\"code\":\"" + nobody + "\",\"channel\":\"email\"}")
        .statusCode(400)
        .body("errors[0].detail", containsString("sms"));
    redeem("{\"code\":\"" + nobody + "\",\"contact\":{\"phone\":\"(500) 555-0006\"}}")
        .statusCode(200);
    assertEquals(PHONE, database.one("SELECT address FROM redemptions WHERE pool_id = ?", pool));
  }

  @Test
  void an_empty_pool_gives_a_place_in_the_line_and_tells_the_supervisor_once() {
    UUID empty = given.poolOf("empty " + name, 0);
    UUID letters = given.campaign(empty, "empty " + name);
    String first = given.recipient(letters, "Ada", PHONE);

    post(first)
        .then()
        .statusCode(409)
        .body("code", equalTo("pool_empty"))
        .body("callback.place", equalTo(1))
        .body("callback.dueAt", notNullValue());
    post(given.recipient(letters, "Ben", PHONE)).then().body("callback.place", equalTo(2));
    post(first).then().body("callback.place", equalTo(1));
    assertEquals(1, database.count("SELECT count(*) FROM alerts WHERE pool_id = ?", empty));
  }

  @Test
  void an_undone_claim_is_under_review() {
    post(code);
    database.update(
        "UPDATE redemptions SET current_claim_id = NULL, under_review = true WHERE pool_id = ?",
        pool);

    refusedAs("under-review", 409, code);
  }

  @Test
  void a_released_redemption_gets_a_card_again() {
    post(code);
    database.update(
        "UPDATE gift_cards SET status = 'available', claimed_at = NULL, claimed_by_recipient_id = NULL"
            + " WHERE pool_id = ? AND status = 'claimed'",
        pool);

    post(code).then().statusCode(200).body("alreadyRedeemed", equalTo(false));

    assertEquals(1, database.count("SELECT count(*) FROM redemptions WHERE pool_id = ?", pool));
    assertEquals(2, database.count("SELECT count(*) FROM card_claims WHERE pool_id = ?", pool));
  }

  @Test
  void a_campaign_that_reveals_on_screen_shows_the_card_to_the_first_browser_only() {
    database.update("UPDATE campaigns SET reveal = 'screen' WHERE id = ?", campaign);

    Response first = post(code);

    first
        .then()
        .statusCode(200)
        .body("card.code", containsString("GC"))
        .body("card.number", notNullValue());
    caller()
        .cookie("scrip_browser", first.cookie("scrip_browser"))
        .body("{\"code\":\"" + code + "\"}")
        .post("/api/redeem")
        .then()
        .body("card.code", equalTo(first.path("card.code")));
    post(code).then().statusCode(200).body("card.code", nullValue());
    assertEquals(
        "sent",
        database.one(
            "SELECT status FROM gift_cards WHERE current_claim_id IS NOT NULL AND pool_id = ?",
            pool));
    assertEquals(
        2,
        database.count(
            "SELECT count(*) FROM card_reveals v JOIN gift_cards g ON g.id = v.card_id WHERE g.pool_id = ?",
            pool));
  }

  @Test
  void agents_see_their_client_s_codes_only_and_cards_only_with_the_right() {
    String stranger = given.agentKey(given.client("stranger " + name, "US"));
    String supervisor = given.agentKey(client(), Caller.REVEAL);

    asAgent(stranger)
        .body("{\"code\":\"" + code + "\"}")
        .post("/api/redeem")
        .then()
        .statusCode(404)
        .body("code", equalTo("code_not_found"));
    asAgent(agent)
        .body("{\"code\":\"" + code + "\"}")
        .post("/api/redeem")
        .then()
        .statusCode(200)
        .body("card.code", nullValue());
    asAgent(supervisor)
        .body("{\"code\":\"" + code + "\"}")
        .post("/api/redeem")
        .then()
        .statusCode(200)
        .body("card.code", containsString("GC"));
    assertEquals(
        1,
        database.count(
            "SELECT count(*) FROM card_claims WHERE pool_id = ? AND claimed_by LIKE 'agent:%'",
            pool));
    asAgent("scrip_wrong")
        .body("{\"code\":\"" + code + "\"}")
        .post("/api/redeem")
        .then()
        .statusCode(401)
        .contentType("application/problem+json");
  }

  @Test
  void wrong_codes_spend_the_budget_of_failures_typing_errors_do_not_and_sql_unlocks() {
    for (int i = 0; i < 10; i++) {
      post("A1B2C" + i).then().statusCode(404);
      post("7KMA-QRTX-49WF").then().statusCode(404);
    }
    given.importedRecipient(campaign, "LEGACY-" + name.substring(0, 5), PHONE);
    int length = ("LEGACY" + name.substring(0, 5)).length();
    for (int i = 0; i < 10; i++) {
      post("Q".repeat(length - 1) + i).then().statusCode(404);
    }

    post(code)
        .then()
        .statusCode(429)
        .header("Retry-After", notNullValue())
        .header("RateLimit-Limit", "10")
        .header("RateLimit-Remaining", "0")
        .header("RateLimit-Reset", notNullValue())
        .body("code", equalTo("too_many_attempts"))
        .body("limitOf", equalTo("this network address"));

    database.update("DELETE FROM rate_limit_tracking WHERE identifier = ?", address);
    post(code).then().statusCode(200);
  }

  @Test
  void the_budget_of_requests_is_exact_and_an_allowance_lifts_it() {
    for (int i = 0; i < 60; i++) {
      post("x").then().statusCode(404);
    }
    post(code).then().statusCode(429);

    database.update(
        "INSERT INTO limit_allowances (network, reason, expires_at) VALUES (?::cidr, 'call centre', now()"
            + " + INTERVAL '1 hour')",
        address + "/32");
    post(code).then().statusCode(200);
  }

  @Test
  void a_key_repeats_the_outcome_and_never_serves_two_requests() {
    String key = UUID.randomUUID().toString();
    Response first = keyed(key, "{\"code\":\"" + code + "\"}");
    first.then().statusCode(200).body("alreadyRedeemed", equalTo(false));

    keyed(key, "{\"code\":\"" + code + "\"}")
        .then()
        .statusCode(200)
        .body("alreadyRedeemed", equalTo(false))
        .body("redemptionId", equalTo(first.path("redemptionId")));
    keyed(key, "{\"code\": \"" + code + "\"}")
        .then()
        .statusCode(422)
        .body("code", equalTo("key_reused"));
    String other = UUID.randomUUID().toString();
    keyed(other, "{\"code\":\"7KMA-QRTX-49WE\"}").then().statusCode(404);
    keyed(other, "{\"code\":\"7KMA-QRTX-49WE\"}")
        .then()
        .statusCode(404)
        .body("code", equalTo("code_not_accepted"));
    keyed("a,b", "{\"code\":\"" + code + "\"}")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("Idempotency-Key"));
  }

  @Test
  void a_key_in_flight_is_409_and_free_again_when_its_request_died() {
    String key = UUID.randomUUID().toString();
    String body = "{\"code\":\"" + code + "\"}";
    database.update(
        "INSERT INTO idempotency_keys (principal, route, key, fingerprint, lease_token, lease_until) VALUES"
            + " (?, 'POST /api/redeem', ?, ?, gen_random_uuid(), now() + INTERVAL '9 seconds')",
        "public:" + address,
        key,
        scrip.access.Hash.sha256(body));

    keyed(key, body)
        .then()
        .statusCode(409)
        .header("Retry-After", notNullValue())
        .body("code", equalTo("in_flight"));

    database.update(
        "UPDATE idempotency_keys SET lease_until = now() - INTERVAL '1 second' WHERE key = ?", key);
    keyed(key, body).then().statusCode(200);
  }

  @Test
  void every_fault_is_told_at_once() {
    redeem(
            "{\"code\":5,\"x\":1,\"contact\":{\"y\":2,\"phone\":\"\"},\"condition\":9,\"channel\":\"fax\"}")
        .statusCode(400)
        .body(
            "errors.pointer",
            containsInAnyOrder(
                "/code", "/x", "/contact/y", "/contact/phone", "/condition", "/channel"));
  }

  @Test
  void a_call_past_cloudfront_is_refused() {
    given()
        .contentType("application/json")
        .header("CloudFront-Viewer-Address", "203.0.113.9:1")
        .body("{\"code\":\"" + code + "\"}")
        .post("/api/redeem")
        .then()
        .statusCode(403)
        .body("code", equalTo("direct_call"));
    given()
        .contentType("application/json")
        .header("CloudFront-Viewer-Address", "203.0.113.9:1")
        .header("X-Scrip-Origin", "guess")
        .body("{}")
        .post("/api/redeem")
        .then()
        .statusCode(403);
  }

  private UUID client() {
    return UUID.fromString(database.one("SELECT client_id FROM card_pools WHERE id = ?", pool));
  }

  private RequestSpecification caller() {
    return given()
        .contentType("application/json")
        .header("X-Scrip-Origin", "origin-secret-of-the-examples")
        .header("CloudFront-Viewer-Address", address + ":51234");
  }

  private RequestSpecification asAgent(String key) {
    return caller().header("Authorization", "Bearer " + key);
  }

  private Response post(String typed) {
    return caller().body("{\"code\":\"" + typed + "\"}").post("/api/redeem");
  }

  private Response keyed(String key, String body) {
    return caller().header("Idempotency-Key", key).body(body).post("/api/redeem");
  }

  private ValidatableResponse redeem(String body) {
    return caller().body(body).post("/api/redeem").then();
  }

  private void refusedAs(String slug, int status, String typed) {
    post(typed)
        .then()
        .statusCode(status)
        .contentType("application/problem+json")
        .body("type", equalTo("/problems/" + slug))
        .body("code", equalTo(slug.replace('-', '_')))
        .body("detail", notNullValue())
        .body("instance", notNullValue());
  }

  private void agentRefusedAs(String slug, int status, String typed) {
    asAgent(agent)
        .body("{\"code\":\"" + typed + "\"}")
        .post("/api/redeem")
        .then()
        .statusCode(status)
        .body("type", equalTo("/problems/" + slug));
  }
}
