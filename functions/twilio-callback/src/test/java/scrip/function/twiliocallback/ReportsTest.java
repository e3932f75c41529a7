package scrip.function.twiliocallback;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.testing.CloudSettings;
import scrip.testing.Given;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/** What Twilio reports of a message moves its delivery and its card, in whatever order it comes. */
@QuarkusTest
@QuarkusTestResource(
    value = Cloud.class,
    initArgs = @ResourceArg(name = "scrip.public-url", value = Twilio.PUBLIC_URL))
class ReportsTest {

  private final CloudSettings cloud = Cloud.settings();
  private final TestDatabase database = cloud.database();
  private final String number = Twilio.number();
  private final String sid = Twilio.sid();
  private final UUID attempt = UUID.randomUUID();

  /** A delivery whose message Twilio took. */
  @BeforeEach
  void sent() {
    Given given = new Given(database, cloud.secrets(), System.nanoTime());
    String name = UUID.randomUUID().toString();
    UUID pool = given.poolOf(name, 1);
    given.waitingDeliveries(given.campaign(pool, name), pool, number, 1);
    move("'sending', lease_token = gen_random_uuid(), lease_until = now() + INTERVAL '1 minute'");
    database.update(
        "INSERT INTO delivery_attempts (id, delivery_id, claim_id, number, channel)"
            + " SELECT ?, id, claim_id, 1, channel FROM gift_card_deliveries WHERE address = ?",
        attempt,
        number);
    database.update(
        "INSERT INTO sms_delivery_log (delivery_id, gift_card_id, phone_number, delivery_status, retry_count)"
            + " SELECT id, gift_card_id, address, 'sending', 1 FROM gift_card_deliveries WHERE address = ?",
        number);
  }

  @Test
  void delivered_is_delivered_and_a_late_sent_does_not_take_it_back() {
    answered();

    reports("queued", null);
    reports("delivered", null);
    reports("sent", null);
    reports("delivered", null);

    assertEquals(List.of(List.of("delivered", "delivered", "delivered")), states());
    assertEquals(
        3, database.count("SELECT count(*) FROM delivery_receipts WHERE message_id = ?", sid));
  }

  @Test
  void a_report_resolves_the_attempt_whose_answer_was_lost() {
    move("'unknown', lease_token = NULL, lease_until = NULL, provider_calls = 1");

    reports("sent", null);

    assertEquals(List.of(List.of("sent", "sent", "sent")), states());
    assertEquals(
        attempt.toString(),
        database.one("SELECT attempt_id FROM provider_messages WHERE message_id = ?", sid));
  }

  @Test
  void what_cannot_arrive_is_undelivered_and_the_card_stays_its_recipient_s() {
    answered();

    reports("undelivered", "30005");

    assertEquals(List.of(List.of("undelivered", "sent", "undelivered")), states());
    assertEquals(
        30005, database.count("SELECT code FROM gift_card_deliveries WHERE address = ?", number));
  }

  @Test
  void a_message_that_nobody_knows_is_kept_for_review() {
    String stranger = Twilio.sid();

    Twilio.reports("", form(stranger, "delivered", null)).statusCode(204);
    Twilio.reports("?attempt=" + UUID.randomUUID(), form(stranger, "sent", null)).statusCode(204);

    assertEquals(
        2,
        database.count(
            "SELECT count(*) FROM delivery_receipts WHERE message_id = ? AND attempt_id IS NULL",
            stranger));
  }

  private void answered() {
    database.update(
        "INSERT INTO delivery_attempt_outcomes (attempt_id, outcome, provider_message_id)"
            + " VALUES (?, 'accepted', ?)",
        attempt,
        sid);
    move("'sent', lease_token = NULL, lease_until = NULL, provider_calls = 1, sms_sent_at = now()");
    database.update(
        "UPDATE gift_cards SET status = 'sent', sent_at = now() WHERE id ="
            + " (SELECT gift_card_id FROM gift_card_deliveries WHERE address = ?)",
        number);
    database.update(
        "UPDATE sms_delivery_log SET delivery_status = 'sent' WHERE phone_number = ?", number);
  }

  private void move(String to) {
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = " + to + " WHERE address = ?", number);
  }

  private void reports(String word, String code) {
    Twilio.reports("?attempt=" + attempt, form(sid, word, code)).statusCode(204);
  }

  private Map<String, String> form(String message, String word, String code) {
    Map<String, String> form =
        new HashMap<>(Map.of("MessageSid", message, "MessageStatus", word, "To", number));
    if (code != null) {
      form.put("ErrorCode", code);
    }
    return form;
  }

  private List<List<String>> states() {
    return database.all(
        "SELECT d.sms_status, g.status, l.delivery_status FROM gift_card_deliveries d"
            + " JOIN gift_cards g ON g.id = d.gift_card_id JOIN sms_delivery_log l ON l.delivery_id = d.id"
            + " WHERE d.address = ?",
        number);
  }
}
