package scrip.function.redeem;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.testing.function.Cloud;

/** Limits and idempotency keys. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class RedeemRepeatTest {

  private final Desk desk = new Desk();

  @Test
  void wrong_codes_spend_the_budget_of_failures_typing_errors_do_not_and_sql_unlocks() {
    for (int i = 0; i < 10; i++) {
      desk.post("A1B2C" + i).then().statusCode(404);
      desk.post("7KMA-QRTX-49WF").then().statusCode(404);
    }
    desk.given.importedRecipient(desk.campaign, "LEGACY-" + desk.name.substring(0, 5), Desk.PHONE);
    int length = ("LEGACY" + desk.name.substring(0, 5)).length();
    for (int i = 0; i < 10; i++) {
      desk.post("Q".repeat(length - 1) + i).then().statusCode(404);
    }

    desk.post(desk.code)
        .then()
        .statusCode(429)
        .header("Retry-After", notNullValue())
        .header("RateLimit-Limit", "10")
        .header("RateLimit-Remaining", "0")
        .header("RateLimit-Reset", notNullValue())
        .body("code", equalTo("too_many_attempts"))
        .body("limitOf", equalTo("this network address"));

    desk.database.update("DELETE FROM rate_limit_tracking WHERE identifier = ?", desk.address);
    desk.post(desk.code).then().statusCode(200);
  }

  @Test
  void the_budget_of_requests_is_exact_and_an_allowance_lifts_it() {
    for (int i = 0; i < 60; i++) {
      desk.post("x").then().statusCode(404);
    }
    desk.post(desk.code).then().statusCode(429);

    desk.database.update(
        "INSERT INTO limit_allowances (network, reason, expires_at) VALUES (?::cidr, 'call centre', now()"
            + " + INTERVAL '1 hour')",
        desk.address + "/32");
    desk.post(desk.code).then().statusCode(200);
  }

  @Test
  void a_key_repeats_the_outcome_and_never_serves_two_requests() {
    String key = UUID.randomUUID().toString();
    Response first = desk.keyed(key, "{\"code\":\"" + desk.code + "\"}");
    first.then().statusCode(200).body("alreadyRedeemed", equalTo(false));

    desk.keyed(key, "{\"code\":\"" + desk.code + "\"}")
        .then()
        .statusCode(200)
        .body("alreadyRedeemed", equalTo(false))
        .body("redemptionId", equalTo(first.path("redemptionId")));
    desk.keyed(key, "{\"code\": \"" + desk.code + "\"}")
        .then()
        .statusCode(422)
        .body("code", equalTo("key_reused"));
    String other = UUID.randomUUID().toString();
    desk.keyed(other, "{\"code\":\"7KMA-QRTX-49WE\"}").then().statusCode(404);
    desk.keyed(other, "{\"code\":\"7KMA-QRTX-49WE\"}")
        .then()
        .statusCode(404)
        .body("code", equalTo("code_not_accepted"));
    desk.keyed("a,b", "{\"code\":\"" + desk.code + "\"}")
        .then()
        .statusCode(400)
        .body("errors[0].pointer", equalTo("Idempotency-Key"));
  }

  @Test
  void a_key_in_flight_is_409_and_free_again_when_its_request_died() {
    String key = UUID.randomUUID().toString();
    String body = "{\"code\":\"" + desk.code + "\"}";
    desk.database.update(
        "INSERT INTO idempotency_keys (principal, route, key, fingerprint, lease_token, lease_until) VALUES"
            + " (?, 'POST /api/redeem', ?, ?, gen_random_uuid(), now() + INTERVAL '9 seconds')",
        "public:" + desk.address,
        key,
        scrip.access.Hash.sha256(body));

    desk.keyed(key, body)
        .then()
        .statusCode(409)
        .header("Retry-After", notNullValue())
        .body("code", equalTo("in_flight"));

    desk.database.update(
        "UPDATE idempotency_keys SET lease_until = now() - INTERVAL '1 second' WHERE key = ?", key);
    desk.keyed(key, body).then().statusCode(200);
  }
}
