package scrip.function.console.operations;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.testing.Given.SignedIn;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/** What was done, and what is still to be done. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class AuditResourceTest {

  private static final String AUDIT = "/api/admin/audit";
  private static final String ALERTS = "/api/admin/alerts";

  private final TestDatabase database = Desk.DATABASE;
  private final SignedIn ops = Desk.GIVEN.signedIn("ops");

  @Test
  void acts_are_found_by_subject_actor_and_time_page_by_page() {
    String actor = "person:" + UUID.randomUUID();
    for (int i = 1; i <= 3; i++) {
      database.update(
          "INSERT INTO audit_log (at, actor, action, subject, subject_id, reason, detail)"
              + " VALUES ('2026-01-0"
              + i
              + " 12:00Z', ?, 'test', 'gift_cards', ?, 'why', '{\"n\": 1}')",
          actor,
          Integer.toString(i));
    }

    String cursor =
        Desk.as(ops)
            .get(AUDIT + "?actor=" + actor + "&limit=2")
            .then()
            .statusCode(200)
            .body("data.subjectId", equalTo(java.util.List.of("3", "2")))
            .body("data[0].reason", equalTo("why"))
            .body("data[0].detail.n", equalTo(1))
            .body("data[0].at", equalTo("2026-01-03T12:00:00Z"))
            .extract()
            .path("nextCursor");
    Desk.as(ops)
        .get(AUDIT + "?actor=" + actor + "&limit=2&cursor=" + cursor)
        .then()
        .body("data.subjectId", equalTo(java.util.List.of("1")))
        .body("nextCursor", nullValue());
    Desk.as(ops)
        .get(AUDIT + "?actor=" + actor + "&from=2026-01-02T00:00:00Z&to=2026-01-03T00:00:00Z")
        .then()
        .body("data.subjectId", equalTo(java.util.List.of("2")));
    Desk.as(ops)
        .get(AUDIT + "?subject=gift_cards&subjectId=3&actor=" + actor)
        .then()
        .body("data", hasSize(1));
    Desk.as(ops)
        .get(AUDIT + "?from=yesterday&to=today")
        .then()
        .statusCode(400)
        .body("errors", hasSize(2));
  }

  @Test
  void sql_typed_by_hand_is_among_them() {
    String kind = "audited-" + UUID.randomUUID();
    database.update("INSERT INTO clients (name, region) VALUES (?, 'US')", kind);
    database.update(
        "INSERT INTO campaigns (client_id, name) SELECT id, name FROM clients WHERE name = ?",
        kind);

    Desk.as(ops)
        .get(AUDIT + "?actor=sql:postgres&subject=campaigns&limit=1")
        .then()
        .body("data[0].databaseUser", equalTo("postgres"))
        .body("data[0].detail.name[1]", equalTo(kind));
  }

  @Test
  void who_sees_some_clients_only_does_not_see_the_acts_of_all() {
    SignedIn limited =
        Desk.GIVEN.signedIn("ops", Desk.GIVEN.client("audit " + UUID.randomUUID(), "US"));

    Desk.as(limited).get(AUDIT).then().statusCode(403).body("code", equalTo("forbidden"));
    Desk.as(Desk.GIVEN.signedIn("viewer")).get(AUDIT).then().statusCode(403);
  }

  @Test
  void an_alert_is_closed_once_with_a_reason() {
    String id = alert(null);

    Desk.as(ops).get(ALERTS).then().statusCode(200).body("data.id", hasItem(Integer.valueOf(id)));
    for (int i = 0; i < 2; i++) {
      Desk.as(ops)
          .body("{\"reason\":\"uploaded\"}")
          .post(ALERTS + "/" + id + "/close")
          .then()
          .statusCode(200)
          .body("closedAt", notNullValue());
    }

    Desk.as(ops).get(ALERTS).then().body("data.id", not(hasItem(Integer.valueOf(id))));
    Desk.as(ops)
        .get(ALERTS + "?state=closed&limit=500")
        .then()
        .body("data.id", hasItem(Integer.valueOf(id)))
        .body("data.closedAt", everyItem(notNullValue()));
    assertEquals(
        1,
        database.count(
            "SELECT count(*) FROM audit_log WHERE action = 'close-alert' AND subject_id = ?", id));
    Desk.as(ops).get(ALERTS + "?state=odd").then().statusCode(400);
    Desk.as(ops)
        .body("{\"reason\":\"x\"}")
        .post(ALERTS + "/999999999999/close")
        .then()
        .statusCode(404);
  }

  @Test
  void an_alert_about_another_client_s_pool_is_not_there() {
    UUID mine = Desk.GIVEN.poolOf("alerts " + UUID.randomUUID(), 0);
    UUID other = Desk.GIVEN.poolOf("alerts " + UUID.randomUUID(), 0);
    SignedIn limited =
        Desk.GIVEN.signedIn(
            "ops",
            UUID.fromString(database.one("SELECT client_id FROM card_pools WHERE id = ?", mine)));
    Integer own = Integer.valueOf(alert(mine));
    Integer others = Integer.valueOf(alert(other));
    Integer nobodys = Integer.valueOf(alert(null));

    Desk.as(limited)
        .get(ALERTS + "?state=all&limit=500")
        .then()
        .body("data.id", hasItems(own, nobodys))
        .body("data.id", not(hasItem(others)));
    Desk.as(limited)
        .body("{\"reason\":\"x\"}")
        .post(ALERTS + "/" + others + "/close")
        .then()
        .statusCode(404);
    assertEquals(
        1,
        database.count("SELECT count(*) FROM alerts WHERE id = ? AND closed_at IS NULL", others));
  }

  private String alert(UUID pool) {
    return database.one(
        "INSERT INTO alerts (kind, pool_id, detail) VALUES (?, ?::uuid, 'test') RETURNING id",
        "test-" + UUID.randomUUID(),
        pool == null ? null : pool.toString());
  }
}
