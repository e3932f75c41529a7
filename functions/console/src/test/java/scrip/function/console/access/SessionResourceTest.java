package scrip.function.console.access;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static scrip.function.console.Desk.DATABASE;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.testing.function.Cloud;

/** Signing in and out. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class SessionResourceTest {

  @Test
  void nobody_is_told_to_sign_in() {
    Desk.nobody()
        .get("/api/admin/session")
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .body("code", equalTo("unauthorized"));
    for (String odd : List.of("Basic YTpi", "Bearer", "Bearer scrip_none", "")) {
      Desk.nobody()
          .header("Authorization", odd)
          .get("/api/admin/session")
          .then()
          .statusCode(401)
          .contentType("application/problem+json");
    }
  }

  @Test
  void a_session_says_whose_it_is() {
    var ops = Desk.GIVEN.signedIn("ops");
    Desk.as(ops)
        .get("/api/admin/session")
        .then()
        .statusCode(200)
        .body("id", equalTo(ops.person().toString()))
        .body("rights", hasItem("ops"))
        .body("mustEnrol", equalTo(false))
        .body("csrfToken", equalTo(ops.csrf()));
  }

  @Test
  void a_key_without_the_right_is_refused() {
    String key =
        Desk.GIVEN.agentKey(Desk.GIVEN.client("keys " + UUID.randomUUID(), "US"), "stock.read");
    Desk.with(key)
        .get("/api/admin/session")
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("code", equalTo("forbidden"));
  }

  @Test
  void a_password_opens_a_session_that_ends_by_signing_out() {
    Account ops = Account.of("ops");
    Response in =
        Account.signIn(
            Account.address(), ops.name().toUpperCase(java.util.Locale.ROOT), ops.password(), null);
    in.then().statusCode(200).body("rights", contains("ops"));
    String cookie = in.header("Set-Cookie");
    for (String part : List.of("httponly", "secure", "samesite=strict", "path=/")) {
      assertTrue(cookie.toLowerCase(java.util.Locale.ROOT).contains(part), cookie);
    }
    assertEquals(
        "0",
        DATABASE.one(
            "SELECT count(*) FROM sessions WHERE encode(token_hash, 'escape') LIKE ?",
            "%" + in.cookie("scrip_session") + "%"));
    var session =
        new scrip.testing.Given.SignedIn(
            ops.id(), in.cookie("scrip_session"), in.path("csrfToken"));
    Desk.as(session).get("/api/admin/session").then().statusCode(200);
    assertEquals(
        1,
        DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE action = 'sign-in' AND actor = ?",
            "person:" + ops.id()));

    Desk.as(session).delete("/api/admin/session").then().statusCode(204);
    Desk.as(session).get("/api/admin/session").then().statusCode(401);
  }

  @Test
  void every_wrong_combination_gets_the_same_answer() {
    Account enrolled = Account.of("ops");
    byte[] secret = Account.enrol(enrolled.signIn(null));
    Account disabled = Account.of("ops");
    DATABASE.update("UPDATE people SET disabled_at = now() WHERE id = ?", disabled.id());
    Account fresh = Account.of("ops");
    DATABASE.update("UPDATE people SET password_hash = NULL WHERE id = ?", fresh.id());
    String right = Account.code(secret, 1);
    String wrong = right.equals("000000") ? "111111" : "000000";
    Set<String> answers = new HashSet<>();
    for (Response each :
        List.of(
            Account.signIn(Account.address(), "nobody." + UUID.randomUUID(), "x", null),
            Account.signIn(Account.address(), enrolled.name(), "wrong password", right),
            Account.signIn(Account.address(), enrolled.name(), enrolled.password(), wrong),
            Account.signIn(Account.address(), enrolled.name(), enrolled.password(), "1234567890"),
            Account.signIn(Account.address(), enrolled.name(), enrolled.password(), null),
            Account.signIn(Account.address(), disabled.name(), disabled.password(), null),
            Account.signIn(Account.address(), fresh.name(), fresh.password(), null))) {
      assertEquals(401, each.statusCode());
      JsonObject problem = new JsonObject(each.asString());
      problem.remove("instance");
      answers.add(problem.encode());
      assertEquals(null, each.cookie("scrip_session"));
    }
    assertEquals(1, answers.size(), answers.toString());
  }

  @Test
  void a_code_of_the_app_works_once() {
    Account ops = Account.of("ops");
    byte[] secret = Account.enrol(ops.signIn(null));
    String shown = Account.code(secret, 0);
    assertEquals(
        401,
        Account.signIn(Account.address(), ops.name(), ops.password(), shown).statusCode(),
        "the code that confirmed it");
    String next = Account.code(secret, 1);
    long let =
        IntStream.range(0, 6)
            .parallel()
            .map(
                i ->
                    Account.signIn(Account.address(), ops.name(), ops.password(), next)
                        .statusCode())
            .filter(status -> status == 200)
            .count();
    assertEquals(1, let, "of six with one code");
    String sealed =
        DATABASE.one("SELECT encode(totp_sealed, 'hex') FROM people WHERE id = ?", ops.id());
    assertFalse(sealed.contains(java.util.HexFormat.of().formatHex(secret)), "in clear");
  }

  @Test
  void an_admin_without_a_second_factor_may_only_get_one() {
    Account admin = Account.of("admin");
    var other = admin.signIn(null);
    var session = admin.signIn(null);
    Desk.as(session)
        .get("/api/admin/session")
        .then()
        .statusCode(200)
        .body("rights", contains("enrol"))
        .body("mustEnrol", equalTo(true));
    Desk.as(session).get("/api/admin/people").then().statusCode(403);

    Response begun = Desk.as(session).post("/api/admin/session/totp");
    begun
        .then()
        .statusCode(200)
        .body("uri", containsString("otpauth://totp/Scrip:" + admin.name() + "?secret="));
    byte[] secret = new Base32().decode(begun.<String>path("secret"));
    Desk.as(session)
        .body("{\"code\":\"12345\"}")
        .post("/api/admin/session/totp/confirm")
        .then()
        .statusCode(409)
        .body("code", equalTo("code_refused"));
    Account.confirm(session, secret).then().statusCode(204);

    Desk.as(session).get("/api/admin/people?limit=1").then().statusCode(200);
    Desk.as(other).get("/api/admin/session").then().statusCode(401);
    Desk.as(session)
        .post("/api/admin/session/totp")
        .then()
        .statusCode(409)
        .body("code", equalTo("second_factor_in_use"));
  }

  @Test
  void a_name_has_ten_tries_whoever_tries_and_however_many_at_once() {
    Account ops = Account.of("ops");
    List<Integer> answers =
        IntStream.range(0, 24)
            .parallel()
            .mapToObj(
                i -> Account.signIn(Account.address(), ops.name(), "wrong", null).statusCode())
            .toList();
    assertEquals(10, answers.stream().filter(s -> s == 401).count(), answers.toString());
    assertEquals(14, answers.stream().filter(s -> s == 429).count(), answers.toString());
    Account.signIn(Account.address(), ops.name(), ops.password(), null)
        .then()
        .statusCode(429)
        .body("code", equalTo("too_many_attempts"))
        .body("limitOf", equalTo("this name"));
    String unknown = "nobody." + UUID.randomUUID();
    IntStream.range(0, 10).forEach(i -> Account.signIn(Account.address(), unknown, "wrong", null));
    assertEquals(429, Account.signIn(Account.address(), unknown, "wrong", null).statusCode());
    assertEquals(
        0,
        DATABASE.count(
            "SELECT count(*) FROM rate_limit_tracking WHERE identifier LIKE ?",
            "%" + ops.name() + "%"));
  }

  @Test
  void an_address_has_thirty_tries_and_a_success_costs_none() {
    String address = Account.address();
    Account ops = Account.of("ops");
    IntStream.range(0, 29)
        .forEach(i -> Account.signIn(address, "nobody." + UUID.randomUUID(), "wrong", null));
    for (int i = 0; i < 3; i++) {
      assertEquals(200, Account.signIn(address, ops.name(), ops.password(), null).statusCode());
    }
    assertEquals(401, Account.signIn(address, ops.name(), "wrong", null).statusCode());
    Account.signIn(address, ops.name(), ops.password(), null)
        .then()
        .statusCode(429)
        .body("limitOf", equalTo("this network address"));
  }

  @Test
  void a_write_needs_the_token_of_its_own_session() {
    var admin = Desk.GIVEN.signedIn("admin");
    var another = Desk.GIVEN.signedIn("admin");
    String body = "{\"disabled\":true,\"reason\":\"test\"}";
    UUID victim = Account.of("viewer").id();
    Map<String, String> writes =
        Map.of(
            "PATCH", "/api/admin/people/" + victim,
            "POST", "/api/admin/people/" + victim + "/sessions/end",
            "DELETE", "/api/admin/session");
    for (String method : writes.keySet()) {
      String path = writes.get(method);
      var bare = Desk.nobody().cookie("scrip_session", admin.cookie());
      bare.contentType("application/json").body(body).request(method, path).then().statusCode(401);
      for (String token : List.of("", "wrong", another.csrf())) {
        Desk.nobody()
            .cookie("scrip_session", admin.cookie())
            .header("X-CSRF-Token", token)
            .contentType("application/json")
            .body(body)
            .request(method, path)
            .then()
            .statusCode(403)
            .contentType("application/problem+json");
      }
    }
    Desk.as(admin).get("/api/admin/session").then().statusCode(200);
    assertEquals(
        0,
        DATABASE.count("SELECT count(*) FROM audit_log WHERE subject_id = ?", victim.toString()));
  }
}
