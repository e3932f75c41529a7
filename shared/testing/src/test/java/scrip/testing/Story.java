package scrip.testing;

import java.util.UUID;

/** Cards to which known things have happened. */
final class Story {

  static final String PHONE = "+15005550006";

  final TestDatabase database = TestDatabase.fresh();
  final KeyFile keys = KeyFile.throwAway();
  final Given given = new Given(database, keys, 1);
  final UUID pool;
  final UUID campaign;

  Story(String name, int cards) {
    pool = given.poolOf(name, cards);
    campaign = given.campaign(pool, name);
  }

  /** A card claimed twenty minutes ago whose delivery waits; returns its id. */
  String stuck() {
    given.waitingDeliveries(campaign, pool, PHONE, 1);
    String card =
        database.one("SELECT card_id FROM card_claims ORDER BY claimed_at DESC, id DESC LIMIT 1");
    database.update(
        "UPDATE gift_cards SET claimed_at = now() - INTERVAL '20 minutes' WHERE id = ?::bigint",
        card);
    return card;
  }

  /**
   * Lets its delivery be called once.
   *
   * @param outcome null for one whose answer was lost
   * @param status of the delivery after it
   */
  void called(String card, String outcome, String status) {
    called(delivery(card), card, outcome, status);
  }

  void called(String delivery, String card, String outcome, String status) {
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = 'sending', lease_token = gen_random_uuid(),"
            + " lease_until = now() + INTERVAL '1 minute' WHERE id = ?::uuid",
        delivery);
    database.update(
        """
        WITH attempt AS (
          INSERT INTO delivery_attempts (id, delivery_id, claim_id, number, channel)
          SELECT gen_random_uuid(), id, claim_id, 1, 'sms' FROM gift_card_deliveries WHERE id = ?::uuid
        )
        INSERT INTO sms_delivery_log (delivery_id, gift_card_id, phone_number, delivery_status, retry_count, error_message)
        SELECT id, gift_card_id, address, ?, 1, CASE WHEN ? = 'failed' THEN 'the number is not valid' END
        FROM gift_card_deliveries WHERE id = ?::uuid
        """,
        delivery,
        status,
        status,
        delivery);
    if (outcome != null) {
      database.update(
          "INSERT INTO delivery_attempt_outcomes (attempt_id, outcome)"
              + " SELECT id, ? FROM delivery_attempts WHERE delivery_id = ?::uuid",
          outcome,
          delivery);
    }
    if (!status.equals("sending")) {
      database.update(
          "UPDATE gift_card_deliveries SET sms_status = ?, lease_token = NULL, lease_until = NULL,"
              + " provider_calls = 1, sms_sent_at = CASE WHEN ? IN ('sent', 'delivered') THEN now() END WHERE id = ?::uuid",
          status,
          status,
          delivery);
    }
    if (status.equals("sent") || status.equals("delivered")) {
      database.update(
          "UPDATE gift_cards SET status = 'sent', sent_at = now() WHERE id = ?::bigint AND status = 'claimed'",
          card);
    }
  }

  /** One more delivery of the same card to the same person; returns its id. */
  String resent(String card) {
    return database.one(
        """
        INSERT INTO gift_card_deliveries
          (id, redemption_id, recipient_id, gift_card_id, claim_id, channel, address, address_hash)
        SELECT gen_random_uuid(), redemption_id, recipient_id, gift_card_id, claim_id, channel, address, address_hash
        FROM gift_card_deliveries WHERE gift_card_id = ?::bigint ORDER BY created_at DESC LIMIT 1
        RETURNING id
        """,
        card);
  }

  /** A card whose first message failed and whose second one was delivered. */
  String failedThenDelivered() {
    String card = stuck();
    called(card, "permanent", "failed");
    called(resent(card), card, "accepted", "delivered");
    database.update(
        "UPDATE gift_cards SET status = 'delivered', delivered_at = now() WHERE id = ?::bigint",
        card);
    return card;
  }

  String delivery(String card) {
    return database.one(
        "SELECT id FROM gift_card_deliveries WHERE gift_card_id = ?::bigint ORDER BY created_at DESC LIMIT 1",
        card);
  }

  String status(String card) {
    return database.one("SELECT status FROM gift_cards WHERE id = ?::bigint", card);
  }

  String counts() {
    return database.one(
        "SELECT available_cards || '|' || claimed_cards FROM gift_card_pools WHERE id = ?", pool);
  }
}
