package scrip.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scrip.testing.twilio.TwilioLedger.Message;
import scrip.testing.twilio.TwilioSent;

/** The checker finds nothing in a history that is right, and each lie that is planted in one. */
class DeliveryCheckerTest {

  private static final int DELIVERED = 0;
  private static final int NOT_REACHED = 1;
  private static final int DELIVERED_BY_THE_SECOND = 2;
  private static final int REFUSED = 3;
  private static final int UNKNOWN = 4;
  private static final int CLEARED_UP = 5;
  private static TestDatabase database;

  private final List<Message> ledger = new ArrayList<>();
  private Connection connection;
  private List<String> deliveries;

  @BeforeAll
  static void given_six_people_who_redeemed() {
    database = TestDatabase.fresh();
    Given given = new Given(database, KeyFile.throwAway(), 1);
    UUID pool = given.poolOf("Checked", 6);
    given.waitingDeliveries(given.campaign(pool, "Checked"), pool, "+15005550006", 6);
  }

  /** Written without the guards: what they refuse is planted here too. */
  @BeforeEach
  void a_history_that_is_right() throws SQLException {
    deliveries =
        database.all("SELECT id FROM gift_card_deliveries ORDER BY id").stream()
            .map(row -> row.get(0))
            .toList();
    connection = database.connect();
    connection.setAutoCommit(false);
    sql("SET LOCAL session_replication_role = replica");
    attempt(DELIVERED, 1, "accepted", "SM10", "delivered", 0);
    attempt(NOT_REACHED, 1, "accepted", "SM20", "undelivered", 30005);
    attempt(DELIVERED_BY_THE_SECOND, 1, "accepted", "SM30", "undelivered", 30003);
    attempt(DELIVERED_BY_THE_SECOND, 2, "accepted", "SM31", "delivered", 0);
    attempt(REFUSED, 1, "permanent", null, null, 0);
    attempt(UNKNOWN, 1, null, null, null, 0);
    attempt(CLEARED_UP, 1, "unknown", "SM60", "delivered", 0);
    ends(DELIVERED, "delivered", "delivered", 1);
    ends(NOT_REACHED, "undelivered", "sent", 1);
    ends(DELIVERED_BY_THE_SECOND, "delivered", "delivered", 2);
    ends(REFUSED, "failed", "claimed", 1);
    ends(UNKNOWN, "unknown", "claimed", 1);
    ends(CLEARED_UP, "delivered", "delivered", 1);
    sql("UPDATE gift_card_deliveries SET absent_at = now() WHERE sms_status = 'unknown'");
  }

  @AfterEach
  void undo() throws SQLException {
    connection.rollback();
    connection.close();
  }

