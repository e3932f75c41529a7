package scrip.function.console.stock;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static scrip.function.console.Desk.DATABASE;
import static scrip.function.console.Desk.GIVEN;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.testing.Given.SignedIn;
import scrip.testing.function.Cloud;

/** Who waits, and the calls that were promised. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class WaitingListTest {

  private UUID pool;
  private SignedIn agent;
  private List<List<String>> line;

  @BeforeEach
  void three_people_wait_for_an_empty_pool() {
    String name = "w" + System.nanoTime();
    pool = GIVEN.poolOf(name, 0);
    UUID campaign = GIVEN.campaign(pool, name);
    GIVEN.recipients(campaign, "Ada", "+15005550006", 3);
    // The second one's call is due first.
    DATABASE.update(
        """
        INSERT INTO waiting_list (pool_id, recipient_id, condition_id, channel, address, address_hash, callback_due_at)
        SELECT ?, r.id, k.id, 'sms', r.phone, r.phone_hash,
               now() + CASE row_number() OVER () WHEN 1 THEN INTERVAL '20 minutes' WHEN 2 THEN -INTERVAL '5 minutes'
                                                 ELSE INTERVAL '30 minutes' END
        FROM recipients r JOIN campaign_conditions k ON k.campaign_id = r.campaign_id
        WHERE r.campaign_id = ?
        """,
        pool,
        campaign);
    DATABASE.update(
        "INSERT INTO alerts (kind, pool_id, detail) VALUES ('pool-empty', ?, 'waiting')", pool);
    line = DATABASE.all("SELECT id FROM waiting_list WHERE pool_id = ? ORDER BY id", pool);
    agent =
        GIVEN.signedIn(
            "agent",
            UUID.fromString(DATABASE.one("SELECT client_id FROM card_pools WHERE id = ?", pool)));
  }

  @Test
  void calls_due_come_first_and_places_are_those_of_the_line() {
    list(agent, "")
        .body("data.place", contains(2, 1, 3))
        .body("data.overdue", contains(true, false, false))
        .body("data[0].maskedContact", not(containsString("555")));
    change(agent, 1, "{'called':true,'bestNumber':'(500) 555-0006','note':'After six'}")
        .statusCode(204);
    list(agent, "")
        .body("data.place", contains(1, 3, 2))
        .body("data[2].bestNumber", equalTo("+15005550006"))
        .body("data[2].note", equalTo("After six"));
    list(agent, "&due=true").body("data.place", contains(1, 3));
    list(GIVEN.signedIn("viewer"), "").body("data[2].bestNumber", not(containsString("555")));

    String cursor = list(agent, "&limit=2").extract().path("nextCursor");
    list(agent, "&limit=2&cursor=" + cursor).body("data.place", contains(2));
  }

  @Test
  void the_audit_row_holds_no_number_and_the_first_call_stays() {
    change(agent, 0, "{'called':true,'bestNumber':'+15005550006'}").statusCode(204);
    String first = DATABASE.one("SELECT called_at FROM waiting_list WHERE id = ?::bigint", id(0));
    change(agent, 0, "{'called':true}").statusCode(204);
    assertEquals(
        first, DATABASE.one("SELECT called_at FROM waiting_list WHERE id = ?::bigint", id(0)));
    String audited =
        DATABASE.one(
            "SELECT string_agg(detail::text || coalesce(reason, ''), ' ') FROM audit_log"
                + " WHERE subject = 'waiting_list' AND subject_id = ?",
            id(0));
    assertFalse(audited.contains("555"), audited);
    change(agent, 0, "{'bestNumber':'12','called':false,'x':1}").statusCode(400);
    change(agent, 0, "{}").statusCode(400);
    change(agent, 0, "{'bestNumber':'12'}").statusCode(400);
  }

  @Test
  void whoever_leaves_is_gone_and_the_last_one_closes_the_alert() {
    leave(agent, 0, "{}").statusCode(400);
    for (int i = 0; i < 3; i++) {
      leave(agent, i, "{'reason':'Found another'}").statusCode(204);
    }
    leave(agent, 0, "{'reason':'Again'}").statusCode(404);
    list(agent, "").body("data", hasSize(0));
    assertEquals(
        3,
        DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE action = 'leave-waiting-list' AND detail ->> 'pool' = ?",
            pool.toString()));
    assertEquals(
        0,
        DATABASE.count(
            "SELECT count(*) FROM alerts WHERE pool_id = ? AND closed_at IS NULL", pool));
  }

  @Test
  void those_who_wait_follow_their_condition_to_another_pool() {
    UUID other =
        GIVEN.pool(
            UUID.fromString(DATABASE.one("SELECT client_id FROM card_pools WHERE id = ?", pool)),
            GIVEN.brand("b" + System.nanoTime()),
            "o" + System.nanoTime(),
            new scrip.money.Money(2500, "USD"));
    DATABASE.update("UPDATE waiting_list SET served_at = now() WHERE id = ?::bigint", id(0));
    DATABASE.update("UPDATE campaign_conditions SET pool_id = ? WHERE pool_id = ?", other, pool);
    assertEquals(2, DATABASE.count("SELECT count(*) FROM waiting_list WHERE pool_id = ?", other));
    assertEquals(1, DATABASE.count("SELECT count(*) FROM waiting_list WHERE pool_id = ?", pool));
  }

  @Test
  void agents_of_another_client_see_nothing_and_change_nothing() {
    SignedIn stranger = GIVEN.signedIn("agent", GIVEN.client("s" + System.nanoTime(), "US"));
    list(stranger, "").body("data", hasSize(0));
    Desk.as(stranger).get("/api/admin/waiting-list").then().body("data", hasSize(0));
    change(stranger, 0, "{'called':true}").statusCode(404);
    leave(stranger, 0, "{'reason':'x'}").statusCode(404);
    assertEquals(3, DATABASE.count("SELECT count(*) FROM waiting_list WHERE pool_id = ?", pool));
  }

  private String id(int place) {
    return line.get(place).get(0);
  }

  private ValidatableResponse list(SignedIn person, String more) {
    return Desk.as(person)
        .get("/api/admin/waiting-list?pool=" + pool + more)
        .then()
        .statusCode(200);
  }

  private ValidatableResponse change(SignedIn person, int place, String body) {
    return Desk.as(person)
        .body(body.replace('\'', '"'))
        .patch("/api/admin/waiting-list/" + id(place))
        .then();
  }

  private ValidatableResponse leave(SignedIn person, int place, String body) {
    return Desk.as(person)
        .body(body.replace('\'', '"'))
        .delete("/api/admin/waiting-list/" + id(place))
        .then();
  }
}
