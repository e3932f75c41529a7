package scrip.function.stuckcardrescue;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.testing.CloudSettings;
import scrip.testing.Given;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/** The function as Lambda calls it. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class StuckCardRescueHandlerTest {

  private static final String CLEANUP =
      "{\"job\":\"cleanup-stuck-cards-every-10min\",\"trigger\":\"schedule\"}";

  private final CloudSettings cloud = Cloud.settings();
  private final TestDatabase database = cloud.database();

  @Test
  void a_stuck_card_comes_back_the_run_leaves_a_row_and_switched_off_it_stops() {
    Given given = new Given(database, cloud.secrets(), 11);
    UUID pool = given.poolOf("handler", 2);
    given.waitingDeliveries(given.campaign(pool, "handler"), pool, "+15005550006", 1);
    database.update(
        "UPDATE gift_cards SET claimed_at = now() - INTERVAL '20 minutes' WHERE status = 'claimed'");
    database.update("UPDATE gift_card_deliveries SET sms_status = 'suppressed'");

    database.update("UPDATE cron.job SET active = false WHERE jobname LIKE 'cleanup%'");
    run(CLEANUP).statusCode(200).body("status", equalTo("skipped"));
    assertEquals("1", database.one("SELECT claimed_cards FROM gift_card_pools"));

    database.update("UPDATE cron.job SET active = true WHERE jobname LIKE 'cleanup%'");
    run(CLEANUP).statusCode(200).body("message", containsString("1 released"));
    assertEquals("0", database.one("SELECT claimed_cards FROM gift_card_pools"));
    assertEquals(
        "succeeded",
        database.one("SELECT status FROM cron.job_run_details ORDER BY runid DESC LIMIT 1"));
  }

  @Test
  void a_run_that_fails_and_an_unknown_job_are_function_errors() {
    database.update("ALTER TABLE rescue_visits RENAME TO rescue_visits_away");
    try {
      run(CLEANUP).statusCode(500);
    } finally {
      database.update("ALTER TABLE rescue_visits_away RENAME TO rescue_visits");
    }
    assertEquals(
        "failed",
        database.one("SELECT status FROM cron.job_run_details ORDER BY runid DESC LIMIT 1"));
    run("{\"job\":\"watch-every-1min\"}")
        .statusCode(500)
        .body("errorMessage", containsString("nothing else"));
  }

  private static ValidatableResponse run(String event) {
    return RestAssured.given()
        .contentType("application/json")
        .accept("application/json")
        .body(event)
        .post()
        .then();
  }
}
