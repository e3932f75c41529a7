package scrip.function.console;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import scrip.testing.Given;
import scrip.testing.Given.SignedIn;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/** How tests ask the console: through CloudFront, as somebody. */
public final class Desk {

  public static final TestDatabase DATABASE = Cloud.settings().database();
  public static final Given GIVEN =
      new Given(DATABASE, Cloud.settings().secrets(), System.nanoTime());

  private Desk() {}

  /** Nobody in particular. */
  public static RequestSpecification nobody() {
    return given()
        .header("X-Scrip-Origin", "origin-secret-of-the-examples")
        .header("CloudFront-Viewer-Address", "203.0.113.7:51234");
  }

  /** Somebody in a browser, ready to read and to write JSON. */
  public static RequestSpecification as(SignedIn person) {
    return nobody()
        .cookie("scrip_session", person.cookie())
        .header("X-CSRF-Token", person.csrf())
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .contentType("application/json");
  }

  /** A machine. */
  public static RequestSpecification with(String key) {
    return nobody()
        .header("Authorization", "Bearer " + key)
        .header("Idempotency-Key", UUID.randomUUID().toString())
        .contentType("application/json");
  }
}
