package scrip.function.console;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import scrip.testing.Given.SignedIn;
import scrip.testing.function.Cloud;

/** The sample event as Lambda hands it over: cookies apart from headers, failures as answers. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class RawEventTest {

  @Test
  void an_event_of_somebody_signed_in_does_what_it_says() throws IOException {
    SignedIn ops = Desk.GIVEN.signedIn("ops");

    event(ops.cookie(), ops.csrf())
        .body("statusCode", equalTo(200))
        .body("body", containsString("\"active\":false"));

    assertEquals(
        "f", Desk.DATABASE.one("SELECT active FROM cron.job WHERE jobname = 'watch-every-1min'"));
    Desk.DATABASE.update("UPDATE cron.job SET active = true");
  }

  @Test
  void an_event_of_nobody_is_answered_with_a_problem() throws IOException {
    event("0123456789012345678901", "0123456789012345678901")
        .body("statusCode", equalTo(401))
        .body("body", containsString("unauthorized"));
  }

  private static ValidatableResponse event(String cookie, String csrf) throws IOException {
    String event =
        Files.readString(Path.of("../../infra/events/console.json"))
            .replace("COOKIE", cookie)
            .replace("CSRF", csrf);
    return RestAssured.given()
        .contentType("application/json")
        .body(event)
        .post("/_lambda_")
        .then()
        .statusCode(200);
  }
}
