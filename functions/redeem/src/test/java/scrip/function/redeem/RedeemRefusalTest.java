package scrip.function.redeem;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.testing.function.Cloud;

/** Every refusal, as the public and as agents hear it. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class RedeemRefusalTest {

  private final Desk desk = new Desk();

  @Test
  void the_public_hears_one_refusal_and_agents_the_true_one() {
    String unknown = "7KMA-QRTX-49WE";
    desk.refusedAs("code-not-accepted", 404, unknown);
    desk.agentRefusedAs("code-not-found", 404, unknown);
    desk.database.update(
        "UPDATE campaigns SET redeem_from = now() - INTERVAL '2 days', redeem_until = now()"
            + " - INTERVAL '1 day' WHERE id = ?",
        desk.campaign);
    desk.refusedAs("code-not-accepted", 404, desk.code);
    desk.agentRefusedAs("code-expired", 410, desk.code);
    desk.database.update(
        "UPDATE campaigns SET redeem_until = NULL, state = 'closed' WHERE id = ?", desk.campaign);
    desk.refusedAs("code-not-accepted", 404, desk.code);
    desk.agentRefusedAs("campaign-inactive", 409, desk.code);
  }

  @Test
  void a_paused_campaign_redeems_all_the_same() {
    desk.database.update("UPDATE campaigns SET state = 'paused' WHERE id = ?", desk.campaign);
    desk.post(desk.code).then().statusCode(200);
  }

  @Test
  void approval_and_opt_in_bind_where_the_campaign_asks_for_them() {
    desk.database.update(
        "UPDATE campaigns SET approval_required = true WHERE id = ?", desk.campaign);
    desk.agentRefusedAs("approval-pending", 403, desk.code);
    desk.database.update(
        "UPDATE recipients SET approval = 'rejected' WHERE campaign_id = ?", desk.campaign);
    desk.agentRefusedAs("approval-rejected", 403, desk.code);
    desk.database.update(
        "UPDATE recipients SET approval = 'approved' WHERE campaign_id = ?", desk.campaign);
    desk.database.update("UPDATE campaigns SET opt_in_required = true WHERE id = ?", desk.campaign);
    desk.agentRefusedAs("opt-in-pending", 409, desk.code);
    desk.database.update(
        "UPDATE recipients SET opt_in = 'opted_in' WHERE campaign_id = ?", desk.campaign);
    desk.post(desk.code).then().statusCode(200);
  }

  @Test
  void who_opted_out_gets_nothing_under_that_number_and_something_under_another() {
    desk.given.optOut("+15005550011");
    String out = desk.given.recipient(desk.campaign, "Ben", "+15005550011");

    desk.refusedAs("opted-out", 409, out);
    desk.redeem("{\"code\":\"" + desk.code + "\",\"contact\":{\"phone\":\"+1 500 555 0011\"}}")
        .statusCode(409);
    desk.redeem("{\"code\":\"" + out + "\",\"contact\":{\"phone\":\"" + Desk.PHONE + "\"}}")
        .statusCode(200);
  }

  @Test
  void without_any_contact_one_is_asked_for_and_national_numbers_are_read_in_the_client_s_region() {
    String nobody = desk.given.recipient(desk.campaign, "Ada", null);

    desk.refusedAs("contact-missing", 400, nobody);
    desk.redeem("{\"code\":\"" + nobody + "\",\"contact\":{\"phone\":\"no number\"}}")
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/contact/phone"));
    desk.redeem("{\"code\":\"" + nobody + "\",\"channel\":\"email\"}")
        .statusCode(400)
        .body("errors[0].detail", containsString("sms"));
    desk.redeem("{\"code\":\"" + nobody + "\",\"contact\":{\"phone\":\"(500) 555-0006\"}}")
        .statusCode(200);
    assertEquals(
        Desk.PHONE,
        desk.database.one("SELECT address FROM redemptions WHERE pool_id = ?", desk.pool));
  }

  @Test
  void an_empty_pool_gives_a_place_in_the_line_and_tells_the_supervisor_once() {
    UUID empty = desk.given.poolOf("empty " + desk.name, 0);
    UUID letters = desk.given.campaign(empty, "empty " + desk.name);
    String first = desk.given.recipient(letters, "Ada", Desk.PHONE);

    desk.post(first)
        .then()
        .statusCode(409)
        .body("code", equalTo("pool_empty"))
        .body("callback.place", equalTo(1))
        .body("callback.dueAt", notNullValue());
    desk.post(desk.given.recipient(letters, "Ben", Desk.PHONE))
        .then()
        .body("callback.place", equalTo(2));
    desk.post(first).then().body("callback.place", equalTo(1));
    assertEquals(1, desk.database.count("SELECT count(*) FROM alerts WHERE pool_id = ?", empty));
  }

  @Test
  void an_undone_claim_is_under_review() {
    desk.post(desk.code);
    desk.database.update(
        "UPDATE redemptions SET current_claim_id = NULL, under_review = true WHERE pool_id = ?",
        desk.pool);

    desk.refusedAs("under-review", 409, desk.code);
  }

  @Test
  void every_fault_is_told_at_once() {
    desk.redeem(
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
        .body("{\"code\":\"" + desk.code + "\"}")
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
}
