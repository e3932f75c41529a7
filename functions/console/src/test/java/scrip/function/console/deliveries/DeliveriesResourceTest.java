package scrip.function.console.deliveries;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.function.console.Tenants;
import scrip.testing.Given;
import scrip.testing.Given.SignedIn;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/** Looking at messages, over HTTP. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class DeliveriesResourceTest {

  private static final String PATH = "/api/admin/deliveries";

  private final TestDatabase database = Desk.DATABASE;
  private final Given given = Desk.GIVEN;
  private Mailroom mailroom;
  private SignedIn ops;

  @BeforeEach
  void begin() {
    mailroom = new Mailroom(database, given, Cloud.settings().secrets());
    ops = given.signedIn("ops", mailroom.client);
  }

  @Test
  void the_list_is_newest_first_and_shows_neither_address_nor_code() {
    UUID first = mailroom.failed();
    UUID second = mailroom.waiting();

    ValidatableResponse answer =
        list("limit=50").body("data.id", contains(second + "", first + ""));

    answer
        .body("data[1].status", equalTo("failed"))
        .body("data[1].code", equalTo(30005))
        .body("data[1].reason", equalTo("unknown handset"))
        .body("data[1].calls", equalTo(1))
        .body("data[1].kind", equalTo("first"))
        .body("data[1].maskedContact", equalTo("+1••••••••06"))
        .body("data[1].recipient.firstName", equalTo("Ada"))
        .body("data[1].sentAt", nullValue())
        .body("data[1].statusAt", notNullValue())
        .body("nextCursor", nullValue());
    assertEquals(false, answer.extract().asString().contains(Mailroom.PHONE));
    assertEquals(
        4, ((String) answer.extract().path("data[0].lastFour")).length(), "only the last four");
  }

  @Test
  void pages_hold_every_delivery_once() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(0, mailroom.waiting().toString());
    }
    // Of one moment: the id decides.
    database.update(
        "UPDATE gift_card_deliveries d SET created_at = '2026-01-01T00:00:00Z' FROM recipients r"
            + " WHERE r.id = d.recipient_id AND r.campaign_id = ?",
        mailroom.campaign);
    List<String> seen = new ArrayList<>();
    String cursor = "";
    for (int i = 0; i < 3; i++) {
      ValidatableResponse page = list("limit=2" + cursor);
      seen.addAll(page.extract().path("data.id"));
      cursor = "&cursor=" + page.extract().path("nextCursor");
    }

    assertEquals("&cursor=null", cursor);
    assertEquals(5, seen.size());
    assertEquals(made.stream().sorted().toList(), seen.stream().sorted().toList());
  }

  @Test
  void each_filter_leaves_out_the_others() {
    UUID failed = mailroom.failed();
    UUID sent = mailroom.sent();
    mailroom.email(sent, "ann@example.com");
    String mail =
        Desk.as(ops)
            .body("{\"reason\":\"test\"}")
            .post(PATH + "/" + sent + "/send-by-email")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    database.update(
        "UPDATE gift_card_deliveries SET created_at = '2026-01-01T00:00:00Z' WHERE id = ?", failed);

    only(failed, "status=failed");
    only(failed, "code=30005");
    only(failed, "card=" + mailroom.one("gift_card_id", failed));
    only(failed, "recipient=" + mailroom.one("recipient_id", failed));
    only(failed, "from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:01Z");
    only(UUID.fromString(mail), "channel=email");
    only(UUID.fromString(mail), "kind=resend&status=pending");
    list("campaign=" + mailroom.campaign).body("data.size()", equalTo(3));
    list("campaign=" + UUID.randomUUID()).body("data.size()", equalTo(0));
    list("to=2026-01-01T00:00:00Z").body("data.size()", equalTo(0));
  }

  @Test
  void faults_of_filters_are_all_named() {
    Desk.as(ops)
        .get(
            PATH
                + "?status=lost&channel=fax&kind=x&campaign=1&recipient=2&card=c&code=-1&from=now&to=1")
        .then()
        .statusCode(400)
        .body(
            "errors.pointer.sort()",
            contains(
                "campaign",
                "card",
                "channel",
                "code",
                "from",
                "kind",
                "recipient",
                "status",
                "to"));
    Desk.as(ops).get(PATH + "?limit=501").then().statusCode(400);
    Desk.as(ops).get(PATH + "?cursor=AAAA").then().statusCode(400);
  }

  @Test
  void a_timeline_holds_calls_reports_relations_and_acts() {
    UUID id = mailroom.sent();
    String message =
        database.one("SELECT message_id FROM provider_messages WHERE delivery_id = ?", id);
    database.update(
        "INSERT INTO delivery_receipts (message_id, attempt_id, delivery_id, source, word, code)"
            + " SELECT message_id, attempt_id, delivery_id, 'callback', 'undelivered', 30003"
            + " FROM provider_messages WHERE message_id = ?",
        message);
    database.update(
        "UPDATE provider_messages SET status = 'undelivered', code = 30003, final_at = now() WHERE message_id = ?",
        message);
    database.update("UPDATE gift_card_deliveries SET sms_status = 'undelivered' WHERE id = ?", id);
    String fresh =
        Desk.as(ops)
            .body("{\"reason\":\"never came\"}")
            .post(PATH + "/" + id + "/resend")
            .then()
            .statusCode(201)
            .extract()
            .path("id");

    timeline(id)
        .body("delivery.id", equalTo(id.toString()))
        .body("attempts[0].outcome", equalTo("accepted"))
        .body("attempts[0].latencyMs", equalTo(120))
        .body("attempts[0].message.id", equalTo(message))
        .body("attempts[0].message.redactedAt", nullValue())
        .body("attempts[0].message.fetchAfter", notNullValue())
        .body("receipts[0].word", equalTo("undelivered"))
        .body("receipts[0].code", equalTo(30003))
        .body("receipts[0].source", equalTo("callback"))
        .body("related.id", contains(fresh))
        .body("acts[0].action", equalTo("resend"))
        .body("acts[0].reason", equalTo("never came"))
        .body("waits.senderNotBefore", nullValue());
    timeline(UUID.fromString(fresh))
        .body("delivery.follows", equalTo(id.toString()))
        .body("waits.requestedBy", equalTo("person:" + ops.person()))
        .body("related.id", contains(id.toString()));
    Desk.as(ops)
        .get("/api/admin/cards/" + mailroom.one("gift_card_id", id))
        .then()
        .body("events.kind", hasItem("receipt"));
    Desk.as(ops).get(PATH + "/nothing").then().statusCode(404);
  }

  @Test
  void a_rate_is_of_what_was_tried_and_without_messages_never_green() {
    rate().body("channels.find { it.channel == 'sms' }.percent", nullValue());
    rate().body("channels.find { it.channel == 'sms' }.state", equalTo("amber"));
    mailroom.sent();
    mailroom.delivered();
    mailroom.waiting();
    rate()
        .body("channels.find { it.channel == 'sms' }.total", equalTo(3))
        .body("channels.find { it.channel == 'sms' }.counted", equalTo(2))
        .body("channels.find { it.channel == 'sms' }.percent", equalTo(100.0f))
        .body("channels.find { it.channel == 'sms' }.state", equalTo("green"));

    mailroom.failed();

    rate()
        .body("channels.find { it.channel == 'sms' }.percent", equalTo(66.66f))
        .body("channels.find { it.channel == 'sms' }.state", equalTo("red"))
        .body("codes[0].code", equalTo(30005))
        .body("codes[0].reason", equalTo("unknown handset"))
        .body("codes[0].count", equalTo(1))
        .body("channels.find { it.channel == 'email' }.state", equalTo("amber"));
    database.update(
        "UPDATE gift_card_deliveries SET created_at = now() - INTERVAL '1 minute' WHERE sms_status = 'pending'");
    rate().body("channels.find { it.channel == 'sms' }.percent", equalTo(50.0f));
  }

  @Test
  void the_rate_counts_what_the_view_of_the_log_counts() {
    mailroom.failed();
    SignedIn every = given.signedIn("ops");
    // Other tests leave failed deliveries without a line in the log.
    int counted = failed(every);
    long logged = logged();

    mailroom.sent();
    mailroom.failed();

    assertEquals(counted + 1, failed(every));
    assertEquals(logged + 1, logged());
  }

  @Test
  void messages_of_another_client_are_not_in_lists() {
    Mailroom theirs = new Mailroom(database, given, Cloud.settings().secrets());
    UUID ours = mailroom.waiting();
    UUID hidden = theirs.waiting();

    Tenants.lists(Desk.as(ops), PATH, ours, hidden);
    Tenants.lists(
        Desk.with(given.agentKey(mailroom.client, "deliveries.write")), PATH, ours, hidden);
    Tenants.lists(Desk.as(given.signedIn("ops")), PATH, hidden, "nobody's");
    list("recipient=" + theirs.one("recipient_id", hidden)).body("data.size()", equalTo(0));
  }

  @Test
  void a_sender_that_is_held_is_seen_and_released() {
    UUID id = mailroom.waiting();
    database.update(
        "UPDATE senders SET not_before = now() + INTERVAL '5 minutes', fault = 'trial account'"
            + " WHERE channel = 'sms'");
    timeline(id)
        .body("waits.senderFault", equalTo("trial account"))
        .body("waits.senderNotBefore", notNullValue());
    SignedIn every = given.signedIn("ops");
    Desk.as(every)
        .get("/api/admin/senders")
        .then()
        .body("senders.find { it.channel == 'sms' }.fault", equalTo("trial account"));

    release(ops, "sms").statusCode(403).body("detail", containsString("every client"));
    release(every, "sms").statusCode(200).body("fault", nullValue());
    release(every, "sms").statusCode(200);
    release(every, "fax").statusCode(404);

    assertEquals(
        "-infinity", database.one("SELECT not_before::text FROM senders WHERE channel = 'sms'"));
    assertEquals(
        1,
        database.count(
            "SELECT count(*) FROM audit_log WHERE action = 'release-sender' AND actor = ?"
                + " AND detail ->> 'fault' = 'trial account'",
            "person:" + every.person()));
  }

  @Test
  void reports_of_unknown_messages_wait_for_somebody_until_they_are_accounted_for() {
    String unknown = "SM" + UUID.randomUUID().toString().replace("-", "");
    String second = "SM" + UUID.randomUUID().toString().replace("-", "");
    for (String message : List.of(unknown, second)) {
      database.update(
          "INSERT INTO delivery_receipts (message_id, source, word) VALUES (?, 'callback', 'sent')",
          message);
    }
    SignedIn every = given.signedIn("ops");

    unmatched(every, "limit=50").body("data.messageId", hasItem(unknown));
    String cursor = unmatched(every, "limit=1").extract().path("nextCursor");
    unmatched(every, "limit=1&cursor=" + cursor).body("data.messageId", contains(unknown));
    Desk.as(ops).get("/api/admin/callbacks/unmatched").then().statusCode(403);
    UUID id = mailroom.unknown();
    database.update(
        "INSERT INTO provider_messages (message_id, attempt_id, delivery_id, channel, learned_from)"
            + " SELECT ?, a.id, a.delivery_id, 'sms', 'look-up' FROM delivery_attempts a WHERE a.delivery_id = ?",
        unknown,
        id);
    database.update("UPDATE provider_messages SET status = 'sent' WHERE message_id = ?", unknown);
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = 'sent', sms_sent_at = now() WHERE id = ?",
        id);
    database.update(
        "UPDATE gift_cards g SET status = 'sent', sent_at = now() FROM gift_card_deliveries d"
            + " WHERE d.id = ? AND g.id = d.gift_card_id",
        id);

    unmatched(every, "limit=50").body("data.messageId", not(hasItem(unknown)));
  }

  private int failed(SignedIn who) {
    return Desk.as(who)
        .get(PATH + "/rate")
        .path(
            "channels.find { it.channel == 'sms' }.statuses.find { it.status == 'failed' }.count");
  }

  private long logged() {
    return database.count("SELECT count FROM sms_delivery_rate WHERE delivery_status = 'failed'");
  }

  private ValidatableResponse list(String query) {
    return Desk.as(ops).get(PATH + "?" + query).then().statusCode(200);
  }

  private void only(UUID id, String query) {
    list(query).body("data.id", contains(id.toString()));
  }

  private ValidatableResponse timeline(UUID id) {
    return Desk.as(ops).get(PATH + "/" + id).then().statusCode(200);
  }

  private ValidatableResponse rate() {
    return Desk.as(ops).get(PATH + "/rate").then().statusCode(200);
  }

  private static ValidatableResponse release(SignedIn who, String channel) {
    return Desk.as(who)
        .body("{\"reason\":\"mended\"}")
        .post("/api/admin/senders/" + channel + "/release")
        .then();
  }

  private static ValidatableResponse unmatched(SignedIn who, String query) {
    return Desk.as(who).get("/api/admin/callbacks/unmatched?" + query).then().statusCode(200);
  }
}
