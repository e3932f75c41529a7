package scrip.function.console.cards;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
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

/** What operators do with cards, over HTTP. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class CardsResourceTest {

  private static final String PHONE = "+15005550006";
  private static final String CARDS = "/api/admin/cards";

  private final TestDatabase database = Desk.DATABASE;
  private final Given given = Desk.GIVEN;
  private UUID client;
  private UUID brand;
  private UUID pool;
  private UUID campaign;
  private SignedIn ops;
  private SignedIn admin;

  @BeforeEach
  void begin() {
    String name = UUID.randomUUID().toString();
    client = given.client(name, "US");
    brand = given.brand(name);
    pool = given.pool(client, brand, name, new Money(2500, "USD"));
    campaign = given.campaign(pool, name);
    ops = given.signedIn("ops", client);
    admin = given.signedIn("admin");
  }

  @AfterEach
  void the_history_is_right() {
    assertEquals(
        List.of(),
        new HistoryChecker(database)
            .violations().stream()
                .filter(v -> !v.startsWith("a delivery is sent without an accepted attempt"))
                .toList());
  }

  @Test
  void cards_are_listed_page_by_page_and_by_state() {
    given.cards(pool, 5);
    long claimed = bound();

    Response first = Desk.as(ops).get(CARDS + "?pool=" + pool + "&limit=4");
    String cursor = first.then().statusCode(200).extract().path("nextCursor");
    first.then().body("data", hasSize(4)).body("data[0].value.amount", equalTo(2500));
    Desk.as(ops)
        .get(CARDS + "?pool=" + pool + "&limit=4&cursor=" + cursor)
        .then()
        .body("data", hasSize(1))
        .body("nextCursor", nullValue());
    Desk.as(ops)
        .get(CARDS + "?pool=" + pool + "&status=claimed")
        .then()
        .body("data.id", contains((int) claimed));
    assertFalse(first.body().asString().contains("sealed") || first.asString().contains("•"));
    Desk.as(ops).get(CARDS).then().statusCode(400).body("errors[0].pointer", equalTo("pool"));
    Desk.as(ops)
        .get(CARDS + "?pool=" + pool + "&cursor=x!")
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid_request"));
  }

  @Test
  void a_card_is_revealed_to_who_may_and_found_again_by_its_code() {
    given.cards(pool, 2);
    long card = bound();
    String code = code(reveal(admin, List.of(card)).statusCode(200));

    assertEquals("sent", status(card));
    assertEquals(1, database.count("SELECT count(*) FROM card_reveals WHERE card_id = ?", card));
    find(ops, " " + code.toLowerCase() + " ")
        .statusCode(200)
        .body("cards.id", contains((int) card));
    reveal(ops, List.of(card)).statusCode(403);
    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM audit_log WHERE detail::text || coalesce(reason, '') LIKE '%' || ? || '%'",
            code));
    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM idempotency_keys WHERE outcome::text LIKE '%' || ? || '%'",
            code));
    audited("find-card", card);
    audited("reveal", card);
  }

  @Test
  void cards_that_nobody_holds_are_never_shown() {
    given.cards(pool, 1);
    long free = database.count("SELECT id FROM gift_cards WHERE pool_id = ?", pool);

    reveal(admin, List.of(free))
        .statusCode(409)
        .body("code", equalTo("card_not_bound"))
        .body("cardIds", contains((int) free));
    assertEquals(0, database.count("SELECT count(*) FROM card_reveals WHERE card_id = ?", free));
  }

  @Test
  void eleven_cards_are_shown_or_voided_only_when_another_person_agrees() {
    given.cards(pool, 11);
    given.waitingDeliveries(campaign, pool, PHONE, 11);
    List<Long> eleven = ids(pool);

    String reveal = asked(reveal(admin, eleven));
    reveal(admin, eleven).statusCode(409);
    grant(reveal);
    reveal(admin, eleven).statusCode(200).body("cards", hasSize(11));
    reveal(admin, eleven).statusCode(409).body("code", equalTo("approval_required"));

    String voiding = asked(voidThem(admin, eleven));
    grant(voiding);
    voidThem(admin, eleven)
        .statusCode(200)
        .body("voided", equalTo(11))
        .body("underReview", equalTo(11));
    assertEquals(11, database.count("SELECT void_cards FROM gift_card_pools WHERE id = ?", pool));
  }

  @Test
  void ten_cards_a_day_take_nobody_else_however_they_are_split() {
    given.cards(pool, 11);
    given.waitingDeliveries(campaign, pool, PHONE, 11);
    List<Long> cards = ids(pool);
    reveal(admin, cards.subList(0, 9)).statusCode(200);
    voidThem(admin, cards.subList(0, 5)).statusCode(200);
    voidThem(admin, cards.subList(5, 10)).statusCode(200);
    asked(voidThem(admin, cards.subList(10, 11)));
    reveal(given.signedIn("admin"), cards.subList(10, 11)).statusCode(200);
    given.cards(pool, 2);
    given.waitingDeliveries(campaign, pool, PHONE, 2);
    List<Long> more = ids(pool).subList(11, 13);
    reveal(admin, more.subList(0, 1)).statusCode(200);
    reveal(admin, more.subList(0, 1)).statusCode(200);
    asked(reveal(admin, more.subList(1, 2)));
  }

  @Test
  void a_card_from_another_clients_pool_tells_its_story_from_then_on() {
    given.cards(pool, 1);
    long card = free();
    UUID other = given.client(UUID.randomUUID().toString(), "US");
    UUID before = given.pool(other, brand, "before", new Money(2500, "USD"));
    String transfer =
        database.one(
            "INSERT INTO card_transfers (id, from_pool, to_pool, wanted, moved, reason, asked_by, request_key)"
                + " VALUES (gen_random_uuid(), ?, ?, 1, 1, 'theirs', 'x', gen_random_uuid()::text) RETURNING id",
            before,
            pool);
    String audit =
        "INSERT INTO audit_log (actor, action, subject, subject_id, reason) VALUES ('x', 'find-card', 'gift_cards', ?, ?)";
    database.update(audit, Long.toString(card), "theirs");
    database.update(
        "INSERT INTO card_moves (card_id, transfer_id, from_pool, to_pool) VALUES (?, ?::uuid, ?, ?)",
        card,
        transfer,
        before,
        pool);
    database.update(audit, Long.toString(card), "ours");
    Desk.as(ops)
        .get(CARDS + "/" + card)
        .then()
        .statusCode(200)
        .body("events.findAll { it.kind == 'audit' }.detail.reason", contains("ours"))
        .body("events.findAll { it.kind == 'moved' }", hasSize(1));
    Desk.as(admin)
        .get(CARDS + "/" + card)
        .then()
        .body("events.findAll { it.kind == 'audit' }.detail.reason", contains("theirs", "ours"));
  }

  @Test
  void a_voided_card_puts_its_redemption_under_review_and_is_void_once() {
    given.cards(pool, 2);
    long card = bound();
    RequestSpecification request =
        Desk.as(ops).body("{\"cardIds\":[%d,%d],\"reason\":\"stolen\"}".formatted(card, free()));

    for (int i = 0; i < 2; i++) {
      request
          .post(CARDS + "/void")
          .then()
          .statusCode(200)
          .body("voided", equalTo(2))
          .body("underReview", equalTo(1));
    }

    assertEquals("t", underReview(card));
    assertEquals("suppressed", delivery(card));
    audited("void", card);
    quarantine(card).statusCode(409).body("code", equalTo("card_in_another_state"));
  }

  @Test
  void a_quarantined_card_is_released_by_two_and_its_recipient_redeems_again() {
    given.cards(pool, 1);
    long card = bound();
    quarantine(card).statusCode(200).body("status", equalTo("quarantined"));
    quarantine(card).statusCode(200);
    assertEquals("t", underReview(card));
    audited("quarantine", card);

    String approval = asked(release(card));
    assertEquals("quarantined", status(card));
    grant(approval);
    release(card).statusCode(200).body("status", equalTo("available"));

    assertEquals("available", status(card));
    assertEquals(
        "f",
        database.one(
            "SELECT d.under_review FROM redemptions d JOIN card_claims k ON k.redemption_id = d.id"
                + " WHERE k.card_id = ?",
            card));
    assertTrue(
        database
            .one("SELECT evidence ->> 'evidence' FROM card_releases WHERE card_id = ?", card)
            .contains("never posted"));
    assertEquals(
        "person:" + ops.person(),
        database.one("SELECT released_by FROM card_releases WHERE card_id = ?", card));
    release(card).statusCode(409).body("code", equalTo("card_not_quarantined"));
  }

  @Test
  void a_card_that_anybody_may_know_is_not_released_and_nobody_is_asked() {
    for (String outcome : List.of("accepted", "unknown", "none", "reveal")) {
      given.cards(pool, 1);
      long card = bound();
      if (outcome.equals("reveal")) {
        reveal(admin, List.of(card)).statusCode(200);
      } else {
        attempt(card, outcome);
      }
      quarantine(card).statusCode(200);

      release(card)
          .statusCode(409)
          .body("code", equalTo("card_may_be_known"))
          .body("detail", containsString("Void it"));
      assertEquals("quarantined", status(card));
    }
    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM approvals WHERE asked_by = ?", "person:" + ops.person()));
  }

  @Test
  void the_database_refuses_a_release_that_became_known_after_the_grant() {
    given.cards(pool, 1);
    long card = bound();
    quarantine(card).statusCode(200);
    grant(asked(release(card)));
    database.update(
        "CREATE OR REPLACE FUNCTION late() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
            + " INSERT INTO card_reveals (claim_id, card_id, revealed_to) VALUES (OLD.current_claim_id, OLD.id, 'x');"
            + " RETURN NEW; END $$");
    database.update(
        "CREATE TRIGGER a_late BEFORE UPDATE OF status ON gift_cards FOR EACH ROW"
            + " WHEN (OLD.status = 'quarantined') EXECUTE FUNCTION late()");
    try {
      release(card).statusCode(409).body("code", equalTo("card_may_be_known"));
    } finally {
      database.update("DROP TRIGGER a_late ON gift_cards");
    }
    assertEquals("quarantined", status(card));
  }

  @Test
  void a_card_in_clear_is_put_aside_only_when_it_is_sealed() {
    database.update("INSERT INTO gift_cards (pool_id, card_code) VALUES (?, 'TEMP-1')", pool);
    long card = database.count("SELECT max(id) FROM gift_cards WHERE pool_id = ?", pool);

    quarantine(card).statusCode(409).body("code", equalTo("card_not_sealed"));

    assertEquals("available", status(card));
    database.update("DELETE FROM gift_cards WHERE id = ?", card);
  }

  @Test
  void cases_are_listed_with_what_can_be_done() {
    given.cards(pool, 3);
    long failed = bound();
    attempt(failed, "permanent");
    long aside = bound();
    quarantine(aside).statusCode(200);
    database.update(
        "INSERT INTO gift_cards (pool_id, brand_id, status, card_code, last_four, code_hash, sealed, data_key_id)"
            + " SELECT pool_id, brand_id, 'quarantined', card_code, last_four, code_hash, sealed, data_key_id"
            + " FROM gift_cards WHERE id = ?",
        failed);

    Desk.as(ops)
        .get("/api/admin/review/needs-attention")
        .then()
        .statusCode(200)
        .body("data.cardId", contains((int) failed))
        .body("data[0].deliveryStatus", equalTo("failed"))
        .body("data[0].contact", containsString("•"))
        .body("data[0].can", hasItems("resend", "replace", "quarantine", "void"));
    Desk.as(ops)
        .get("/api/admin/review/quarantine")
        .then()
        .statusCode(200)
        .body("data", hasSize(2))
        .body("data.find { it.cardId == %d }.can".formatted(aside), hasItems("replace", "release"))
        .body("data.find { it.cardId == %d }.finding".formatted(aside), equalTo("opened letter"));
    Desk.as(ops)
        .get("/api/admin/review/duplicates")
        .then()
        .statusCode(200)
        .body("data", hasSize(1))
        .body("data[0].kind", equalTo("same-code"))
        .body("data[0].otherCards", contains((int) failed));
    Desk.as(given.signedIn("ops", given.client(UUID.randomUUID().toString(), "US")))
        .get("/api/admin/review/quarantine")
        .then()
        .body("data", hasSize(0));
  }

  @Test
  void what_is_another_clients_is_not_there() {
    given.cards(pool, 2);
    long card = bound();
    String code = code(reveal(admin, List.of(card)).statusCode(200));
    String printed = given.recipient(campaign, "Ada", PHONE);
    UUID other = given.client(UUID.randomUUID().toString(), "US");
    UUID theirs = given.pool(other, brand, "theirs", new Money(2500, "USD"));
    SignedIn stranger = given.signedIn("ops", other);
    database.update("UPDATE people SET may_reveal = true WHERE id = ?", stranger.person());

    Desk.as(stranger).get(CARDS + "?pool=" + pool).then().statusCode(404);
    Desk.as(stranger).get(CARDS + "/" + card).then().statusCode(404);
    find(stranger, code).statusCode(404);
    Desk.as(stranger)
        .body("{\"code\":\"%s\"}".formatted(printed))
        .post("/api/admin/recipients/find")
        .then()
        .statusCode(404);
    reveal(stranger, List.of(card)).statusCode(404);
    voidThem(stranger, List.of(card)).statusCode(404);
    act(stranger, card, "quarantine", "").statusCode(404);
    act(stranger, card, "release", ",\"evidence\":\"x\"").statusCode(404);
    act(stranger, card, "replace", ",\"oldCard\":\"void\"").statusCode(404);
    for (UUID[] pair : new UUID[][] {{pool, theirs}, {theirs, pool}}) {
      Desk.as(stranger)
          .body("{\"toPool\":\"%s\",\"cards\":1,\"reason\":\"x\"}".formatted(pair[1]))
          .post("/api/admin/pools/" + pair[0] + "/transfer")
          .then()
          .statusCode(404);
    }
    assertEquals("sent", status(card));
    assertEquals(2, database.count("SELECT total_cards FROM gift_card_pools WHERE id = ?", pool));
  }

  private long bound() {
    given.waitingDeliveries(campaign, pool, PHONE, 1);
    return database.count(
        "SELECT max(card_id) FROM card_claims WHERE id = (SELECT max(id) FROM card_claims WHERE pool_id = ?)",
        pool);
  }

  private long free() {
    return database.count(
        "SELECT max(id) FROM gift_cards WHERE pool_id = ? AND status = 'available'", pool);
  }

  private List<Long> ids(UUID pool) {
    return database.all("SELECT id FROM gift_cards WHERE pool_id = ? ORDER BY id", pool).stream()
        .map(row -> Long.parseLong(row.get(0)))
        .toList();
  }

  /** A call to a provider and what came of it, written as the sender writes it. */
  private void attempt(long card, String outcome) {
    String delivery =
        database.one("SELECT id FROM gift_card_deliveries WHERE gift_card_id = ?", card);
    String attempt =
        database.one(
            "INSERT INTO delivery_attempts (id, delivery_id, claim_id, number, channel)"
                + " SELECT gen_random_uuid(), id, claim_id, 1, channel FROM gift_card_deliveries WHERE id = ?::uuid"
                + " RETURNING id",
            delivery);
    if (!outcome.equals("none")) {
      database.update(
          "INSERT INTO delivery_attempt_outcomes (attempt_id, outcome) VALUES (?::uuid, ?)",
          attempt,
          outcome);
    }
    String status =
        switch (outcome) {
          case "accepted" -> "sent";
          case "permanent" -> "failed";
          default -> "unknown";
        };
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = 'sending', lease_token = gen_random_uuid(),"
            + " lease_until = now() WHERE id = ?::uuid",
        delivery);
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = ?, sms_sent_at = now(), lease_token = NULL, lease_until = NULL"
            + " WHERE id = ?::uuid",
        status,
        delivery);
    if (status.equals("sent")) {
      database.update("UPDATE gift_cards SET status = 'sent', sent_at = now() WHERE id = ?", card);
    }
  }

  private ValidatableResponse find(SignedIn who, String code) {
    return Desk.as(who).body("{\"code\":\"%s\"}".formatted(code)).post(CARDS + "/find").then();
  }

  private ValidatableResponse reveal(SignedIn who, List<Long> ids) {
    return Desk.as(who).body(body(ids)).post(CARDS + "/reveal").then();
  }

  private ValidatableResponse voidThem(SignedIn who, List<Long> ids) {
    return Desk.as(who).body(body(ids)).post(CARDS + "/void").then();
  }

  private static String body(List<Long> ids) {
    return "{\"cardIds\":%s,\"reason\":\"because\"}"
        .formatted(ids.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
  }

  private ValidatableResponse quarantine(long card) {
    return Desk.as(ops)
        .body("{\"reason\":\"opened letter\"}")
        .post(CARDS + "/" + card + "/quarantine")
        .then();
  }

  private ValidatableResponse release(long card) {
    return act(ops, card, "release", ",\"evidence\":\"the letter was never posted\"");
  }

  private ValidatableResponse act(SignedIn who, long card, String verb, String more) {
    return Desk.as(who)
        .body("{\"reason\":\"because\"%s}".formatted(more))
        .post(CARDS + "/" + card + "/" + verb)
        .then();
  }

  private static String code(ValidatableResponse revealed) {
    return revealed.extract().path("cards[0].code");
  }

  private static String asked(ValidatableResponse refused) {
    return refused
        .statusCode(409)
        .body("code", equalTo("approval_required"))
        .extract()
        .path("approvalId");
  }

  private void grant(String approval) {
    database.update(
        "UPDATE approvals SET granted = true, decided_by = 'person:' || gen_random_uuid(), decided_at = now()"
            + " WHERE id = ?::uuid",
        approval);
  }

  private String status(long card) {
    return database.one("SELECT status FROM gift_cards WHERE id = ?", card);
  }

  private String underReview(long card) {
    return database.one(
        "SELECT d.under_review FROM redemptions d JOIN gift_cards g ON g.current_claim_id = d.current_claim_id"
            + " WHERE g.id = ?",
        card);
  }

  private String delivery(long card) {
    return database.one("SELECT sms_status FROM gift_card_deliveries WHERE gift_card_id = ?", card);
  }

  private void audited(String action, long card) {
    assertTrue(
        database.count(
                "SELECT count(*) FROM audit_log WHERE action = ? AND subject = 'gift_cards' AND subject_id = ?"
                    + " AND actor LIKE 'person:%' AND request_id IS NOT NULL",
                action, Long.toString(card))
            > 0,
        action);
  }
}
