package scrip.function.twiliocallback;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/** The sample events as Lambda hands them over, their bodies in Base64. */
@QuarkusTest
@QuarkusTestResource(
    value = Cloud.class,
    initArgs = @ResourceArg(name = "scrip.public-url", value = Twilio.PUBLIC_URL))
class RawEventTest {

  private static final Path EVENTS = Path.of("../../infra/events");

  @Test
  void a_report_of_an_attempt_is_believed_with_its_query() throws IOException {
    event("twilio-callback.json").body("statusCode", equalTo(204));

    assertEquals(
        1,
        Cloud.settings()
            .database()
            .count(
                "SELECT count(*) FROM delivery_receipts"
                    + " WHERE message_id = 'SM00000000000000000000000000000001'"));
  }

  @Test
  void a_stop_is_answered_in_xml() throws IOException {
    event("twilio-callback-inbound.json")
        .body("statusCode", equalTo(200))
        .body("body", containsString("<Message>You will get no more messages from us."));
  }

  @Test
  void an_unsigned_report_is_an_answer_and_no_failure_of_the_function() throws IOException {
    event("twilio-callback-unsigned.json")
        .body("statusCode", equalTo(403))
        .body("body", containsString("signature_refused"));
  }

  @Test
  void a_query_that_is_none_is_refused_without_a_trace() throws IOException {
    TestDatabase database = Cloud.settings().database();
    String unsigned = Files.readString(EVENTS.resolve("twilio-callback-unsigned.json"));
    String broken =
        unsigned.replaceFirst(
            "\"rawQueryString\": *\"[^\"]*\"", "\"rawQueryString\": \"attempt=%zz\"");
    database.update("DELETE FROM error_logs");

    sent(broken).body("statusCode", equalTo(400));

    assertEquals(0, database.count("SELECT count(*) FROM error_logs"));
  }

  private static ValidatableResponse event(String name) throws IOException {
    return sent(Files.readString(EVENTS.resolve(name)));
  }

  private static ValidatableResponse sent(String event) {
    return RestAssured.given()
        .contentType("application/json")
        .body(event)
        .post("/_lambda_")
        .then()
        .statusCode(200);
  }
}
