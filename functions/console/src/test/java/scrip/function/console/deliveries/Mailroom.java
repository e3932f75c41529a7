package scrip.function.console.deliveries;

import java.util.UUID;
import scrip.giftcard.Contacts;
import scrip.money.Money;
import scrip.secrets.Keys;
import scrip.secrets.SecretStore;
import scrip.testing.Given;
import scrip.testing.TestDatabase;

/** A client of its own, and deliveries of it in whatever state a test needs. */
final class Mailroom {

  static final String PHONE = "+15005550006";

  final UUID client;
  final UUID pool;
  final UUID campaign;
  private final TestDatabase database;
  private final Given given;
  private final Keys keys;

  Mailroom(TestDatabase database, Given given, SecretStore store) {
    this.database = database;
    this.given = given;
    this.keys = new Keys(store);
    String name = UUID.randomUUID().toString();
    client = given.client(name, "US");
    pool = given.pool(client, given.brand(name), name, new Money(2500, "USD"));
    campaign = given.campaign(pool, name);
  }

  /** A delivery that waits. */
  UUID waiting() {
    return waiting(PHONE);
  }

  UUID waiting(String phone) {
    given.cards(pool, 1);
    given.waitingDeliveries(campaign, pool, phone, 1);
    return UUID.fromString(
        database.one(
            "SELECT d.id FROM gift_card_deliveries d JOIN recipients r ON r.id = d.recipient_id"
                + " WHERE r.campaign_id = ? ORDER BY d.created_at DESC, d.id DESC LIMIT 1",
            campaign));
  }

  /** One that the provider refused for good. */
  UUID failed() {
    UUID id = waiting();
    attempt(id, "permanent", null, 30005);
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = 'failed', code = 30005, provider_calls = 1,"
            + " reason = 'unknown handset' WHERE id = ?",
        id);
    return id;
  }

  /** One that the provider took; returns it. */
  UUID sent() {
    UUID id = waiting();
    attempt(id, "accepted", "SM" + UUID.randomUUID().toString().replace("-", ""), null);
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = 'sent', sms_sent_at = now(), provider_calls = 1 WHERE id = ?",
        id);
    database.update(
        "UPDATE gift_cards g SET status = 'sent', sent_at = now() FROM gift_card_deliveries d"
            + " WHERE d.id = ? AND g.id = d.gift_card_id",
        id);
    return id;
  }

  UUID delivered() {
    UUID id = sent();
    database.update("UPDATE gift_card_deliveries SET sms_status = 'delivered' WHERE id = ?", id);
    return id;
  }

  /** One whose answer was lost. */
  UUID unknown() {
    UUID id = waiting();
    attempt(id, "unknown", null, null);
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = 'sending', lease_token = gen_random_uuid(),"
            + " lease_until = now() WHERE id = ?",
        id);
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = 'unknown', lease_token = NULL, lease_until = NULL,"
            + " provider_calls = 1 WHERE id = ?",
        id);
    return id;
  }

  /** A call to the provider and what came of it; returns the attempt. */
  UUID attempt(UUID id, String outcome, String message, Integer code) {
    UUID attempt = UUID.randomUUID();
    database.update(
        "INSERT INTO delivery_attempts (id, delivery_id, claim_id, number, channel)"
            + " SELECT ?, id, claim_id, 1, channel FROM gift_card_deliveries WHERE id = ?",
        attempt,
        id);
    database.update(
        "INSERT INTO sms_delivery_log (delivery_id, gift_card_id, phone_number, delivery_status)"
            + " SELECT id, gift_card_id, address, ? FROM gift_card_deliveries WHERE id = ?",
        "accepted".equals(outcome) ? "sent" : "permanent".equals(outcome) ? "failed" : outcome,
        id);
    database.update(
        "INSERT INTO delivery_attempt_outcomes (attempt_id, outcome, provider_message_id, provider_code, text,"
            + " latency_ms) VALUES (?, ?, ?, ?, 'as the provider said', 120)",
        attempt,
        outcome,
        message,
        code);
    return attempt;
  }

  /** The recipient of a delivery has this address on record. */
  void email(UUID id, String email) {
    database.update(
        "UPDATE recipients r SET email = ?, email_hash = ? FROM gift_card_deliveries d"
            + " WHERE d.id = ? AND r.id = d.recipient_id",
        email,
        Contacts.hash(keys, email),
        id);
  }

  String one(String column, UUID id) {
    return database.one("SELECT " + column + " FROM gift_card_deliveries WHERE id = ?", id);
  }

  /** How many acts of that name were written down about it. */
  long acts(String action, Object subject) {
    return database.count(
        "SELECT count(*) FROM audit_log WHERE action = ? AND subject_id = ?",
        action,
        subject.toString());
  }
}
