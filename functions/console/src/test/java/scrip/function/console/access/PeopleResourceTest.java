package scrip.function.console.access;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static scrip.function.console.Desk.DATABASE;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.testing.Given.SignedIn;
import scrip.testing.function.Cloud;

/** Accounts, links, sessions. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class PeopleResourceTest {

  private static final String PEOPLE = "/api/admin/people";
  private static final String REASON = "{\"reason\":\"test\"}";
  private SignedIn admin;

  @BeforeEach
  void signIn() {
    admin = Desk.GIVEN.signedIn("admin");
  }

  @Test
  void a_new_person_sets_a_password_by_a_link_and_signs_in() {
    UUID client = Desk.GIVEN.client("Acorn " + UUID.randomUUID(), "US");
    String name = "new." + UUID.randomUUID();
    String body =
        JsonObject.of("name", name, "role", "agent", "clients", List.of(client), "reason", "joined")
            .encode();
    String key = UUID.randomUUID().toString();
    Response made = create(body, key);
    made.then().statusCode(200).body("token", notNullValue());
    create(body, key)
        .then()
        .statusCode(200)
        .body("person", equalTo(made.path("person")))
        .body("token", nullValue());
    create(body, UUID.randomUUID().toString())
        .then()
        .statusCode(409)
        .body("code", equalTo("name_taken"));

    String token = made.path("token");
    for (String weak :
        List.of(
            "short", "password1234", "aaaaaaaaaaaaaaaa", "my name is " + name, "x".repeat(80))) {
      setPassword(token, weak).then().statusCode(400).body("errors", notNullValue());
    }
    long set =
        IntStream.range(0, 4)
            .parallel()
            .map(i -> setPassword(token, Account.PASSWORD).statusCode())
            .filter(status -> status == 204)
            .count();
    assertEquals(1, set, "of four with one link");
    setPassword(token, Account.PASSWORD).then().statusCode(410).body("code", equalTo("link_over"));
    Account.signIn(Account.address(), name, Account.PASSWORD, null)
        .then()
        .statusCode(200)
        .body("clients", hasItem(client.toString()));
    assertEquals(
        0,
        DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE detail::text LIKE ? OR reason LIKE ?",
            "%" + name + "%",
            "%" + name + "%"));
  }

  @Test
  void a_link_is_over_when_a_newer_one_came_or_its_time_passed_or_its_person_is_disabled() {
    Account ops = Account.of("ops");
    var session = ops.signIn(null);
    String first = link(ops).path("token");
    String second = link(ops).path("token");
    setPassword(first, Account.PASSWORD + "!").then().statusCode(410);
    Desk.as(session).get("/api/admin/session").then().statusCode(200);
    setPassword(second, Account.PASSWORD + "!").then().statusCode(204);
    Desk.as(session).get("/api/admin/session").then().statusCode(401);
    assertEquals(
        401, Account.signIn(Account.address(), ops.name(), ops.password(), null).statusCode());
    assertEquals(
        200,
        Account.signIn(Account.address(), ops.name(), Account.PASSWORD + "!", null).statusCode());

    String third = link(ops).path("token");
    DATABASE.update(
        "UPDATE password_resets SET expires_at = now() - INTERVAL '1 second' WHERE person_id = ?",
        ops.id());
    setPassword(third, Account.PASSWORD).then().statusCode(410);
    String fourth = link(ops).path("token");
    DATABASE.update("UPDATE people SET disabled_at = now() WHERE id = ?", ops.id());
    setPassword(fourth, Account.PASSWORD).then().statusCode(410);
    link(ops).then().statusCode(409).body("code", equalTo("person_disabled"));
    setPassword("no-such-link", Account.PASSWORD).then().statusCode(410);
  }

  @Test
  void a_link_lets_a_locked_name_try_again() {
    Account ops = Account.of("ops");
    IntStream.range(0, 10)
        .forEach(i -> Account.signIn(Account.address(), ops.name(), "wrong", null));
    assertEquals(
        429, Account.signIn(Account.address(), ops.name(), ops.password(), null).statusCode());
    setPassword(link(ops).path("token"), Account.PASSWORD).then().statusCode(204);
    ops.signIn(null);
  }

  @Test
  void a_change_of_role_clients_or_permission_ends_the_sessions() {
    UUID client = Desk.GIVEN.client("Acorn " + UUID.randomUUID(), "US");
    for (String change :
        List.of(
            "{\"role\":\"viewer\",\"reason\":\"test\"}",
            "{\"clients\":[\"" + client + "\"],\"reason\":\"test\"}",
            "{\"mayReveal\":true,\"reason\":\"test\"}",
            "{\"disabled\":true,\"reason\":\"test\"}")) {
      var session = Desk.GIVEN.signedIn("ops");
      Desk.as(session).get("/api/admin/session").then().statusCode(200);
      change(session.person(), change).then().statusCode(200);
      Desk.as(session).get("/api/admin/session").then().statusCode(401);
      assertEquals(
          1,
          DATABASE.count(
              "SELECT count(*) FROM audit_log WHERE action = 'change-person' AND subject_id = ? AND reason = 'test'"
                  + " AND actor = ?",
              session.person().toString(),
              "person:" + admin.person()));
      assertEquals(
          1, DATABASE.count("SELECT epoch FROM people WHERE id = ?", session.person()), change);
    }
  }

  @Test
  void what_is_wrong_with_a_change_is_told_and_changes_nothing() {
    var ops = Desk.GIVEN.signedIn("ops");
    change(ops.person(), "{\"role\":\"king\",\"clients\":[\"x\"],\"colour\":1}")
        .then()
        .statusCode(400)
        .body("errors.size()", equalTo(4));
    change(ops.person(), "{\"clients\":[\"" + UUID.randomUUID() + "\"],\"reason\":\"test\"}")
        .then()
        .statusCode(400);
    change(UUID.randomUUID(), "{\"disabled\":true,\"reason\":\"test\"}").then().statusCode(404);
    Desk.as(ops).get("/api/admin/session").then().statusCode(200);
  }

  @Test
  void one_admin_is_left_whatever_two_of_them_do_at_once() {
    DATABASE.update("UPDATE people SET password_hash = NULL WHERE role = 'admin'");
    Account one = Account.of("admin");
    Account two = Account.of("admin");
    List<Integer> answers =
        List.of(one, two).parallelStream()
            .map(
                account ->
                    change(account.id(), "{\"role\":\"ops\",\"reason\":\"test\"}").statusCode())
            .sorted()
            .toList();
    assertEquals(List.of(200, 409), answers);
    UUID left =
        UUID.fromString(
            DATABASE.one(
                "SELECT id FROM people WHERE role = 'admin' AND disabled_at IS NULL AND password_hash IS NOT NULL"));
    change(left, "{\"disabled\":true,\"reason\":\"test\"}")
        .then()
        .statusCode(409)
        .body("code", equalTo("last_admin"));
    change(left, "{\"mayReveal\":true,\"reason\":\"test\"}").then().statusCode(200);
  }

  @Test
  void sessions_are_listed_and_ended_one_or_all() {
    Account ops = Account.of("ops");
    var first = ops.signIn(null);
    var second = ops.signIn(null);
    String sessions = PEOPLE + "/" + ops.id() + "/sessions";
    List<String> ids = Desk.as(admin).get(sessions).path("data.id");
    assertEquals(2, ids.size());
    Desk.as(admin).body(REASON).post(sessions + "/" + ids.get(0) + "/end").then().statusCode(200);
    Desk.as(second).get("/api/admin/session").then().statusCode(401);
    Desk.as(first).get("/api/admin/session").then().statusCode(200);
    Desk.as(admin).body(REASON).post(sessions + "/" + ids.get(0) + "/end").then().statusCode(404);
    Desk.as(admin).body("{}").post(sessions + "/end").then().statusCode(400);
    Desk.as(admin)
        .body(REASON)
        .post(sessions + "/end")
        .then()
        .statusCode(200)
        .body("sessionsEnded", equalTo(1));
    Desk.as(first).get("/api/admin/session").then().statusCode(401);
    assertEquals(
        2,
        DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE action IN ('end-session', 'end-all-sessions') AND reason = 'test'"
                + " AND subject_id IN (?, ?)",
            ids.get(0),
            ops.id().toString()));
  }

  @Test
  void another_admin_resets_a_second_factor_and_nobody_their_own() {
    Account ops = Account.of("ops");
    var session = ops.signIn(null);
    Account.enrol(session);
    Desk.as(admin)
        .body(REASON)
        .post(PEOPLE + "/" + ops.id() + "/totp/reset")
        .then()
        .statusCode(200)
        .body("secondFactor", equalTo(false));
    Desk.as(session).get("/api/admin/session").then().statusCode(401);
    ops.signIn(null);
    Desk.as(admin)
        .body(REASON)
        .post(PEOPLE + "/" + admin.person() + "/totp/reset")
        .then()
        .statusCode(403)
        .body("code", equalTo("not_your_own"));
  }

  @Test
  void a_list_is_read_in_parts() {
    Account.of("viewer");
    Account.of("viewer");
    String cursor = null;
    long seen = 0;
    do {
      var ask = Desk.as(admin).queryParam("limit", 3);
      Response part = (cursor == null ? ask : ask.queryParam("cursor", cursor)).get(PEOPLE);
      part.then().statusCode(200);
      seen += part.<List<Object>>path("data").size();
      cursor = part.path("nextCursor");
    } while (cursor != null);
    assertEquals(DATABASE.count("SELECT count(*) FROM people"), seen);
    Desk.as(admin).queryParam("limit", 501).get(PEOPLE).then().statusCode(400);
    Desk.as(admin).queryParam("cursor", "§").get(PEOPLE).then().statusCode(400);
  }

  @Test
  void a_long_part_arrives_whole() {
    for (int i = 0; i < 100; i++) {
      Account.of("viewer");
    }
    List<String> names =
        Desk.as(admin).queryParam("limit", 100).get(PEOPLE).then().extract().path("data.name");
    assertEquals(100, names.size());
    assertEquals(names.stream().sorted().toList(), names);
  }

  private Response create(String body, String key) {
    return Desk.nobody()
        .cookie("scrip_session", admin.cookie())
        .header("X-CSRF-Token", admin.csrf())
        .header("Idempotency-Key", key)
        .contentType("application/json")
        .body(body)
        .post(PEOPLE);
  }

  private Response change(UUID person, String body) {
    return Desk.as(admin).body(body).patch(PEOPLE + "/" + person);
  }

  private Response link(Account account) {
    return Desk.as(admin).body(REASON).post(PEOPLE + "/" + account.id() + "/reset");
  }

  private static Response setPassword(String token, String password) {
    return Account.from(Account.address())
        .body(JsonObject.of("token", token, "password", password).encode())
        .post("/api/admin/password");
  }
}
