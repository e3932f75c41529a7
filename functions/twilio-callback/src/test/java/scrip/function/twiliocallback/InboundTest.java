package scrip.function.twiliocallback;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scrip.giftcard.Contacts;
import scrip.secrets.Keys;
import scrip.testing.CloudSettings;
import scrip.testing.Given;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/** What recipients write counts at once, once, and on every channel. */
@QuarkusTest
@QuarkusTestResource(
    value = Cloud.class,
    initArgs = @ResourceArg(name = "scrip.public-url", value = Twilio.PUBLIC_URL))
class InboundTest {

  private static final String SILENCE = "<Response></Response>";

  private final CloudSettings cloud = Cloud.settings();
  private final TestDatabase database = cloud.database();
  private final Keys keys = new Keys(cloud.secrets());
  private final Given given = new Given(database, cloud.secrets(), System.nanoTime());
  private final String name = UUID.randomUUID().toString();
  private final String number = Twilio.number();
  private final String email = name + "@example.com";
  private final UUID pool = given.poolOf(name, 6);
  private final UUID campaign = given.campaign(pool, name);

  @ParameterizedTest
  @CsvSource({"'', sms", "whatsapp:, whatsapp"})
  void stop_opts_out_on_all_channels_and_ends_what_waits(String prefix, String channel) {
    String begun = delivery(number, "sms");
    String waits = delivery(number, "whatsapp");
    String mail = delivery(email, "email");
    String other = Twilio.number();
    String theirs = delivery(other, "sms");
    sends(begun);

    Twilio.writes(prefix + number, "stop").statusCode(200);

    assertEquals(List.of("stop:" + channel), optOut(number));
    assertEquals(List.of("stop:" + channel), optOut(email));
    assertEquals(List.of(), optOut(other));
    assertEquals("suppressed", status(waits));
    assertEquals("suppressed", status(mail));
    assertEquals("sending", status(begun));
    assertEquals("pending", status(theirs));
    assertEquals(
        "not sent: the recipient asked for no messages",
        database.one("SELECT reason FROM gift_card_deliveries WHERE id = ?::uuid", waits));
    assertEquals(
        0,
        database.count("SELECT count(*) FROM sms_delivery_log WHERE delivery_id = ?::uuid", mail));
  }

  @Test
  void stop_from_a_number_typed_at_the_redemption_opts_out_what_is_on_record() {
    String mail = delivery(email, "email");
    String typed = Twilio.number();
    database.update(
        "UPDATE redemptions SET channel = 'sms', address = ?, address_hash = ? WHERE id ="
            + " (SELECT redemption_id FROM gift_card_deliveries WHERE id = ?::uuid)",
        typed,
        hash(typed),
        mail);

    Twilio.writes(typed, "stop").statusCode(200);

    assertEquals(List.of("stop:sms"), optOut(typed));
    assertEquals(List.of("stop:sms"), optOut(email));
    assertEquals("suppressed", status(mail));
  }

  @Test
  void an_address_that_two_share_stays_opted_out_while_one_of_them_wants_nothing() {
    String another = Twilio.number();
    recipient(number, email);
    recipient(another, email);
    Twilio.writes(number, "stop").statusCode(200);
    Twilio.writes(another, "stop").statusCode(200);

    Twilio.writes(number, "start").statusCode(200);

    assertEquals(List.of(), optOut(number));
    assertEquals(List.of("stop:sms"), optOut(email));
  }

  @Test
  void a_suppressed_text_message_is_in_the_log_and_its_lease_is_gone() {
    String leased = delivery(number, "sms");
    database.update(
        "UPDATE gift_card_deliveries SET lease_token = gen_random_uuid(), lease_until = now() + INTERVAL '1 minute'"
            + " WHERE id = ?::uuid",
        leased);

    Twilio.writes(number, "STOP").statusCode(200);

    assertEquals(
        List.of(List.of("suppressed", "suppressed", "t")),
        database.all(
            "SELECT d.sms_status, l.delivery_status, d.lease_token IS NULL FROM gift_card_deliveries d"
                + " JOIN sms_delivery_log l ON l.delivery_id = d.id WHERE d.id = ?::uuid",
            leased));
    assertEquals(
        "[{\"suppressed\": 1}]",
        database.one(
            "SELECT json_agg(detail) FROM audit_log WHERE action = 'opt-out' AND subject_id ="
                + " (SELECT message_id FROM inbound_messages WHERE address_hash = ?)",
            hash(number)));
  }

  @Test
  void start_lifts_what_a_stop_or_the_provider_wrote_and_not_what_an_operator_did() {
    recipient(number, email);
    Twilio.writes(number, "STOP");
    database.update(
        "INSERT INTO opt_outs (address_hash, source) VALUES (?, 'operator')", hash("x" + email));
    database.update("UPDATE opt_outs SET source = 'provider' WHERE address_hash = ?", hash(number));

    Twilio.writes(number, "START").statusCode(200);

    assertEquals(List.of(), optOut(number));
    assertEquals(List.of(), optOut(email));
    database.update(
        "INSERT INTO opt_outs (address_hash, source) VALUES (?, 'operator')", hash(number));
    Twilio.writes(number, "START");
    assertEquals(List.of("operator"), optOut(number));
  }

  @Test
  void a_repeat_is_answered_as_the_first_and_changes_nothing() {
    recipient(number, email);
    String sid = Twilio.sid();
    String first = body(sid, "whatsapp:" + number, "STOP");
    Twilio.writes("whatsapp:" + number, "START");

    String again = body(sid, "whatsapp:" + number, "STOP");

    assertEquals(first, again);
    assertEquals(List.of(), optOut(number));
    assertEquals(1, database.count("SELECT count(*) FROM audit_log WHERE subject_id = ?", sid));
  }