  @Test
  void nothing_is_wrong_with_it() throws SQLException {
    assertEquals(List.of(), violations());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      not bound to its attempt        | DELETE FROM provider_messages WHERE message_id = 'SM60'
      not bound to its attempt        | UPDATE provider_messages SET attempt_id = gen_random_uuid() WHERE message_id = 'SM10'
      provider does not have          | UPDATE provider_messages SET message_id = 'SM99' WHERE message_id = 'SM10'
      not its attempt's               | UPDATE delivery_attempt_outcomes SET provider_message_id = 'SM77' WHERE provider_message_id = 'SM10'
      not its attempt's               | UPDATE delivery_attempt_outcomes SET outcome = 'accepted' WHERE outcome = 'permanent'
      refused what it took            | UPDATE delivery_attempt_outcomes SET outcome = 'throttled' WHERE provider_message_id = 'SM10'
      another state than the provider | UPDATE provider_messages SET status = 'sent' WHERE message_id = 'SM10'
      another state than the provider | UPDATE provider_messages SET code = 30006 WHERE message_id = 'SM20'
      lies at the provider            | UPDATE provider_messages SET redacted_at = NULL WHERE message_id = 'SM10'
      still asked for                 | UPDATE provider_messages SET fetch_after = now() WHERE message_id = 'SM10'
      without a report                | DELETE FROM delivery_receipts WHERE message_id = 'SM10'
      forged report                   | UPDATE delivery_receipts SET code = 39001 WHERE message_id = 'SM20'
      that its message is not of      | UPDATE delivery_receipts SET attempt_id = gen_random_uuid() WHERE message_id = 'SM10'
      two messages for one delivery   | UPDATE delivery_receipts SET received_at = now() + INTERVAL '1 day' WHERE message_id = 'SM30'
      did not come to its end         | UPDATE gift_card_deliveries SET sms_status = 'sent' WHERE sms_status = 'undelivered'
      did not come to its end         | UPDATE gift_card_deliveries SET lease_token = id, lease_until = now()
      not asked for to the end        | UPDATE gift_card_deliveries SET absent_at = NULL
      provider has its message        | UPDATE gift_card_deliveries SET sms_status = 'unknown' WHERE sms_status = 'undelivered'
      or the other way round          | UPDATE gift_card_deliveries SET sms_status = 'delivered' WHERE sms_status = 'failed'
      or the other way round          | UPDATE gift_card_deliveries SET sms_status = 'undelivered' WHERE sms_status = 'delivered'
      message of it that did not      | UPDATE gift_card_deliveries SET sms_status = 'failed' WHERE sms_status = 'delivered'
      before it had to                | UPDATE gift_card_deliveries SET sms_status = 'failed' WHERE sms_status = 'unknown'
      before it had to                | UPDATE gift_card_deliveries SET sms_status = 'undelivered' WHERE sms_status = 'failed'
      other calls than it had         | UPDATE gift_card_deliveries SET provider_calls = 3 WHERE sms_status = 'failed'
      other calls than it had         | DELETE FROM delivery_attempt_outcomes; DELETE FROM delivery_attempts WHERE number = 2
      log of a delivery               | DELETE FROM sms_delivery_log WHERE delivery_status = 'failed'
      log of a delivery               | UPDATE sms_delivery_log SET retry_count = 0
      log of text messages            | UPDATE gift_card_deliveries SET channel = 'email'
      what became of its messages     | UPDATE gift_cards SET status = 'sent' WHERE status = 'delivered'
      what became of its messages     | UPDATE gift_cards SET status = 'claimed' WHERE status = 'sent'
      what became of its messages     | UPDATE gift_cards SET status = 'sent', sent_at = now() WHERE status = 'claimed'
      """)
  void a_lie_in_the_tables_is_found(String claim, String plant) throws SQLException {
    sql(plant);

    assertFound(claim);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      SM30 | delivered   | 0     | two messages for one delivery
      SM30 | undelivered | 30005 | two messages for one delivery
      SM20 | undelivered | 30003 | before it had to
      SM20 | undelivered | 39999 | before it had to
      SM20 | delivered   | 0     | or the other way round
      SM20 | sent        | 0     | message of it that did not
      SM10 | undelivered | 30003 | another state than the provider
      """)
  void another_truth_at_the_provider_is_found(String sid, String status, int code, String claim)
      throws SQLException {
    change(sid, m -> message(sid, m.sent(), status, code));

    assertFound(claim);
  }

  @Test
  void a_message_of_nobody_is_found() throws SQLException {
    ledger.add(message("SM98", sent(UUID.randomUUID(), "+1", ""), "delivered", 0));

    assertFound("belongs to no attempt");
  }

  @Test
  void a_message_of_an_attempt_that_ended_unknown_is_found() throws SQLException {
    ledger.add(message("SM97", sent(attemptId(UNKNOWN, 1), "+15", ""), "delivered", 0));

    assertFound("not bound to its attempt");
    assertFound("provider has its message");
  }

  @Test
  void a_second_message_of_one_attempt_is_found() throws SQLException {
    ledger.add(message("SM11", ledger.get(0).sent(), "delivered", 0));

    assertFound("an attempt brought about two messages");
  }

  @Test
  void a_blind_repeat_after_a_lost_answer_is_found() throws SQLException {
    attempt(UNKNOWN, 2, "accepted", "SM51", "delivered", 0);

    assertFound("whose answer was lost was followed by another");
  }

  @Test
  void a_third_try_of_what_may_be_tried_twice_is_found() throws SQLException {
    change("SM30", m -> message("SM30", m.sent(), "undelivered", 39999));
    change("SM31", m -> message("SM31", m.sent(), "undelivered", 39999));
    attempt(DELIVERED_BY_THE_SECOND, 3, "accepted", "SM32", "undelivered", 39999);

    assertFound("more often than it may");
  }

