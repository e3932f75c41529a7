package scrip.function.console.cards;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.money.Money;
import scrip.testing.Given;
import scrip.testing.Given.SignedIn;
import scrip.testing.HistoryChecker;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/** Another card for a recipient, a card's whole story, and cards into another pool, over HTTP. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class ReplaceResourceTest {

  private static final String PHONE = "+15005550006";
  private static final String CARDS = "/api/admin/cards/";

  private final TestDatabase database = Desk.DATABASE;
  private final Given given = Desk.GIVEN;
  private UUID client;
  private UUID brand;
  private UUID pool;
  private UUID campaign;
  private SignedIn ops;
  private SignedIn agent;

  @BeforeEach
  void begin() {
    String name = UUID.randomUUID().toString();
    client = given.client(name, "US");
    brand = given.brand(name);
    pool = given.pool(client, brand, name, new Money(2500, "USD"));
    campaign = given.campaign(pool, name);
    ops = given.signedIn("ops", client);
    agent = given.signedIn("agent", client);
  }

  @AfterEach
  void the_history_is_right() {
    assertEquals(List.of(), new HistoryChecker(database).violations());
  }

  @Test
  void a_replaced_card_is_put_aside_and_the_recipient_has_another_on_its_way() {
    given.cards(pool, 4);
    long card = bound();

    ValidatableResponse first = replace(ops, card, "quarantine", "").statusCode(200);

    int fresh = first.body("already", equalTo(false)).extract().path("newCardId");
    assertEquals("quarantined", one("SELECT status FROM gift_cards WHERE id = ?", card));
    assertEquals("claimed", one("SELECT status FROM gift_cards WHERE id = ?", (long) fresh));
    assertEquals(
        "pending",
        one("SELECT sms_status FROM gift_card_deliveries WHERE gift_card_id = ?", (long) fresh));
    assertEquals(
        "suppressed",
        one("SELECT sms_status FROM gift_card_deliveries WHERE gift_card_id = ?", card));
    assertEquals(
        "f|" + fresh,
        one(
                "SELECT d.under_review || '|' || g.id FROM redemptions d JOIN gift_cards g"
                    + " ON g.current_claim_id = d.current_claim_id WHERE d.pool_id = ?",
                pool)
            .replace("false", "f"));
    replace(ops, card, "void", "")
        .statusCode(200)
        .body("already", equalTo(true))
        .body("newCardId", equalTo(fresh));
    assertEquals(2, database.count("SELECT count(*) FROM card_claims WHERE pool_id = ?", pool));
    replace(ops, fresh, "void", "").statusCode(200).body("already", equalTo(false));
    replace(ops, free(), "void", "").statusCode(409).body("code", equalTo("nothing_to_replace"));
  }

  @Test
  void another_contact_is_audited_and_kept() {
    given.cards(pool, 2);
    long card = bound();

    replace(ops, card, "void", ",\"contact\":{\"phone\":\"no number\"}")
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/contact/phone"));
    replace(ops, card, "void", ",\"contact\":{\"phone\":\"+15005550109\"}")
        .statusCode(200)
        .body("contact", equalTo("+1••••••••09"));

    assertEquals("+15005550109", one("SELECT address FROM redemptions WHERE pool_id = ?", pool));
    assertEquals(
        1,
        database.count(
            "SELECT count(*) FROM audit_log WHERE action = 'change-contact' AND actor = ?",
            "person:" + ops.person()));
    assertEquals(
        0, database.count("SELECT count(*) FROM audit_log WHERE detail::text LIKE '%5005550109%'"));
  }

  @Test
  void an_opted_out_contact_gets_no_other_card() {
    given.cards(pool, 2);
    given.waitingDeliveries(campaign, pool, "+15005550111", 1);
    long card = latest();
    given.optOut("+15005550111");

    replace(ops, card, "void", "").statusCode(409).body("code", equalTo("opted_out"));

    assertEquals("claimed", one("SELECT status FROM gift_cards WHERE id = ?", card));
  }

  @Test
  void agents_replace_only_what_is_lost() {
    given.cards(pool, 5);
    long waiting = bound();
    replace(agent, waiting, "quarantine", "")
        .statusCode(409)
        .body("code", equalTo("replace_not_due"));
    long failed = bound();
    attempt(failed, "permanent", "failed");
    database.update(
        "INSERT INTO card_reveals (claim_id, card_id, revealed_to)"
            + " SELECT current_claim_id, id, 'public' FROM gift_cards WHERE id = ?",
        failed);
    replace(agent, failed, "quarantine", "")
        .statusCode(409)
        .body("code", equalTo("replace_not_due"));
    long lost = bound();
    attempt(lost, "permanent", "failed");
    replace(agent, lost, "quarantine", "").statusCode(200);
    Desk.as(ops)
        .body("{\"reason\":\"x\"}")
        .post(CARDS + waiting + "/quarantine")
        .then()
        .statusCode(200);
    replace(agent, waiting, "quarantine", "").statusCode(200);
  }

  @Test
  void an_empty_pool_changes_nothing() {
    given.cards(pool, 1);
    long card = bound();

    replace(ops, card, "void", "").statusCode(409).body("code", equalTo("pool_empty"));

    assertEquals("claimed", one("SELECT status FROM gift_cards WHERE id = ?", card));
    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM audit_log WHERE action = 'replace' AND subject_id = ?",
            "" + card));
  }

  @Test
  void a_story_tells_everything_in_the_order_of_time() {
    given.cards(pool, 2);
    database.update(
        "UPDATE gift_cards SET import_id = gen_random_uuid(), import_line = 17 WHERE pool_id = ?",
        pool);
    long card = bound();
    SignedIn admin = given.signedIn("admin");
    attempt(card, "transient", "pending");
    attempt(card, "accepted", "sent");
    database.update("UPDATE gift_cards SET status = 'sent', sent_at = now() WHERE id = ?", card);
    Desk.as(admin)
        .body("{\"cardIds\":[%d],\"reason\":\"cannot read it\"}".formatted(card))
        .post(CARDS + "reveal")
        .then()
        .statusCode(200);
    int fresh = replace(ops, card, "void", "").statusCode(200).extract().path("newCardId");

    ValidatableResponse story = Desk.as(agent).get(CARDS + card).then().statusCode(200);

    List<String> kinds = story.extract().path("events.kind");
    assertInOrder(
        kinds,
        List.of(
            "imported",
            "claimed",
            "delivery",
            "attempt",
            "outcome",
            "attempt",
            "outcome",
            "revealed",
            "replaced"));
    assertTrue(kinds.contains("audit"));
    story
        .body("card.status", equalTo("void"))
        .body("events[0].detail.line", equalTo(17))
        .body("events.find { it.kind == 'delivery' }.contact", equalTo("+1••••••••06"))
        .body("events.find { it.kind == 'replaced' }.detail.newCardId", equalTo(fresh))
        .body(
            "events.find { it.kind == 'audit' && it.detail.action == 'reveal' }.detail.reason",
            equalTo("cannot read it"));
    assertFalse(story.extract().asString().contains("5005550006"));
    Desk.as(agent)
        .get(CARDS + fresh)
        .then()
        .body("events.find { it.kind == 'replacement' }.detail.oldCardId", equalTo((int) card));
    Desk.as(agent).get(CARDS + "0x").then().statusCode(404);
  }

  @Test
  void a_card_opens_in_the_pool_that_it_was_moved_to() {
    given.cards(pool, 3);
    UUID to = given.pool(client, brand, UUID.randomUUID().toString(), new Money(2500, "USD"));
    UUID there = given.campaign(to, "there");
    String key = UUID.randomUUID().toString();
    String body = "{\"toPool\":\"%s\",\"cards\":2,\"reason\":\"runs low\"}".formatted(to);

    for (int i = 0; i < 2; i++) {
      transfer(body, key).statusCode(200).body("moved", equalTo(2));
    }
    database.update("DELETE FROM idempotency_keys");
    transfer(body, key).statusCode(200).body("moved", equalTo(2));

    assertEquals(2, database.count("SELECT total_cards FROM gift_card_pools WHERE id = ?", to));
    given.waitingDeliveries(there, to, PHONE, 2);
    List<List<String>> ids = database.all("SELECT id FROM gift_cards WHERE pool_id = ?", to);
    ValidatableResponse revealed =
        Desk.as(given.signedIn("admin"))
            .body(
                "{\"cardIds\":[%s,%s],\"reason\":\"x\"}"
                    .formatted(ids.get(0).get(0), ids.get(1).get(0)))
            .post(CARDS + "reveal")
            .then()
            .statusCode(200)
            .body("cards[1].number", not(nullValue()));
    String code = revealed.extract().path("cards[0].code");
    Desk.as(ops)
        .body("{\"code\":\"%s\"}".formatted(code))
        .post(CARDS + "find")
        .then()
        .statusCode(200)
        .body("cards[0].pool", equalTo(to.toString()));
    assertEquals(
        2,
        database.count(
            "SELECT count(*) FROM audit_log WHERE action LIKE 'transfer-%' AND subject_id IN (?, ?)",
            pool.toString(), to.toString()));
  }

  @Test
  void cards_go_only_into_a_pool_of_their_kind_and_only_available_ones() {
    given.cards(pool, 2);
    long card = bound();
    UUID dearer = given.pool(client, brand, UUID.randomUUID().toString(), new Money(5000, "USD"));
    UUID same = given.pool(client, brand, UUID.randomUUID().toString(), new Money(2500, "USD"));

    transfer("{\"toPool\":\"%s\",\"cards\":1,\"reason\":\"x\"}".formatted(dearer), null)
        .statusCode(409)
        .body("code", equalTo("pools_differ"));
    transfer("{\"toPool\":\"%s\",\"cardIds\":[%d],\"reason\":\"x\"}".formatted(same, card), null)
        .statusCode(409)
        .body("code", equalTo("card_not_available"));
    transfer("{\"toPool\":\"%s\",\"cards\":1,\"reason\":\"x\"}".formatted(pool), null)
        .statusCode(400);
    transfer("{\"toPool\":\"%s\",\"reason\":\"x\"}".formatted(same), null)
        .statusCode(400)
        .body("errors[0].detail", containsString("either"));
    transfer("{\"toPool\":\"%s\",\"cardIds\":[%d],\"reason\":\"x\"}".formatted(same, free()), null)
        .statusCode(200)
        .body("moved", equalTo(1));
  }

  private ValidatableResponse transfer(String body, String key) {
    return Desk.nobody()
        .cookie("scrip_session", ops.cookie())
        .header("X-CSRF-Token", ops.csrf())
        .header("Idempotency-Key", key == null ? UUID.randomUUID().toString() : key)
        .contentType("application/json")
        .body(body)
        .post("/api/admin/pools/" + pool + "/transfer")
        .then();
  }

  private ValidatableResponse replace(SignedIn who, long card, String aside, String more) {
    return Desk.as(who)
        .body("{\"reason\":\"because\",\"oldCard\":\"%s\"%s}".formatted(aside, more))
        .post(CARDS + card + "/replace")
        .then();
  }

  private long bound() {
    given.waitingDeliveries(campaign, pool, PHONE, 1);
    return latest();
  }

  private long latest() {
    return database.count(
        "SELECT card_id FROM card_claims WHERE id = (SELECT max(id) FROM card_claims WHERE pool_id = ?)",
        pool);
  }

  private long free() {
    return database.count(
        "SELECT max(id) FROM gift_cards WHERE pool_id = ? AND status = 'available'", pool);
  }

  /** A call to a provider and what came of it, written as the sender writes it. */
  private void attempt(long card, String outcome, String status) {
    String delivery = one("SELECT id FROM gift_card_deliveries WHERE gift_card_id = ?", card);
    String attempt =
        one(
            "INSERT INTO delivery_attempts (id, delivery_id, claim_id, number, channel)"
                + " SELECT gen_random_uuid(), id, claim_id, 1, channel FROM gift_card_deliveries WHERE id = ?::uuid"
                + " RETURNING id",
            delivery);
    database.update(
        "INSERT INTO delivery_attempt_outcomes (attempt_id, outcome) VALUES (?::uuid, ?)",
        attempt,
        outcome);
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = 'sending', lease_token = gen_random_uuid(),"
            + " lease_until = now() WHERE id = ?::uuid",
        delivery);
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = ?, sms_sent_at = now(), lease_token = NULL, lease_until = NULL"
            + " WHERE id = ?::uuid",
        status,
        delivery);
  }

  private String one(String sql, Object... parameters) {
    return database.one(sql, parameters);
  }

  private static void assertInOrder(List<String> all, List<String> expected) {
    int at = 0;
    for (String each : all) {
      if (at < expected.size() && each.equals(expected.get(at))) {
        at++;
      }
    }
    assertEquals(expected.size(), at, "in order: " + all);
  }
}
