package scrip.function.redeem;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import scrip.access.Rights;
import scrip.testing.function.Cloud;

/** The function as CloudFront calls it, through Lambda's event: who gets and sees what. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class RedeemResourceTest {

  private final Desk desk = new Desk();

  @Test
  void a_code_becomes_a_card_and_a_repeat_the_same_card() {
    Response first = desk.post(desk.code);

    first
        .then()
        .statusCode(200)
        .header("X-Request-Id", notNullValue())
        .header("Cache-Control", "no-store")
        .body("alreadyRedeemed", equalTo(false))
        .body("recipient.firstName", equalTo("Ada"))
        .body("recipient.maskedContact", equalTo("+1••••••••06"))
        .body("card.brand", equalTo(desk.name))
        .body("card.value.amount", equalTo(2500))
        .body("card.value.currency", equalTo("USD"))
        .body("card.code", nullValue())
        .body("delivery.channel", equalTo("sms"))
        .body("delivery.status", equalTo("pending"));
    desk.post(desk.code)
        .then()
        .statusCode(200)
        .body("alreadyRedeemed", equalTo(true))
        .body("redemptionId", equalTo(first.path("redemptionId")))
        .body("card.lastFour", equalTo(first.path("card.lastFour")));
    assertEquals(
        1, desk.database.count("SELECT count(*) FROM card_claims WHERE pool_id = ?", desk.pool));
  }

  @Test
  void case_spaces_and_hyphens_do_not_count() {
    desk.post(" " + desk.code.toLowerCase(java.util.Locale.ROOT).replace("-", " ") + " ")
        .then()
        .statusCode(200);
  }

  @Test
  void a_repeat_never_sends_to_another_contact() {
    desk.post(desk.code);

    desk.redeem("{\"code\":\"" + desk.code + "\",\"contact\":{\"phone\":\"+15005550010\"}}")
        .statusCode(200)
        .body("recipient.maskedContact", equalTo("+1••••••••06"));

    assertEquals(
        1,
        desk.database.count(
            "SELECT count(*) FROM gift_card_deliveries d JOIN redemptions r"
                + " ON r.id = d.redemption_id WHERE r.pool_id = ?",
            desk.pool));
  }

  @Test
  void progress_is_for_the_browser_that_redeemed_and_for_agents_of_the_client() {
    Response first = desk.post(desk.code);
    String progress = "/api/redeem/" + first.path("redemptionId");
    String stranger = desk.given.agentKey(desk.given.client("other " + desk.name, "US"));

    desk.caller()
        .cookie("scrip_browser", first.cookie("scrip_browser"))
        .get(progress)
        .then()
        .statusCode(200)
        .body("delivery.status", equalTo("pending"));
    desk.caller().get(progress).then().statusCode(404);
    desk.asAgent(desk.agent).get(progress).then().statusCode(200);
    desk.asAgent(stranger).get(progress).then().statusCode(404);
    desk.caller()
        .get("/api/redeem/no-id")
        .then()
        .statusCode(404)
        .body("code", equalTo("not_found"));
  }

  @Test
  void a_released_redemption_gets_a_card_again() {
    desk.post(desk.code);
    desk.database.update(
        "UPDATE gift_cards SET status = 'available', claimed_at = NULL, claimed_by_recipient_id = NULL"
            + " WHERE pool_id = ? AND status = 'claimed'",
        desk.pool);

    desk.post(desk.code).then().statusCode(200).body("alreadyRedeemed", equalTo(false));

    assertEquals(
        1, desk.database.count("SELECT count(*) FROM redemptions WHERE pool_id = ?", desk.pool));
    assertEquals(
        2, desk.database.count("SELECT count(*) FROM card_claims WHERE pool_id = ?", desk.pool));
  }

  @Test
  void a_campaign_that_reveals_on_screen_shows_the_card_to_the_first_browser_only() {
    desk.database.update("UPDATE campaigns SET reveal = 'screen' WHERE id = ?", desk.campaign);

    Response first = desk.post(desk.code);

    first
        .then()
        .statusCode(200)
        .body("card.code", containsString("GC"))
        .body("card.number", notNullValue());
    desk.caller()
        .cookie("scrip_browser", first.cookie("scrip_browser"))
        .body("{\"code\":\"" + desk.code + "\"}")
        .post("/api/redeem")
        .then()
        .body("card.code", equalTo(first.path("card.code")));
    desk.post(desk.code).then().statusCode(200).body("card.code", nullValue());
    assertEquals(
        "sent",
        desk.database.one(
            "SELECT status FROM gift_cards WHERE current_claim_id IS NOT NULL AND pool_id = ?",
            desk.pool));
    assertEquals(
        2,
        desk.database.count(
            "SELECT count(*) FROM card_reveals v JOIN gift_cards g ON g.id = v.card_id WHERE g.pool_id = ?",
            desk.pool));
  }

  @Test
  void agents_see_their_client_s_codes_only_and_cards_only_with_the_right() {
    String stranger = desk.given.agentKey(desk.given.client("stranger " + desk.name, "US"));
    String supervisor = desk.given.agentKey(desk.client(), Rights.REVEAL);

    desk.asAgent(stranger)
        .body("{\"code\":\"" + desk.code + "\"}")
        .post("/api/redeem")
        .then()
        .statusCode(404)
        .body("code", equalTo("code_not_found"));
    desk.asAgent(desk.agent)
        .body("{\"code\":\"" + desk.code + "\"}")
        .post("/api/redeem")
        .then()
        .statusCode(200)
        .body("card.code", nullValue());
    desk.asAgent(supervisor)
        .body("{\"code\":\"" + desk.code + "\"}")
        .post("/api/redeem")
        .then()
        .statusCode(200)
        .body("card.code", containsString("GC"));
    assertEquals(
        1,
        desk.database.count(
            "SELECT count(*) FROM card_claims WHERE pool_id = ? AND claimed_by LIKE 'agent:%'",
            desk.pool));
    desk.asAgent("scrip_wrong")
        .body("{\"code\":\"" + desk.code + "\"}")
        .post("/api/redeem")
        .then()
        .statusCode(401)
        .contentType("application/problem+json");
  }
}