  @Test
  void a_text_that_is_still_there_is_found() throws SQLException {
    change("SM10", m -> message("SM10", sent(attemptId(DELIVERED, 1), "+10", "x"), "delivered", 0));

    assertFound("lies at the provider");
  }

  @Test
  void one_text_to_two_numbers_is_found() throws SQLException {
    List<String> found =
        DeliveryChecker.violations(connection, ledger, Map.of("SM10", "card", "SM20", "card"));

    assertTrue(found.stream().anyMatch(v -> v.startsWith("one card went to two")), "" + found);
  }

  @Test
  void a_report_of_ours_that_nobody_took_up_is_found() throws SQLException {
    sql(
        "DELETE FROM provider_messages WHERE message_id = 'SM60';"
            + " UPDATE delivery_receipts SET attempt_id = NULL WHERE message_id = 'SM60'");

    assertFound("waits for review");
  }

  private void attempt(
      int delivery, int number, String outcome, String sid, String status, int code)
      throws SQLException {
    String d = deliveries.get(delivery);
    String a = attemptId(delivery, number).toString();
    sql(
        "INSERT INTO delivery_attempts (id, delivery_id, claim_id, number, channel, begun_at)"
            + " SELECT '%s', id, claim_id, %d, 'sms', now() + %d * INTERVAL '1 hour' FROM gift_card_deliveries WHERE id = '%s'"
                .formatted(a, number, number, d));
    if (outcome != null) {
      sql(
          "INSERT INTO delivery_attempt_outcomes (attempt_id, outcome, provider_message_id) VALUES ('%s', '%s', %s)"
              .formatted(a, outcome, outcome.equals("accepted") ? "'" + sid + "'" : "NULL"));
    }
    if (sid != null) {
      sql(
          "INSERT INTO provider_messages (message_id, attempt_id, delivery_id, channel, learned_from, status, code, final_at, redacted_at)"
              + " VALUES ('%s', '%s', '%s', 'sms', 'answer', '%s', NULLIF(%d, 0), now(), now())"
                  .formatted(sid, a, d, status, code));
      sql(
          "INSERT INTO delivery_receipts (message_id, attempt_id, delivery_id, source, word, code, received_at)"
              + " VALUES ('%s', '%s', '%s', 'callback', '%s', %d, now() + %d * INTERVAL '1 hour' + INTERVAL '1 minute')"
                  .formatted(sid, a, d, status, code, number));
      ledger.add(message(sid, sent(UUID.fromString(a), "+1" + delivery, ""), status, code));
    }
  }

  private void ends(int delivery, String status, String card, int calls) throws SQLException {
    String id = deliveries.get(delivery);
    sql(
        "UPDATE gift_card_deliveries SET sms_status = '%s', sms_sent_at = now(), provider_calls = %d WHERE id = '%s'"
            .formatted(status, calls, id));
    sql(
        "INSERT INTO sms_delivery_log (delivery_id, gift_card_id, phone_number, delivery_status, retry_count)"
            + " SELECT id, gift_card_id, address, sms_status, provider_calls FROM gift_card_deliveries WHERE id = '%s'"
                .formatted(id));
    sql(
        "UPDATE gift_cards SET status = '%s', sent_at = now(), delivered_at = now()".formatted(card)
            + " WHERE id = (SELECT gift_card_id FROM gift_card_deliveries WHERE id = '%s')"
                .formatted(id));
  }

  private static UUID attemptId(int delivery, int number) {
    return new UUID(delivery, number);
  }

  private static TwilioSent sent(UUID attempt, String to, String body) {
    String callback = "http://127.0.0.1/api/twilio/status?attempt=" + attempt;
    return new TwilioSent(to, "+15005550006", body, callback, Map.of());
  }

  private static Message message(String sid, TwilioSent sent, String status, int code) {
    return new Message(sid, sent, Instant.EPOCH, status, code, List.of(), false);
  }

  private void change(String sid, UnaryOperator<Message> change) {
    ledger.replaceAll(message -> message.sid().equals(sid) ? change.apply(message) : message);
  }

  private void assertFound(String claim) throws SQLException {
    List<String> found = violations();
    assertTrue(found.stream().anyMatch(v -> v.contains(claim)), claim + " is not in " + found);
  }

  private List<String> violations() throws SQLException {
    return DeliveryChecker.violations(connection, ledger, Map.of());
  }

  private void sql(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
