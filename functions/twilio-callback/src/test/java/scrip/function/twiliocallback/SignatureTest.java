package scrip.function.twiliocallback;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/** Only what Twilio signed is believed, and nobody else can make us keep much. */
@QuarkusTest
@QuarkusTestResource(
    value = Cloud.class,
    initArgs = @ResourceArg(name = "scrip.public-url", value = Twilio.PUBLIC_URL))
class SignatureTest {

  private final TestDatabase database = Cloud.settings().database();
  private final String sid = Twilio.sid();
  private final Map<String, String> message =
      Map.of("MessageSid", sid, "From", Twilio.number(), "Body", "Hi & välkommen + 😀;=");

  @Test
  void a_form_is_believed_by_its_signature_over_the_public_address_and_its_query() {
    String path = Twilio.INBOUND + "?again=1&x=%2B&y=a+b";

    Twilio.post(path, message, Twilio.SIGNER.signature(Twilio.PUBLIC_URL + path, message))
        .statusCode(200)
        .contentType("text/xml");

    assertEquals(1, kept());
  }

  @Test
  void json_is_believed_by_its_hash_in_the_query() {
    String body =
        "{\"MessageSid\":\""
            + sid
            + "\",\"From\":\""
            + Twilio.number()
            + "\",\"Body\":\"Hé\",\"N\":[1]}";
    String path = Twilio.INBOUND + "?bodySHA256=" + scrip.testing.twilio.TwilioSigner.hash(body);
    String signature = Twilio.SIGNER.signature(Twilio.PUBLIC_URL + path, Map.of());

    json(path, signature, body.replace("Hé", "STOP")).statusCode(403);
    json(
            Twilio.INBOUND,
            Twilio.SIGNER.signature(Twilio.PUBLIC_URL + Twilio.INBOUND, Map.of()),
            body)
        .statusCode(403);
    assertEquals(0, kept());
    json(path, signature, body).statusCode(200);
    assertEquals(1, kept());
  }

  @Test
  void what_is_not_signed_or_signed_for_something_else_is_refused_and_changes_nothing() {
    String right = Twilio.SIGNER.signature(Twilio.PUBLIC_URL + Twilio.INBOUND, message);

    for (String path : new String[] {Twilio.STATUS, Twilio.INBOUND + "?attempt=1"}) {
      Twilio.post(path, message, right)
          .statusCode(403)
          .contentType("application/problem+json")
          .body("code", equalTo("signature_refused"));
    }
    Twilio.post(Twilio.INBOUND, message, "").statusCode(403);
    Twilio.post(
            Twilio.INBOUND,
            message,
            Twilio.SIGNER.signature("http://localhost" + Twilio.INBOUND, message))
        .statusCode(403);
    Twilio.calls()
        .contentType(Twilio.FORM)
        .body(Twilio.encoded(message))
        .post(Twilio.INBOUND)
        .then()
        .statusCode(403);
    Map<String, String> other = Map.of("MessageSid", sid, "From", Twilio.number(), "Body", "STOP");
    Twilio.post(Twilio.INBOUND, other, right).statusCode(403);

    assertEquals(0, kept());
  }

  @Test
  void any_number_of_forgeries_leaves_one_row_a_minute() {
    database.update("DELETE FROM error_logs");
    for (int i = 0; i < 20; i++) {
      Twilio.post(Twilio.INBOUND, message, "forged" + i).statusCode(403);
    }

    assertEquals(true, database.count("SELECT count(*) FROM error_logs") <= 1);
  }

  @Test
  void past_cloudfront_even_twilio_is_refused() {
    RestAssured.given()
        .contentType(Twilio.FORM)
        .header(
            "X-Twilio-Signature",
            Twilio.SIGNER.signature(Twilio.PUBLIC_URL + Twilio.INBOUND, message))
        .body(Twilio.encoded(message))
        .post(Twilio.INBOUND)
        .then()
        .statusCode(403)
        .body("code", equalTo("direct_call"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"A=1&A=2", "A=%zz", "A=%"})
  void a_form_that_can_be_read_in_two_ways_or_in_none_is_a_problem(String body) {
    Twilio.calls()
        .contentType(Twilio.FORM)
        .body(body)
        .post(Twilio.STATUS)
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid_request"))
        .body(not(containsString("stack")));
  }

  @Test
  void too_long_and_other_bodies_are_problems() {
    Twilio.calls()
        .contentType(Twilio.FORM)
        .body("A=" + "x".repeat(70_000))
        .post(Twilio.STATUS)
        .then()
        .statusCode(413)
        .body("code", equalTo("body_too_large"));
    Twilio.calls()
        .contentType("text/plain")
        .body("A=1")
        .post(Twilio.STATUS)
        .then()
        .statusCode(415)
        .body("code", equalTo("unsupported_media_type"));
    Twilio.calls().get(Twilio.STATUS).then().statusCode(405);
  }

  @Test
  void what_is_signed_and_not_to_be_understood_is_counted_and_does_not_come_again() {
    database.update("DELETE FROM error_logs");

    Twilio.reports("", Map.of("MessageSid", sid, "MessageStatus", "teleported")).statusCode(204);
    Twilio.reports("?attempt=x", Map.of("MessageStatus", "sent")).statusCode(204);
    Twilio.writes("messenger:1234", "STOP").statusCode(200);

    assertEquals(1, database.count("SELECT count(*) FROM error_logs"));
    assertEquals(
        "callback-unreadable",
        database.one("SELECT error_type FROM error_logs ORDER BY id LIMIT 1"));
  }

  private static io.restassured.response.ValidatableResponse json(
      String path, String signature, String body) {
    return Twilio.calls()
        .contentType("application/json")
        .header("X-Twilio-Signature", signature)
        .body(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .post(path)
        .then();
  }

  private long kept() {
    return database.count("SELECT count(*) FROM inbound_messages WHERE message_id = ?", sid);
  }
}
