package scrip.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What must hold between the provider's ledger and our tables at the end: each rule by a query of
 * the rows that break it.
 */
final class DeliveryRules {

  // By the table of the product, and not by the program's own.
  private static final String LISTED =
      """
      (21211, 21614, 21610, 30004, 30005, 30006, 30007, 30034, 21608, 63016, 63024, 63049, 63018, 20429, 21611, 30001,
       63038, 30003, 30008)\
      """;
  private static final String MAY_GO_AGAIN =
      "(%1$s.code IN (30003, 30008, 30001, 63018) OR %1$s.code NOT IN " + LISTED + ")";

  static final Map<String, String> BROKEN = new LinkedHashMap<>();

  private DeliveryRules() {}

  static {
    messages();
    reports();
    twice();
    ends();
    consequences();
  }

  private static void messages() {
    BROKEN.put(
        "a message at the provider belongs to no attempt",
        "SELECT l.sid FROM ledger l LEFT JOIN delivery_attempts a ON a.id = l.attempt WHERE a.id IS NULL");
    BROKEN.put(
        "an attempt brought about two messages",
        "SELECT attempt FROM ledger GROUP BY attempt HAVING count(*) > 1");
    BROKEN.put(
        "a message at the provider is not bound to its attempt",
        """
        SELECT l.sid, l.attempt, l.word, l.code FROM ledger l
        JOIN delivery_attempts a ON a.id = l.attempt
        LEFT JOIN provider_messages m ON m.message_id = l.sid
        WHERE (m.attempt_id, m.delivery_id) IS DISTINCT FROM (l.attempt, a.delivery_id)
        """);
    BROKEN.put(
        "a message is bound that the provider does not have",
        """
        SELECT m.message_id FROM provider_messages m LEFT JOIN ledger l ON l.sid = m.message_id
        WHERE m.channel <> 'email' AND l.sid IS NULL
        """);
    BROKEN.put(
        "an answer names a message that is not its attempt's",
        """
        SELECT o.attempt_id FROM delivery_attempt_outcomes o JOIN delivery_attempts a ON a.id = o.attempt_id
        LEFT JOIN ledger l ON l.sid = o.provider_message_id
        WHERE a.channel <> 'email' AND (o.outcome = 'accepted' OR o.provider_message_id IS NOT NULL)
          AND l.attempt IS DISTINCT FROM o.attempt_id
        """);
    BROKEN.put(
        "we say that the provider refused what it took",
        """
        SELECT o.attempt_id, o.outcome, o.provider_code FROM delivery_attempt_outcomes o
        JOIN ledger l ON l.attempt = o.attempt_id
        WHERE o.outcome NOT IN ('accepted', 'unknown')
        """);
    BROKEN.put(
        "a message is in another state than the provider says",
        """
        SELECT m.message_id, m.status, m.code, l.word, l.code FROM provider_messages m
        JOIN ledger l ON l.sid = m.message_id
        WHERE m.status <> l.word OR l.word = 'undelivered' AND coalesce(m.code, 0) <> l.code
        """);
    BROKEN.put(
        "a text with a card lies at the provider after the end of its message",
        """
        SELECT m.message_id, m.status, m.redact_after, m.redactions FROM provider_messages m
        JOIN ledger l ON l.sid = m.message_id
        WHERE m.final_at IS NOT NULL AND (l.body <> '' OR m.redacted_at IS NULL)
        """);
    BROKEN.put(
        "a message that came to its end is still asked for",
        "SELECT message_id FROM provider_messages WHERE final_at IS NOT NULL AND fetch_after IS NOT NULL");
  }

