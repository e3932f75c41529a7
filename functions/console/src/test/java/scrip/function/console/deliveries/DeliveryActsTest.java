package scrip.function.console.deliveries;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.function.console.Tenants;
import scrip.testing.Given;
import scrip.testing.Given.SignedIn;
import scrip.testing.HistoryChecker;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/** What people do about messages, over HTTP. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class DeliveryActsTest {

  private static final String PATH = "/api/admin/deliveries/";

  private final TestDatabase database = Desk.DATABASE;
  private final Given given = Desk.GIVEN;
  private Mailroom mailroom;
  private SignedIn ops;
  private SignedIn agent;

  @BeforeEach
  void begin() {
    mailroom = new Mailroom(database, given, Cloud.settings().secrets());
    ops = given.signedIn("ops", mailroom.client);
    agent = given.signedIn("agent", mailroom.client);
  }

  @AfterEach
  void the_history_is_right() {
    assertEquals(List.of(), new HistoryChecker(database).violations());
  }

  @Test
  void a_failed_message_is_sent_again_as_a_delivery_of_its_own() {
    UUID id = mailroom.failed();

    String fresh =
        act(agent, id, "resend", "")
            .statusCode(201)
            .body("status", equalTo("pending"))
            .body("channel", equalTo("sms"))
            .body("contact", equalTo("+1••••••••06"))
            .body("follows", equalTo(id.toString()))
            .extract()
            .path("id");

    UUID made = UUID.fromString(fresh);
    assertEquals("resend", mailroom.one("kind", made));
    assertEquals(id.toString(), mailroom.one("follows", made));
    assertEquals("person:" + agent.person(), mailroom.one("requested_by", made));
    assertEquals(mailroom.one("claim_id", id), mailroom.one("claim_id", made));
    assertEquals("failed", mailroom.one("sms_status", id));
    assertEquals(1, mailroom.acts("resend", id));
    assertEquals(0, mailroom.acts("change-contact", mailroom.one("redemption_id", id)));
    refused(agent, id, "resend", "", 409, "still_in_flight");
    refused(ops, made, "resend", "", 409, "still_in_flight");
  }

  @Test
  void a_repeat_with_its_key_is_answered_with_the_same_delivery() {
    UUID id = mailroom.failed();
    String key = UUID.randomUUID().toString();
    String body = "{\"reason\":\"asked for\"}";
    String first = keyed(key, id, body).statusCode(201).extract().path("id");

    keyed(key, id, body).statusCode(201).body("id", equalTo(first));
    keyed(key, id, "{\"reason\":\"other\"}").statusCode(422);
    signedIn().body(body).post(PATH + id + "/resend").then().statusCode(400);

    assertEquals(1, mailroom.acts("resend", id));
  }

  @Test
  void an_unknown_outcome_is_not_repeated_before_it_is_proven_absent() {
    UUID id = mailroom.unknown();
    refused(ops, id, "resend", "", 409, "outcome_unknown");
    refused(ops, id, "send-by-email", ",\"email\":\"ann@example.com\"", 409, "outcome_unknown");

    database.update("UPDATE gift_card_deliveries SET absent_at = now() WHERE id = ?", id);

    act(agent, id, "resend", "").statusCode(201);
  }

  @Test
  void what_look_ups_could_not_tell_is_sent_again_by_operations_only() {
    UUID id = mailroom.unknown();
    database.update("UPDATE gift_card_deliveries SET look_up_after = NULL WHERE id = ?", id);

    can(agent, id, "mark");
    can(ops, id, "resend", "email", "mark");
    cases(id, hasItem("resend"));
    refused(agent, id, "resend", "", 409, "outcome_unknown");
    act(ops, id, "resend", "").statusCode(201);
  }

  @Test
  void a_card_whose_last_message_was_called_back_needs_attention() {
    UUID id = mailroom.sent();
    database.update("UPDATE gift_card_deliveries SET sms_status = 'undelivered' WHERE id = ?", id);
    String again = act(agent, id, "resend", "").statusCode(201).extract().path("id");

    act(agent, UUID.fromString(again), "cancel", "").statusCode(200);

    cases(id, hasItem("resend"));
  }

  @Test
  void one_that_was_delivered_is_sent_again_by_operations_only() {
    UUID id = mailroom.delivered();

    refused(agent, id, "resend", "", 409, "already_delivered");
    act(ops, id, "resend", "").statusCode(201);

    assertEquals(1, mailroom.acts("resend", id));
  }

  @Test
  void one_that_the_provider_took_is_sent_again_by_agents_too() {
    act(agent, mailroom.sent(), "resend", "").statusCode(201);
  }

  @Test
  void another_contact_is_the_recipient_s_from_then_on_and_audited_without_it() {
    UUID id = mailroom.failed();
    String redemption = mailroom.one("redemption_id", id);

    act(agent, id, "resend", ",\"contact\":{\"phone\":\"+15005550109\"}")
        .statusCode(201)
        .body("contact", equalTo("+1••••••••09"));

    assertEquals(
        "+15005550109",
        database.one("SELECT address FROM redemptions WHERE id = ?::uuid", redemption));
    assertEquals(1, mailroom.acts("change-contact", redemption));
    assertEquals(
        0, database.count("SELECT count(*) FROM audit_log WHERE detail::text LIKE '%5550109%'"));
  }

  @Test
  void a_machine_sends_again_to_what_is_on_record_and_nowhere_else() {
    UUID id = mailroom.failed();
    String key = given.agentKey(mailroom.client, "deliveries.write");

    act(Desk.with(key), id, "resend", ",\"contact\":{\"phone\":\"+15005550109\"}").statusCode(403);
    act(Desk.with(key), id, "resend", "").statusCode(201);
  }

  @Test
  void faults_of_a_resend_are_all_named() {
    UUID id = mailroom.failed();

    act(ops, id, "resend", ",\"channel\":\"pigeon\",\"contact\":{},\"more\":1")
        .statusCode(400)
        .body("errors.pointer", contains("/channel", "/contact", "/more"));
    act(ops, id, "resend", ",\"channel\":\"whatsapp\"").statusCode(400);
    act(ops, id, "resend", ",\"contact\":{\"phone\":\"no number\"}")
        .statusCode(400)
        .body("errors[0].pointer", equalTo("/contact/phone"));
    Desk.as(ops).body("{}").post(PATH + id + "/cancel").then().statusCode(400);
  }

  @Test
  void who_opted_out_gets_nothing_more() {
    UUID id = mailroom.failed();
    given.optOut("ann.out@example.com");
    mailroom.email(id, "ann.out@example.com");

    refused(ops, id, "send-by-email", "", 409, "opted_out");
    refused(ops, id, "send-by-email", ",\"email\":\"ANN.out@example.com\"", 409, "opted_out");

    assertEquals(
        "1",
        database.one(
            "SELECT count(*) FROM gift_card_deliveries WHERE claim_id = "
                + mailroom.one("claim_id", id)));
  }

  @Test
  void a_card_goes_by_e_mail_where_the_campaign_offers_none() {
    UUID id = mailroom.failed();
    refused(agent, id, "send-by-email", "", 400, "contact_missing");
    mailroom.email(id, "ann@example.com");

    String fresh =
        act(agent, id, "send-by-email", "")
            .statusCode(201)
            .body("channel", equalTo("email"))
            .body("contact", equalTo("a••@example.com"))
            .extract()
            .path("id");

    assertEquals("email", mailroom.one("channel", UUID.fromString(fresh)));
    assertEquals(
        Mailroom.PHONE,
        database.one(
            "SELECT address FROM redemptions WHERE id = ?::uuid",
            mailroom.one("redemption_id", id)));
  }

  @Test
  void a_card_that_is_not_theirs_any_more_is_not_sent() {
    UUID id = mailroom.failed();
    database.update(
        "UPDATE gift_cards SET status = 'quarantined' WHERE id = ?::bigint",
        mailroom.one("gift_card_id", id));

    refused(ops, id, "resend", "", 409, "card_not_theirs");
    refused(ops, id, "send-by-email", ",\"email\":\"ann@example.com\"", 409, "card_not_theirs");
  }

  @Test
  void the_fourth_resend_within_an_hour_is_refused_and_refusals_cost_nothing() {
    UUID id = mailroom.failed();
    for (int i = 0; i < 3; i++) {
      String fresh =
          act(i == 0 ? ops : agent, id, "resend", "").statusCode(201).extract().path("id");
      refused(ops, id, "resend", "", 409, "still_in_flight");
      act(agent, UUID.fromString(fresh), "cancel", "").statusCode(200);
    }

    act(ops, id, "resend", "")
        .statusCode(429)
        .body("code", equalTo("too_many_attempts"))
        .body("limitOf", equalTo("this redemption"));
    assertEquals(
        3,
        database.count(
            "SELECT count(*) FROM rate_limit_tracking WHERE identifier = ? AND action = 'resend'",
            "redemption:" + mailroom.one("redemption_id", id)));
  }

  @Test
  void a_waiting_message_is_called_back_and_its_card_stays() {
    UUID id = mailroom.waiting();

    act(agent, id, "cancel", "").statusCode(200).body("status", equalTo("suppressed"));

    assertEquals("cancelled: test", mailroom.one("reason", id));
    assertEquals("person:" + agent.person(), mailroom.one("cancelled_by", id));
    assertEquals(
        "claimed",
        database.one(
            "SELECT status FROM gift_cards WHERE current_claim_id = ?::bigint",
            mailroom.one("claim_id", id)));
    assertEquals(
        "suppressed",
        database.one("SELECT delivery_status FROM sms_delivery_log WHERE delivery_id = ?", id));
    assertEquals(1, mailroom.acts("cancel", id));
    refused(agent, id, "cancel", "", 409, "not_waiting");
    refused(ops, mailroom.sent(), "cancel", "", 409, "not_waiting");
  }

  @Test
  void what_a_sender_has_is_not_called_back() {
    UUID id = mailroom.waiting();
    database.update(
        "UPDATE gift_card_deliveries SET lease_token = gen_random_uuid(),"
            + " lease_until = now() + INTERVAL '1 minute' WHERE id = ?",
        id);

    refused(ops, id, "cancel", "", 409, "being_sent");

    assertEquals("pending", mailroom.one("sms_status", id));
  }

  @Test
  void a_message_marked_by_hand_is_final_and_its_card_sent() {
    UUID id = mailroom.failed();

    act(agent, id, "manually-delivered", "")
        .statusCode(200)
        .body("status", equalTo("manually_delivered"));
    act(ops, id, "manually-delivered", "").statusCode(200);

    assertEquals("manually_delivered", mailroom.one("sms_status", id));
    assertEquals(
        "manually_delivered",
        database.one("SELECT delivery_status FROM sms_delivery_log WHERE delivery_id = ?", id));
    assertEquals(
        "sent",
        database.one(
            "SELECT status FROM gift_cards WHERE current_claim_id = ?::bigint",
            mailroom.one("claim_id", id)));
    assertEquals(1, mailroom.acts("mark-delivered", id));
    refused(agent, id, "cancel", "", 409, "not_waiting");
    refused(ops, mailroom.delivered(), "manually-delivered", "", 409, "already_delivered");
  }

  @Test
  void one_whose_claim_was_undone_is_not_marked() {
    UUID id = mailroom.waiting();
    database.update(
        "UPDATE gift_cards SET status = 'available' WHERE id = ?::bigint",
        mailroom.one("gift_card_id", id));

    refused(ops, id, "manually-delivered", "", 409, "card_not_theirs");
    refused(ops, id, "resend", "", 409, "card_not_theirs");
  }

  @Test
  void what_may_be_done_is_what_is_done() {
    can(agent, mailroom.failed(), "resend", "email", "mark");
    can(agent, mailroom.waiting(), "mark", "cancel");
    can(agent, mailroom.unknown(), "mark");
    can(agent, mailroom.delivered());
    can(ops, mailroom.delivered(), "resend", "email");
    can(given.signedIn("viewer", mailroom.client), mailroom.failed());
  }

  @Test
  void a_review_list_offers_a_resend_only_where_it_would_be_done() {
    UUID unknown = mailroom.unknown();
    UUID failed = mailroom.failed();

    cases(failed, hasItem("resend"));
    cases(unknown, not(hasItem("resend")));
    database.update("UPDATE gift_card_deliveries SET absent_at = now() WHERE id = ?", unknown);
    cases(unknown, hasItem("resend"));
  }

  @Test
  void messages_of_another_client_are_not_there() {
    UUID id = mailroom.failed();
    SignedIn other = given.signedIn("ops", given.client("other " + id, "US"));
    String body = "{\"reason\":\"test\"}";
    for (String act : List.of("resend", "send-by-email", "manually-delivered", "cancel")) {
      Tenants.hidden(Desk.as(other), "POST", PATH + id + "/" + act, body);
    }
    Tenants.hidden(Desk.as(other), "GET", PATH + id, null);
  }

  private void cases(UUID id, org.hamcrest.Matcher<? super List<String>> can) {
    Desk.as(ops)
        .queryParam("limit", 500)
        .get("/api/admin/review/needs-attention")
        .then()
        .statusCode(200)
        .body("data.find { it.cardId == " + mailroom.one("gift_card_id", id) + " }.can", can);
  }

  private void can(SignedIn who, UUID id, String... acts) {
    Desk.as(who)
        .get(PATH + id)
        .then()
        .statusCode(200)
        .body("can", acts.length == 0 ? empty() : contains(acts));
  }

  private ValidatableResponse keyed(String key, UUID id, String body) {
    return signedIn().header("Idempotency-Key", key).body(body).post(PATH + id + "/resend").then();
  }

  /** Operations, without a key. */
  private RequestSpecification signedIn() {
    return Desk.nobody()
        .cookie("scrip_session", ops.cookie())
        .header("X-CSRF-Token", ops.csrf())
        .contentType("application/json");
  }

  private static void refused(
      SignedIn who, UUID id, String act, String more, int status, String code) {
    act(who, id, act, more).statusCode(status).body("code", equalTo(code));
  }

  private static ValidatableResponse act(SignedIn who, UUID id, String act, String more) {
    return act(Desk.as(who), id, act, more);
  }

  private static ValidatableResponse act(
      RequestSpecification who, UUID id, String act, String more) {
    return who.body("{\"reason\":\"test\"" + more + "}").post(PATH + id + "/" + act).then();
  }
}
