package scrip.function.console.access;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static scrip.function.console.Desk.DATABASE;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.testing.Given.SignedIn;
import scrip.testing.function.Cloud;

/** Keys of machines. A key that lives and lacks the right gets 403, a dead one 401. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class KeysResourceTest {

  private static final String KEYS = "/api/admin/keys";
  private SignedIn admin;
  private UUID client;

  @BeforeEach
  void signIn() {
    admin = Desk.GIVEN.signedIn("admin");
    client = Desk.GIVEN.client("machines " + UUID.randomUUID(), "US");
  }

  @Test
  void a_key_is_shown_once_kept_as_a_hash_and_its_use_is_noted() {
    String body = body("\"stock.read\",\"operate\"");
    String idempotency = UUID.randomUUID().toString();
    Response made = make(body, idempotency);
    made.then().statusCode(200).body("row.scopes.size()", equalTo(2));
    String key = made.path("key");
    String id = made.path("row.id");
    make(body, idempotency)
        .then()
        .statusCode(200)
        .body("row.id", equalTo(id))
        .body("key", nullValue());
    assertFalse(
        Desk.as(admin).queryParam("limit", 500).get(KEYS).asString().contains(key), "in a list");
    assertEquals(
        0,
        DATABASE.count(
            "SELECT count(*) FROM idempotency_keys WHERE outcome::text LIKE ?", "%" + key + "%"));
    assertLives(key);
    Desk.as(admin)
        .queryParam("limit", 1)
        .get(KEYS)
        .then()
        .statusCode(200)
        .body("data[0].id", equalTo(id))
        .body("data[0].lastUsedAt", notNullValue())
        .body("data[0].lastUsedFrom", equalTo("203.0.113.7"))
        .body("data[0].madeBy", equalTo("person:" + admin.person()));
  }

  @Test
  void a_key_has_known_scopes_a_client_and_an_end_within_a_year() {
    make(body("\"admin\""), null).then().statusCode(400);
    make(body("\"everything\""), null).then().statusCode(400);
    make(body("").replace("\"reason\"", "\"expiresInDays\":366,\"reason\""), null)
        .then()
        .statusCode(400);
    make(body("").replace(client.toString(), UUID.randomUUID().toString()), null)
        .then()
        .statusCode(400);
    Response agents = make(body(""), null);
    agents.then().statusCode(200);
    assertLives(agents.path("key"));
  }

  @Test
  void a_rolled_key_dies_at_once_or_after_the_overlap_and_is_rolled_once() {
    Response first = make(body("\"stock.read\""), null);
    String old = first.path("key");
    Response second = roll(first.path("row.id"), 0);
    second
        .then()
        .statusCode(200)
        .body("row.scopes", equalTo(List.of("stock.read")))
        .body("row.client", equalTo(client.toString()))
        .body("row.rolledFrom", equalTo(first.path("row.id")));
    assertDead(old);
    assertLives(second.path("key"));
    roll(first.path("row.id"), 0).then().statusCode(409).body("code", equalTo("key_over"));

    List<Integer> answers =
        IntStream.range(0, 4)
            .parallel()
            .mapToObj(i -> roll(second.path("row.id"), 2).statusCode())
            .sorted()
            .toList();
    assertEquals(List.of(200, 409, 409, 409), answers);
    assertLives(second.path("key"));
    long minutes =
        DATABASE.count(
            "SELECT extract(epoch FROM expires_at - now())::bigint / 60 FROM api_keys WHERE id = ?",
            UUID.fromString(second.path("row.id")));
    assertTrue(minutes >= 110 && minutes <= 120, minutes + " minutes");
    DATABASE.update(
        "UPDATE api_keys SET expires_at = now() WHERE id = ?",
        UUID.fromString(second.path("row.id")));
    assertDead(second.path("key"));
    roll(second.path("row.id"), 25).then().statusCode(400);
  }

  @Test
  void a_revoked_key_is_dead_and_stays_so() {
    Response made = make(body("\"stock.read\""), null);
    String path = KEYS + "/" + made.path("row.id") + "/revoke";
    Desk.as(admin).body("{\"reason\":\"leaked\"}").post(path).then().statusCode(200);
    assertDead(made.path("key"));
    Desk.as(admin).body("{\"reason\":\"leaked\"}").post(path).then().statusCode(200);
    roll(made.path("row.id"), 0).then().statusCode(409);
    assertEquals(
        "leaked",
        DATABASE.one(
            "SELECT reason FROM audit_log WHERE action = 'revoke-key' AND subject_id = ? LIMIT 1",
            made.<String>path("row.id")));
    Desk.as(admin)
        .body("{\"reason\":\"leaked\"}")
        .post(KEYS + "/" + UUID.randomUUID() + "/revoke")
        .then()
        .statusCode(404);
  }

  private String body(String scopes) {
    return "{\"client\":\""
        + client
        + "\",\"label\":\"feed\",\"scopes\":["
        + scopes
        + "],\"reason\":\"test\"}";
  }

  private Response make(String body, String key) {
    return Desk.nobody()
        .cookie("scrip_session", admin.cookie())
        .header("X-CSRF-Token", admin.csrf())
        .header("Idempotency-Key", key == null ? UUID.randomUUID().toString() : key)
        .contentType("application/json")
        .body(body)
        .post(KEYS);
  }

  private Response roll(String id, int hours) {
    return Desk.as(admin)
        .body("{\"overlapHours\":" + hours + ",\"reason\":\"test\"}")
        .post(KEYS + "/" + id + "/roll");
  }

  private static void assertLives(String key) {
    assertEquals(403, Desk.with(key).get("/api/admin/session").statusCode());
  }

  private static void assertDead(String key) {
    assertEquals(401, Desk.with(key).get("/api/admin/session").statusCode());
  }
}