  private static void reports() {
    BROKEN.put(
        "a message came to its end without a report that says so",
        """
        SELECT m.message_id, m.status FROM provider_messages m
        WHERE m.channel <> 'email' AND m.status IN ('delivered', 'undelivered') AND NOT EXISTS (
          SELECT FROM delivery_receipts r WHERE r.message_id = m.message_id AND r.attempt_id = m.attempt_id
            AND r.word = ANY(CASE m.status WHEN 'delivered' THEN ARRAY['delivered', 'read']
                             ELSE ARRAY['undelivered', 'failed', 'canceled'] END))
        """);
    BROKEN.put(
        "a forged report was taken in",
        "SELECT message_id, word FROM delivery_receipts WHERE code = " + DeliveryChecker.FORGED);
    BROKEN.put(
        "a report was put down to an attempt that its message is not of",
        """
        SELECT r.message_id, r.attempt_id FROM delivery_receipts r LEFT JOIN ledger l ON l.sid = r.message_id
        WHERE r.attempt_id IS NOT NULL AND l.attempt IS DISTINCT FROM r.attempt_id
        """);
    BROKEN.put(
        "a report of a message of ours waits for review",
        """
        SELECT r.message_id, r.word FROM delivery_receipts r JOIN ledger l ON l.sid = r.message_id
        JOIN delivery_attempts a ON a.id = l.attempt
        WHERE r.attempt_id IS NULL
          AND NOT EXISTS (SELECT FROM provider_messages m WHERE m.message_id = r.message_id)
        """);
  }

  private static void twice() {
    BROKEN.put(
        "somebody got two messages for one delivery",
        """
        SELECT a.delivery_id, l.sid, l.word, l.code, n.sid, n.word FROM ledger l
        JOIN delivery_attempts a ON a.id = l.attempt
        JOIN delivery_attempts b ON b.delivery_id = a.delivery_id AND b.id <> a.id
        JOIN ledger n ON n.attempt = b.id AND n.sid > l.sid
        WHERE NOT (l.word = 'undelivered' AND %s AND EXISTS (
          SELECT FROM delivery_receipts r WHERE r.message_id = l.sid AND r.word IN ('undelivered', 'failed')
            AND r.received_at <= b.begun_at))
        """
            .formatted(MAY_GO_AGAIN.formatted("l")));
    BROKEN.put(
        "a delivery went out more often than it may",
        """
        SELECT a.delivery_id FROM ledger l JOIN delivery_attempts a ON a.id = l.attempt
        GROUP BY a.delivery_id
        HAVING count(*) > 3 OR count(*) FILTER (WHERE l.word = 'undelivered' AND l.code NOT IN %s) > 2
        """
            .formatted(LISTED));
    BROKEN.put(
        "an attempt whose answer was lost was followed by another",
        """
        SELECT a.id FROM delivery_attempts a
        LEFT JOIN delivery_attempt_outcomes o ON o.attempt_id = a.id
        WHERE coalesce(o.outcome, 'unknown') = 'unknown'
          AND EXISTS (SELECT FROM delivery_attempts n WHERE n.delivery_id = a.delivery_id AND n.begun_at > a.begun_at)
          AND NOT EXISTS (SELECT FROM ledger l WHERE l.attempt = a.id AND l.word = 'undelivered')
        """);
    BROKEN.put(
        "one card went to two numbers",
        "SELECT max(sid) FROM ledger WHERE text <> '' GROUP BY text HAVING count(DISTINCT phone) > 1");
  }

