package scrip.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import scrip.testing.twilio.TwilioLedger.Message;

/**
 * Reads the whole history and says where a promise about cards was broken, whatever happened
 * before: races, kills, restarts. Finds nothing in a history that is right.
 */
public final class HistoryChecker {

  private static final Pattern ATTEMPT = Pattern.compile("attempt=([0-9a-f-]{36})");

  private static final Map<String, String> BROKEN =
      new LinkedHashMap<>(
          Map.ofEntries(
              Map.entry(
                  "a card has two claims that were not released",
                  "SELECT card_id FROM duplicate_claims"),
              Map.entry(
                  "a recipient has two cards for one condition",
                  """
                  SELECT k.recipient_id FROM card_claims k LEFT JOIN card_releases r ON r.claim_id = k.id
                  WHERE r.claim_id IS NULL AND NOT EXISTS (SELECT FROM card_replacements x WHERE x.old_claim_id = k.id)
                  GROUP BY k.recipient_id, k.condition_id HAVING count(*) > 1
                  """),
              Map.entry(
                  "a card that was replaced is not put aside",
                  """
                  SELECT g.id FROM card_replacements x
                  JOIN card_claims k ON k.id = x.old_claim_id
                  JOIN gift_cards g ON g.id = k.card_id
                  LEFT JOIN card_releases r ON r.claim_id = k.id
                  WHERE r.claim_id IS NULL AND g.status NOT IN ('quarantined', 'void')
                  """),
              Map.entry(
                  "a replacement is not for the recipient and condition of what it replaced",
                  """
                  SELECT x.old_claim_id FROM card_replacements x
                  JOIN card_claims o ON o.id = x.old_claim_id JOIN card_claims n ON n.id = x.new_claim_id
                  WHERE (o.recipient_id, o.condition_id, o.redemption_id)
                        IS DISTINCT FROM (n.recipient_id, n.condition_id, n.redemption_id)
                  """),
              Map.entry(
                  "a transfer says another number than it moved",
                  """
                  SELECT t.id FROM card_transfers t
                  WHERE t.moved <> (SELECT count(*) FROM card_moves m WHERE m.transfer_id = t.id)
                  """),
              Map.entry(
                  "a moved card lies in another pool than its last one",
                  """
                  SELECT g.id FROM gift_cards g
                  JOIN LATERAL (SELECT to_pool FROM card_moves m WHERE m.card_id = g.id ORDER BY m.id DESC LIMIT 1) AS m
                    ON true
                  WHERE g.pool_id <> m.to_pool
                  """),
              Map.entry(
                  "a claim is not the one that its card and its redemption hold",
                  """
                  SELECT k.id FROM card_claims k
                  LEFT JOIN card_releases r ON r.claim_id = k.id
                  LEFT JOIN gift_cards g ON g.current_claim_id = k.id AND g.id = k.card_id
                  LEFT JOIN redemptions d ON d.current_claim_id = k.id AND d.id = k.redemption_id
                  WHERE r.claim_id IS NULL AND (g.id IS NULL OR d.id IS NULL)
                    AND NOT EXISTS (SELECT FROM gift_cards q WHERE q.id = k.card_id AND q.status IN ('quarantined', 'void'))
                  """),
              Map.entry(
                  "a card is held by a claim that does not exist",
                  """
                  SELECT g.id FROM gift_cards g LEFT JOIN card_claims k ON k.id = g.current_claim_id
                  WHERE g.current_claim_id IS NOT NULL AND k.id IS NULL
                  """),
              Map.entry(
                  "a claim has no delivery",
                  """
                  SELECT k.id FROM card_claims k
                  WHERE NOT EXISTS (SELECT FROM gift_card_deliveries d WHERE d.claim_id = k.id)
                  """),
              Map.entry(
                  "a released card was given to a provider or shown",
                  """
                  SELECT r.claim_id FROM card_releases r
                  WHERE EXISTS (
                      SELECT FROM delivery_attempts a LEFT JOIN delivery_attempt_outcomes o ON o.attempt_id = a.id
                      WHERE a.claim_id = r.claim_id
                        AND (r.reason <> 'review of a quarantined card' OR coalesce(o.outcome, 'unknown') NOT IN
                             ('permanent', 'throttled', 'not_connected', 'misconfigured')))
                     OR EXISTS (SELECT FROM card_reveals v WHERE v.claim_id = r.claim_id)
                  """),
              Map.entry(
                  "a delivery is sent or delivered, and no provider took a message of it",
                  """
                  SELECT d.id FROM gift_card_deliveries d
                  WHERE d.sms_status IN ('sent', 'delivered') AND NOT EXISTS (
                      SELECT FROM delivery_attempts a JOIN delivery_attempt_outcomes o ON o.attempt_id = a.id
                      WHERE a.delivery_id = d.id AND o.outcome = 'accepted')
                    AND NOT EXISTS (SELECT FROM provider_messages m WHERE m.delivery_id = d.id)
                  """),
              Map.entry(
                  "an accepted attempt left its delivery waiting or failed",
                  """
                  SELECT d.id FROM gift_card_deliveries d
                  JOIN delivery_attempts a ON a.delivery_id = d.id
                  JOIN delivery_attempt_outcomes o ON o.attempt_id = a.id AND o.outcome = 'accepted'
                  LEFT JOIN provider_messages m ON m.attempt_id = a.id
                  WHERE d.sms_status IN ('pending', 'held', 'failed', 'suppressed')
                    AND m.status IS DISTINCT FROM 'undelivered'
                  """),
              Map.entry(
                  "a message that a provider took left its delivery waiting, failed or unknown",
                  """
                  SELECT m.message_id FROM provider_messages m JOIN gift_card_deliveries d ON d.id = m.delivery_id
                  WHERE m.status <> 'undelivered' AND d.sms_status IN ('pending', 'held', 'failed', 'suppressed', 'unknown')
                  """),
              Map.entry(
                  "a message reached the handset, and its delivery does not say so",
                  """
                  SELECT m.message_id FROM provider_messages m JOIN gift_card_deliveries d ON d.id = m.delivery_id
                  WHERE m.status = 'delivered' AND d.sms_status NOT IN ('delivered', 'manually_delivered')
                  """),
              Map.entry(
                  "a provider took a message, and its card still counts as only claimed",
                  """
                  SELECT g.id FROM provider_messages m
                  JOIN gift_card_deliveries d ON d.id = m.delivery_id
                  JOIN gift_cards g ON g.current_claim_id = d.claim_id
                  WHERE g.status = 'claimed'
                  """),
              Map.entry(
                  "two messages of one delivery may both reach the handset",
                  """
                  SELECT delivery_id FROM provider_messages WHERE status <> 'undelivered'
                  GROUP BY delivery_id HAVING count(*) > 1
                  """),
              Map.entry(
                  "a receipt says more of a message than we know of it",
                  """
                  SELECT r.message_id FROM delivery_receipts r JOIN provider_messages m ON m.message_id = r.message_id
                  WHERE r.attempt_id IS NOT NULL
                    AND (r.word IN ('delivered', 'read') AND m.status <> 'delivered'
                         OR r.word IN ('undelivered', 'failed') AND m.status NOT IN ('undelivered', 'delivered'))
                  """),
              Map.entry(
                  "an attempt without an outcome was followed by another",
                  """
                  SELECT a.id FROM delivery_attempts a
                  LEFT JOIN delivery_attempt_outcomes o ON o.attempt_id = a.id
                  WHERE o.attempt_id IS NULL AND NOT EXISTS (SELECT FROM provider_messages m WHERE m.attempt_id = a.id)
                    AND EXISTS (SELECT FROM delivery_attempts n WHERE n.delivery_id = a.delivery_id AND n.begun_at > a.begun_at)
                  """),
              Map.entry(
                  "an attempt without an outcome is neither under way nor unknown",
                  """
                  SELECT a.id FROM delivery_attempts a
                  JOIN gift_card_deliveries d ON d.id = a.delivery_id
                  LEFT JOIN delivery_attempt_outcomes o ON o.attempt_id = a.id
                  WHERE o.attempt_id IS NULL AND d.sms_status IN ('pending', 'held', 'failed', 'suppressed')
                    AND NOT EXISTS (SELECT FROM provider_messages m WHERE m.attempt_id = a.id)
                  """),
              Map.entry(
                  "a card whose message was accepted still counts as only claimed",
                  """
                  SELECT g.id FROM gift_cards g JOIN gift_card_deliveries d ON d.claim_id = g.current_claim_id
                  WHERE g.status = 'claimed' AND d.sms_status IN ('sent', 'delivered', 'manually_delivered')
                  """),
              Map.entry(
                  "an order at the supplier and its card do not belong to each other",
                  """
                  SELECT o.reference, g.id FROM supplier_orders o
                  FULL JOIN gift_cards g ON g.supplier_reference = o.reference
                  WHERE o.reference IS NULL AND g.supplier_reference IS NOT NULL
                     OR o.state = 'bought' AND o.card_id IS DISTINCT FROM g.id
                     OR o.state <> 'bought' AND g.id IS NOT NULL
                  """),
              Map.entry(
                  "the counts of a pool are wrong",
                  "SELECT id FROM pool_conservation WHERE NOT conserved")));

