package scrip.function.twiliocallback;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import scrip.testing.function.Cloud;
import scrip.testing.twilio.TwilioSigner;

/** Calls us as Twilio does, through CloudFront. */
final class Twilio {

  static final String PUBLIC_URL = "https://scrip.example";
  static final String FORM = "application/x-www-form-urlencoded";
  static final String STATUS = "/api/twilio/status";
  static final String INBOUND = "/api/twilio/inbound";
  static final TwilioSigner SIGNER = new TwilioSigner(Cloud.TWILIO.get("token"));
  private static final AtomicInteger NUMBERS = new AtomicInteger(1000);

  private Twilio() {}

  /** A number that no other test has. */
  static String number() {
    return "+1500555" + NUMBERS.incrementAndGet();
  }

  static String sid() {
    return "SM" + UUID.randomUUID().toString().replace("-", "");
  }

  /** A message of a recipient, signed. */
  static ValidatableResponse writes(String from, String text) {
    return writes(sid(), from, text, Map.of());
  }

  static ValidatableResponse writes(
      String sid, String from, String text, Map<String, String> more) {
    Map<String, String> form = new HashMap<>(more);
    form.put("MessageSid", sid);
    form.put("From", from);
    form.put("To", "+15005550006");
    form.put("Body", text);
    return post(INBOUND, form, SIGNER.signature(PUBLIC_URL + INBOUND, form));
  }

  static ValidatableResponse reports(String query, Map<String, String> form) {
    String path = STATUS + query;
    return post(path, form, SIGNER.signature(PUBLIC_URL + path, form));
  }

  static ValidatableResponse post(String path, Map<String, String> form, String signature) {
    return calls()
        .contentType(FORM + "; charset=UTF-8")
        .header("X-Twilio-Signature", signature)
        .body(encoded(form))
        .post(path)
        .then();
  }

  static RequestSpecification calls() {
    return RestAssured.given()
        .urlEncodingEnabled(false)
        .header("X-Scrip-Origin", "origin-secret-of-the-examples")
        .header("CloudFront-Viewer-Address", "203.0.113.7:51234");
  }

  static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }
}