  private static void ends() {
    BROKEN.put(
        "a delivery did not come to its end",
        """
        SELECT id, sms_status, not_before, lease_until FROM gift_card_deliveries
        WHERE channel <> 'email' AND (sms_status IN ('pending', 'held', 'sending', 'sent') OR lease_token IS NOT NULL)
        """);
    BROKEN.put(
        "a delivery is unknown that was not asked for to the end",
        """
        SELECT id, look_ups, look_up_after FROM gift_card_deliveries WHERE sms_status = 'unknown' AND absent_at IS NULL
        """);
    BROKEN.put(
        "a delivery is unknown and the provider has its message",
        """
        SELECT d.id, l.sid, l.word FROM gift_card_deliveries d
        JOIN LATERAL (SELECT id FROM delivery_attempts a WHERE a.delivery_id = d.id ORDER BY begun_at DESC LIMIT 1) AS a
          ON true
        JOIN ledger l ON l.attempt = a.id
        WHERE d.sms_status = 'unknown'
        """);
    BROKEN.put(
        "a delivery is delivered without a message that was, or the other way round",
        """
        SELECT d.id, d.sms_status FROM gift_card_deliveries d
        WHERE d.channel <> 'email' AND d.sms_status <> 'manually_delivered'
          AND (d.sms_status = 'delivered') <> EXISTS (
            SELECT FROM delivery_attempts a JOIN ledger l ON l.attempt = a.id
            WHERE a.delivery_id = d.id AND l.word = 'delivered')
        """);
    BROKEN.put(
        "a delivery ended badly and the provider has a message of it that did not",
        """
        SELECT d.id, d.sms_status, l.word FROM gift_card_deliveries d
        JOIN delivery_attempts a ON a.delivery_id = d.id JOIN ledger l ON l.attempt = a.id
        WHERE d.sms_status IN ('failed', 'undelivered', 'suppressed') AND l.word <> 'undelivered'
        """);
    BROKEN.put(
        "a delivery ended badly before it had to",
        """
        SELECT d.id, d.sms_status, d.provider_calls, o.outcome, o.provider_code, l.word, l.code
        FROM gift_card_deliveries d
        LEFT JOIN LATERAL (SELECT id FROM delivery_attempts a WHERE a.delivery_id = d.id
                           ORDER BY begun_at DESC LIMIT 1) AS a ON true
        LEFT JOIN delivery_attempt_outcomes o ON o.attempt_id = a.id
        LEFT JOIN ledger l ON l.attempt = a.id
        WHERE d.channel <> 'email' AND (
          d.sms_status = 'undelivered' AND (l.sid IS NULL OR d.provider_calls < 3 AND (
            l.code IN (30003, 30008, 30001, 63018) OR l.code NOT IN %s AND d.provider_calls < 2)
            AND NOT EXISTS (SELECT FROM gift_card_deliveries o
                            WHERE o.claim_id = d.claim_id AND o.id <> d.id AND o.created_at < d.status_at))
          OR d.sms_status = 'failed' AND (o.outcome IS NULL OR o.outcome NOT IN ('permanent', 'transient')
            OR o.outcome = 'transient' AND d.provider_calls < 3))
        """
            .formatted(LISTED));
  }

  private static void consequences() {
    BROKEN.put(
        "a delivery counts other calls than it had",
        """
        SELECT d.id, d.sms_status, d.provider_calls, count(a.id) FROM gift_card_deliveries d
        LEFT JOIN delivery_attempts a ON a.delivery_id = d.id AND NOT EXISTS (
          SELECT FROM delivery_attempt_outcomes o WHERE o.attempt_id = a.id
            AND o.outcome IN ('throttled', 'not_connected', 'misconfigured'))
        WHERE d.channel <> 'email'
        GROUP BY d.id HAVING d.provider_calls <> count(a.id)
        """);
    BROKEN.put(
        "the log of a delivery says something else",
        """
        SELECT d.id, d.sms_status, l.delivery_status, d.provider_calls, l.retry_count FROM gift_card_deliveries d
        LEFT JOIN sms_delivery_log l ON l.delivery_id = d.id
        WHERE d.channel = 'sms' AND d.sms_status <> 'pending'
          AND (d.sms_status, d.provider_calls) IS DISTINCT FROM (l.delivery_status, l.retry_count)
        """);
    BROKEN.put(
        "a delivery of another channel is in the log of text messages",
        """
        SELECT d.id FROM gift_card_deliveries d JOIN sms_delivery_log l ON l.delivery_id = d.id WHERE d.channel <> 'sms'
        """);
    BROKEN.put(
        "a card does not say what became of its messages",
        """
        SELECT g.id, g.status, max(l.word) FROM gift_cards g
        JOIN gift_card_deliveries d ON d.claim_id = g.current_claim_id AND d.channel <> 'email'
        LEFT JOIN delivery_attempts a ON a.delivery_id = d.id
        LEFT JOIN ledger l ON l.attempt = a.id
        WHERE g.status IN ('claimed', 'sent', 'delivered')
        GROUP BY g.id HAVING NOT bool_or(d.sms_status = 'manually_delivered') AND g.status <> CASE
          WHEN bool_or(l.word = 'delivered') THEN 'delivered' WHEN count(l.sid) > 0 THEN 'sent' ELSE 'claimed' END
        """);
  }
}