  private final TestDatabase database;

  public HistoryChecker(TestDatabase database) {
    this.database = database;
  }

  /** Every broken promise that the tables show, with the first rows that show it. */
  public List<String> violations() {
    List<String> violations = new ArrayList<>();
    BROKEN.forEach(
        (claim, sql) -> {
          List<List<String>> rows = database.all(sql);
          if (!rows.isEmpty()) {
            violations.add(claim + ": " + rows.subList(0, Math.min(5, rows.size())));
          }
        });
    return violations;
  }

  /** The same, and what the provider's own ledger says: the truth about who got what. */
  public List<String> violations(List<Message> ledger) {
    List<String> violations = violations();
    Map<String, String> phoneOfText = new HashMap<>();
    Set<String> delivered = new HashSet<>();
    for (Message message : ledger) {
      // What the network lost may go out again.
      boolean lost = Set.of("undelivered", "failed").contains(message.status());
      Matcher attempt = ATTEMPT.matcher(message.statusCallback());
      String delivery =
          attempt.find()
              ? database.one(
                  "SELECT delivery_id FROM delivery_attempts WHERE id = ?::uuid", attempt.group(1))
              : null;
      if (delivery == null) {
        violations.add("a message went out without an attempt: " + message.sid());
      } else if (!lost && !delivered.add(delivery)) {
        violations.add("a delivery went out twice: " + delivery);
      } else if (!lost
          && database.count(
                  "SELECT count(*) FROM gift_card_deliveries WHERE id = ?::uuid AND sms_status IN"
                      + " ('pending', 'held', 'failed', 'suppressed')",
                  delivery)
              > 0) {
        violations.add("a delivery went out and may go out again: " + delivery);
      }
      String other = phoneOfText.putIfAbsent(message.body(), message.to());
      if (other != null && !other.equals(message.to())) {
        violations.add("one card went to two numbers: " + message.sid());
      }
    }
    long accepted =
        database.count("SELECT count(*) FROM delivery_attempt_outcomes WHERE outcome = 'accepted'");
    if (accepted > ledger.size()) {
      violations.add(
          "we say that " + accepted + " were accepted, the provider took " + ledger.size());
    }
    return violations;
  }
}