  @Test
  void where_twilio_answers_by_itself_we_do_not_and_else_we_do() {
    recipient(number, email);

    for (String word : List.of("STOP", "unsubscribe", "START", "HELP", "Yes", "hello")) {
      Twilio.writes(number, word).statusCode(200).body(endsWith(SILENCE));
    }
    Twilio.writes(number, "ARRET").body(containsString("<Message>"));
    Twilio.writes(Twilio.sid(), number, "ARRET", Map.of("OptOutType", "STOP"))
        .body(endsWith(SILENCE));
    Twilio.writes("whatsapp:" + number, "STOP").body(containsString("<Message>"));
    Twilio.writes("whatsapp:" + number, "hello").body(endsWith(SILENCE));
  }

  @Test
  void a_stop_that_twilio_saw_is_one_whatever_our_lists_say() {
    Twilio.writes(Twilio.sid(), number, "basta ya", Map.of("OptOutType", "STOP"));

    assertEquals(List.of("stop:sms"), optOut(number));
  }

  @ParameterizedTest
  @CsvSource({"en, START to get", "fr, Écrivez START", "es, Escriba START", "rw, Andika START"})
  void answers_name_the_client_in_its_language(String language, String words) {
    recipient(number, email);
    database.update(
        "UPDATE clients SET language = ?, mail_name = 'Tom & <Co>' WHERE id ="
            + " (SELECT client_id FROM campaigns WHERE id = ?)",
        language,
        campaign);

    Twilio.writes("whatsapp:" + number, "STOP")
        .contentType("text/xml")
        .body(containsString("<Message>Tom &amp; &lt;Co&gt;: "))
        .body(containsString(words));
  }

  @Test
  void a_stranger_is_answered_in_english_and_can_stop() {
    Twilio.writes("whatsapp:" + number, "HELP").body(containsString("<Message>Messages about"));
    Twilio.writes("whatsapp:" + number, "STOP");

    assertEquals(List.of("stop:whatsapp"), optOut(number));
  }

  @ParameterizedTest
  @CsvSource({"YES, opted_in", "oui, opted_in", "NO, opted_out"})
  void an_answer_is_for_the_campaign_that_asked_last_and_no_stop(String word, String optIn) {
    UUID later = given.campaign(pool, name + " 2");
    given.recipient(campaign, "Ada", number);
    given.recipient(later, "Ada", number);
    database.update("UPDATE recipients SET opt_in = 'pending' WHERE campaign_id = ?", later);
    database.update("UPDATE recipients SET opt_in = 'pending' WHERE campaign_id = ?", campaign);

    Twilio.writes(number, word);

    assertEquals(optIn, optIn(campaign));
    assertEquals("pending", optIn(later));
    assertEquals(List.of(), optOut(number));
    Twilio.writes(number, word);
    assertEquals(optIn, optIn(later));
  }

  @Test
  void who_was_not_asked_changes_nothing_by_yes() {
    given.recipient(campaign, "Ada", number);

    Twilio.writes(number, "YES").statusCode(200);

    assertEquals("not_sent", optIn(campaign));
  }

  @Test
  void without_its_lists_nothing_is_taken_in() {
    String kept = database.one("SELECT value FROM settings WHERE key = 'inbound.stop'");
    database.update("UPDATE settings SET value = '{}' WHERE key = 'inbound.stop'");
    try {
      Twilio.writes(number, "STOP").statusCode(503);
    } finally {
      database.update("UPDATE settings SET value = ?::jsonb WHERE key = 'inbound.stop'", kept);
    }
    Twilio.writes(number, "STOP").statusCode(200);
  }

  private static String body(String sid, String from, String text) {
    return Twilio.writes(sid, from, text, Map.of()).statusCode(200).extract().body().asString();
  }

  private void recipient(String phone, String mail) {
    given.recipient(campaign, "Ada", phone);
    database.update(
        "UPDATE recipients SET email = ?, email_hash = ? WHERE phone = ?", mail, hash(mail), phone);
  }

  /** A card of its own on its way there. */
  private String delivery(String address, String channel) {
    String phone = channel.equals("email") ? number : address;
    given.waitingDeliveries(campaign, pool, phone, 1);
    database.update(
        "UPDATE recipients SET email = ?, email_hash = ? WHERE phone = ? AND phone = ?",
        email,
        hash(email),
        phone,
        number);
    return database.one(
        "UPDATE gift_card_deliveries SET channel = ?, address = ?, address_hash = ? WHERE id ="
            + " (SELECT id FROM gift_card_deliveries ORDER BY gift_card_id DESC LIMIT 1) RETURNING id",
        channel,
        address,
        hash(address));
  }

  private void sends(String delivery) {
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = 'sending', lease_token = gen_random_uuid(),"
            + " lease_until = now() + INTERVAL '1 minute' WHERE id = ?::uuid",
        delivery);
  }

  private String status(String delivery) {
    return database.one("SELECT sms_status FROM gift_card_deliveries WHERE id = ?::uuid", delivery);
  }

  private String optIn(UUID of) {
    return database.one("SELECT opt_in FROM recipients WHERE campaign_id = ?", of);
  }

  private List<String> optOut(String address) {
    return database
        .all("SELECT source FROM opt_outs WHERE address_hash = ?", hash(address))
        .stream()
        .map(row -> row.get(0))
        .toList();
  }

  private byte[] hash(String address) {
    return Contacts.hash(keys, address);
  }
}
