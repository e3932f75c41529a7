package scrip.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scrip.testing.Given;
import scrip.testing.HistoryChecker;

/**
 * What people and programs really send, one by one, to the packaged process: a clear problem, and
 * nothing lost.
 */
class BadInputIT {

  private static final String SQL = "'; DROP TABLE gift_cards; --";
  private static final String HTML = "<script>alert(1)</script>";
  private static Given given;
  private static UUID campaign;

  @BeforeAll
  static void start() {
    given = Running.given();
    Running.allowLoopback();
    String name = "bad input " + UUID.randomUUID();
    campaign = given.campaign(given.poolOf(name, 40), name);
  }

  @Test
  void bodies_that_are_no_json_objects_are_refused() throws Exception {
    for (String body :
        List.of(
            "",
            " ",
            "null",
            "[]",
            "\"x\"",
            "7",
            "{",
            "{\"code\":}",
            "{\"code\":\"A\"} x",
            "{\"code\":\"AAAA\",\"code\":\"BBBB\"}",
            "[".repeat(15_000),
            "{\"a\":".repeat(3_000))) {
      problem(400, "invalid-request", post(body.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void a_body_of_five_megabytes_is_too_large() throws Exception {
    problem(413, "body-too-large", post(new byte[5 * 1024 * 1024]));
  }

  @Test
  void invalid_utf_8_and_control_characters_are_refused() throws Exception {
    byte[] broken = "{\"code\":\"AB\u0001\"}".getBytes(StandardCharsets.ISO_8859_1);
    problem(400, "invalid-request", post(broken));
    broken[11] = (byte) 0xff;
    problem(400, "invalid-request", post(broken));
    problem(
        400,
        "invalid-request",
        post("{\"code\":\"AB\\u0000CD\"}".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void wrong_types_and_unknown_members_are_all_named() throws Exception {
    for (String code : List.of("1", "true", "[]", "{}", "null", "1.5")) {
      assertEquals("/code", firstFault("{\"code\":" + code + "}"));
    }
    assertEquals("/condition", firstFault("{\"code\":\"AAAA\",\"condition\":\"1\"}"));
    assertEquals("/condition", firstFault("{\"code\":\"AAAA\",\"condition\":1.5}"));
    assertEquals("/condition", firstFault("{\"code\":\"AAAA\",\"condition\":99999999999}"));
    assertEquals("/contact", firstFault("{\"code\":\"AAAA\",\"contact\":\"+15005550006\"}"));
    assertEquals("/chanel", firstFault("{\"code\":\"AAAA\",\"chanel\":\"sms\"}"));
  }

  @Test
  void codes_with_every_look_alike_are_refused_and_never_an_error() throws Exception {
    for (char alike : "O0oI1lLS5Zz2B8bDVvNn".toCharArray()) {
      problem(404, "code-not-accepted", redeem("7KMA-QRT" + alike + "-49WE", null));
    }
    for (String odd :
        List.of("7KMA‑QRTX‑49WE", "７ＫＭＡ", "7KMA\u00a0QRTX\u00a049WE", "é".repeat(40), "🎁🎁🎁🎁")) {
      problem(404, "code-not-accepted", redeem(odd, null));
    }
  }

  @Test
  void phone_numbers_of_ten_countries_are_read_and_others_are_refused() throws Exception {
    Map<String, String> numbers =
        Map.of(
            "+250 788 123 456",
            "+250788123456",
            "+33 6 12 34 56 78",
            "+33612345678",
            "+44 7400 123456",
            "+447400123456",
            "+49 1512 3456789",
            "+4915123456789",
            "+254 712 123456",
            "+254712123456",
            "+91 81234 56789",
            "+918123456789",
            "+55 11 96123-4567",
            "+5511961234567",
            "+81 90-1234-5678",
            "+819012345678",
            "+61 412 345 678",
            "+61412345678",
            "(500) 555-0006",
            "+15005550006");
    for (var number : numbers.entrySet()) {
      String code = given.recipient(campaign, "Ada", null);
      HttpResponse<String> answer = redeem(code, number.getKey());
      assertEquals(200, answer.statusCode(), answer.body());
      assertEquals(
          number.getValue(),
          Running.database()
              .one(
                  "SELECT d.address FROM redemptions d JOIN recipients r ON r.id = d.recipient_id"
                      + " WHERE r.code_hash = ?",
                  given.codeHash(code)));
    }
    String code = given.recipient(campaign, "Ada", null);
    for (String wrong :
        List.of("555-1234-", "+999 123", "call me", "+1", "0".repeat(30), "+15005550006;ext=7")) {
      problem(400, "invalid-request", redeem(code, wrong));
    }
    assertEquals(200, redeem(code, "+15005550006").statusCode());
  }

  @Test
  void sql_and_html_in_every_field_stay_text() throws Exception {
    String code = given.recipient(campaign, HTML, null);
    for (String evil :
        List.of(SQL, HTML, "{code}", "%s%n", "${jndi:ldap://x}", "../../etc/passwd")) {
      String json = new JsonObject(Map.of("code", evil)).encode();
      assertTrue(post(json.getBytes(StandardCharsets.UTF_8)).statusCode() == 404, evil);
      problem(400, "invalid-request", redeem(code, evil));
      problem(
          400,
          "invalid-request",
          post(
              new JsonObject(Map.of("code", code, "channel", evil))
                  .encode()
                  .getBytes(StandardCharsets.UTF_8)));
      problem(
          400,
          "invalid-request",
          post(
              new JsonObject(Map.of("code", code, "contact", Map.of("email", evil)))
                  .encode()
                  .getBytes(StandardCharsets.UTF_8)));
      problem(400, "invalid-request", keyed(evil, "{\"code\":\"" + code + "\"}"));
    }
    HttpResponse<String> answer = redeem(code, "+15005550006");
    assertEquals(
        HTML, new JsonObject(answer.body()).getJsonObject("recipient").getString("firstName"));
    assertEquals(List.of(), new HistoryChecker(Running.database()).violations());
  }

  @Test
  void a_key_with_another_body_or_with_a_comma_is_refused() throws Exception {
    String code = given.recipient(campaign, "Ada", "+15005550006");
    String other = given.recipient(campaign, "Ada", "+15005550006");
    String key = UUID.randomUUID().toString();
    assertEquals(200, keyed(key, "{\"code\":\"" + code + "\"}").statusCode());
    problem(422, "key-reused", keyed(key, "{\"code\":\"" + other + "\"}"));
    problem(400, "invalid-request", keyed("a,b", "{\"code\":\"" + other + "\"}"));
    problem(400, "invalid-request", keyed("x".repeat(129), "{\"code\":\"" + other + "\"}"));
  }

  @Test
  void routes_methods_and_media_types_that_are_not_there_are_problems() throws Exception {
    problem(404, "not-found", send(request("/api/nothing").GET().build()));
    problem(404, "not-found", send(request("/").GET().build()));
    problem(405, "method-not-allowed", send(request("/api/redeem").DELETE().build()));
    problem(
        415,
        "unsupported-media-type",
        send(
            request("/api/redeem")
                .setHeader("Content-Type", "text/xml")
                .POST(HttpRequest.BodyPublishers.ofString("<x/>"))
                .build()));
    problem(
        401,
        "unauthorized",
        send(
            request("/api/redeem")
                .header("Authorization", "Basic eDp5")
                .POST(HttpRequest.BodyPublishers.ofString("{\"code\":\"AAAA\"}"))
                .build()));
  }

  private static String firstFault(String body) throws Exception {
    HttpResponse<String> answer = post(body.getBytes(StandardCharsets.UTF_8));
    problem(400, "invalid-request", answer);
    return new JsonObject(answer.body())
        .getJsonArray("errors")
        .getJsonObject(0)
        .getString("pointer");
  }

  private static HttpResponse<String> redeem(String code, String phone) throws Exception {
    JsonObject body = new JsonObject().put("code", code);
    if (phone != null) {
      body.put("contact", new JsonObject().put("phone", phone));
    }
    return post(body.encode().getBytes(StandardCharsets.UTF_8));
  }

  private static HttpResponse<String> post(byte[] body) throws Exception {
    return send(request("/api/redeem").POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
  }

  private static HttpResponse<String> keyed(String key, String body) throws Exception {
    return send(
        request("/api/redeem")
            .header("Idempotency-Key", key.replaceAll("[^ -~]", "?"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(Running.process().url(path))
        .header("Content-Type", "application/json");
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static void problem(int status, String slug, HttpResponse<String> answer) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(
        "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
    JsonObject problem = new JsonObject(answer.body());
    assertEquals("/problems/" + slug, problem.getString("type"));
    assertEquals(
        answer.headers().firstValue("X-Request-Id").orElse("none"), problem.getString("instance"));
    assertTrue(!problem.getString("detail").isBlank());
  }
}
