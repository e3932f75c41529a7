package scrip.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/** What must hold of vouchers at any time: each rule by a query of the rows that break it. */
final class VoucherRules {

  // The states, and the events that tell of one.
  private static final String STATES = "('issued', 'sent', 'redeemed', 'expired', 'void')";

  static final Map<String, String> BROKEN = new LinkedHashMap<>();

  private VoucherRules() {}

  static {
    redemptions();
    attempts();
    places();
    states();
    reversals();
    replacements();
    scopes();
  }

  private static void redemptions() {
    BROKEN.put(
        "a voucher was redeemed twice",
        "SELECT voucher_id, count(*) FROM voucher_redemptions GROUP BY 1 HAVING count(*) > 1");
    BROKEN.put(
        "a station has two redemptions of one key",
        "SELECT station_id, idempotency_key FROM voucher_redemptions GROUP BY 1, 2 HAVING count(*) > 1");
    BROKEN.put(
        "a redeemed voucher does not hold its redemption",
        """
        SELECT v.id, v.status, v.redemption_id FROM vouchers v
        LEFT JOIN voucher_redemptions r ON r.id = v.redemption_id
        WHERE (v.status = 'redeemed' OR v.redeemed_at IS NOT NULL OR v.redemption_id IS NOT NULL)
          AND (r.voucher_id, r.redeemed_at) IS DISTINCT FROM (v.id, v.redeemed_at)
        """);
    BROKEN.put(
        "a redemption is not held by its voucher",
        """
        SELECT r.id, r.voucher_id, v.status FROM voucher_redemptions r LEFT JOIN vouchers v ON v.id = r.voucher_id
        WHERE v.redemption_id IS DISTINCT FROM r.id OR v.status NOT IN ('redeemed', 'void')
        """);
    BROKEN.put(
        "a redemption is of another client or amount than its voucher",
        """
        SELECT r.id, r.voucher_id FROM voucher_redemptions r JOIN vouchers v ON v.id = r.voucher_id
        WHERE (r.client_id, r.value_minor, r.currency) <> (v.client_id, v.value_minor, v.currency)
        """);
    BROKEN.put(
        "a redemption does not lie within its voucher's time",
        """
        SELECT r.id, r.voucher_id, r.redeemed_at FROM voucher_redemptions r JOIN vouchers v ON v.id = r.voucher_id
        WHERE r.redeemed_at < v.issued_at OR r.redeemed_at >= v.expires_at
        """);
    BROKEN.put(
        "a redemption has not its one event",
        """
        SELECT r.id, r.voucher_id, count(e.id) FROM voucher_redemptions r
        LEFT JOIN voucher_events e ON e.voucher_id = r.voucher_id AND e.kind = 'redeemed'
          AND e.station_id = r.station_id AND e.at = r.redeemed_at
        GROUP BY r.id HAVING count(e.id) <> 1
        """);
  }

  /** Of those that are kept: attempts go after 400 days, redemptions never. */
  private static void attempts() {
    BROKEN.put(
        "a redemption has not its one attempt",
        """
        SELECT r.id, r.voucher_id, count(a.id) FROM voucher_redemptions r
        LEFT JOIN station_attempts a ON a.outcome = 'redeemed' AND a.voucher_id = r.voucher_id
          AND (a.station_id, a.device_id, a.idempotency_key, a.method)
              = (r.station_id, r.device_id, r.idempotency_key, r.method)
        WHERE r.redeemed_at > now() - INTERVAL '399 days'
        GROUP BY r.id HAVING count(a.id) <> 1
        """);
    BROKEN.put(
        "an attempt says redeemed or repeated and nothing was redeemed by it",
        """
        SELECT a.id, a.outcome, a.voucher_id FROM station_attempts a
        WHERE a.outcome IN ('redeemed', 'repeated') AND NOT EXISTS (
          SELECT FROM voucher_redemptions r WHERE r.voucher_id = a.voucher_id
            AND (r.station_id, r.idempotency_key) = (a.station_id, a.idempotency_key))
        """);
    BROKEN.put(
        "an attempt says already redeemed of a voucher that never was",
        """
        SELECT a.id, a.voucher_id FROM station_attempts a
        WHERE a.outcome = 'already-redeemed'
          AND NOT EXISTS (SELECT FROM voucher_redemptions r WHERE r.voucher_id = a.voucher_id)
        """);
  }

  private static void places() {
    BROKEN.put(
        "a redemption is by a device of another station",
        """
        SELECT r.id, r.station_id, d.station_id FROM voucher_redemptions r JOIN station_devices d ON d.id = r.device_id
        WHERE d.station_id <> r.station_id
        """);
    BROKEN.put(
        "a redemption is at a station of another client",
        """
        SELECT r.id, r.station_id FROM voucher_redemptions r JOIN stations s ON s.id = r.station_id
        WHERE s.client_id <> r.client_id
        """);
    BROKEN.put(
        "a redemption is at another station than its voucher was bound to",
        """
        SELECT r.id, r.station_id, scope.station FROM voucher_redemptions r
        JOIN vouchers v ON v.id = r.voucher_id
        JOIN voucher_events e ON e.voucher_id = r.voucher_id AND e.kind = 'redeemed'
        CROSS JOIN LATERAL (SELECT coalesce(
          (SELECT s.detail -> 'to' FROM voucher_events s
           WHERE s.voucher_id = v.id AND s.kind = 'scope' AND s.id < e.id ORDER BY s.id DESC LIMIT 1),
          (SELECT s.detail -> 'from' FROM voucher_events s
           WHERE s.voucher_id = v.id AND s.kind = 'scope' AND s.id > e.id ORDER BY s.id LIMIT 1),
          to_jsonb(v.station_scope), 'null') AS station) AS scope
        WHERE scope.station <> 'null' AND scope.station <> to_jsonb(r.station_id)
        """);
  }

  private static void states() {
    BROKEN.put(
        "a voucher's first event is not its issue",
        """
        SELECT v.id, first.kind FROM vouchers v
        LEFT JOIN LATERAL (SELECT kind, at FROM voucher_events e WHERE e.voucher_id = v.id ORDER BY id LIMIT 1) AS first
          ON true
        WHERE (first.kind, first.at) IS DISTINCT FROM ('issued', v.issued_at)
        """);
    BROKEN.put(
        "a voucher came into one state twice",
        "SELECT voucher_id, kind FROM voucher_events WHERE kind IN "
            + STATES
            + " GROUP BY 1, 2 HAVING count(*) > 1");
    BROKEN.put(
        "a voucher went a way that is none",
        """
        SELECT voucher_id, before, kind, detail FROM (
          SELECT voucher_id, kind, detail, lag(kind) OVER (PARTITION BY voucher_id ORDER BY id) AS before
          FROM voucher_events WHERE kind IN %s) AS step
        WHERE kind <> 'issued' AND (detail ->> 'from' IS DISTINCT FROM before OR (before, kind) NOT IN (
          ('issued', 'sent'), ('issued', 'redeemed'), ('sent', 'redeemed'), ('issued', 'expired'), ('sent', 'expired'),
          ('issued', 'void'), ('sent', 'void'), ('redeemed', 'void')))
        """
            .formatted(STATES));
    BROKEN.put(
        "a voucher is in another state than its last event says",
        """
        SELECT v.id, v.status, last.kind FROM vouchers v
        LEFT JOIN LATERAL (SELECT kind FROM voucher_events e WHERE e.voucher_id = v.id AND kind IN %s
                           ORDER BY id DESC LIMIT 1) AS last ON true
        WHERE last.kind IS DISTINCT FROM v.status
        """
            .formatted(STATES));
    BROKEN.put(
        "an event and its voucher tell of different times",
        """
        SELECT v.id, t.kind, t.at, e.at FROM vouchers v
        CROSS JOIN LATERAL (VALUES ('issued', issued_at), ('sent', sent_at), ('redeemed', redeemed_at),
                                   ('expired', expired_at), ('void', voided_at)) AS t (kind, at)
        LEFT JOIN voucher_events e ON e.voucher_id = v.id AND e.kind = t.kind
        WHERE e.at IS DISTINCT FROM t.at
        """);
    BROKEN.put(
        "a voucher expired before its time",
        "SELECT id, expired_at, expires_at FROM vouchers WHERE expired_at < expires_at");
    BROKEN.put(
        "a batch holds other vouchers than were issued in it",
        """
        SELECT b.id, b.vouchers, count(v.id) FROM voucher_batches b
        LEFT JOIN vouchers v ON v.batch_id = b.id AND v.client_id = b.client_id
        GROUP BY b.id HAVING b.vouchers <> count(v.id)
        """);
  }

  private static void reversals() {
    BROKEN.put(
        "a redeemed voucher was voided and its redemption was not reversed",
        """
        SELECT v.id FROM vouchers v LEFT JOIN voucher_reversals x ON x.redemption_id = v.redemption_id
        WHERE v.status = 'void' AND v.redemption_id IS NOT NULL AND x.voucher_id IS DISTINCT FROM v.id
        """);
    BROKEN.put(
        "a redemption was reversed whose voucher is not void, or by somebody else, or at another time",
        """
        SELECT x.redemption_id, v.status FROM voucher_reversals x
        LEFT JOIN vouchers v ON v.id = x.voucher_id AND v.redemption_id = x.redemption_id
        LEFT JOIN voucher_events e ON e.voucher_id = v.id AND e.kind = 'void'
        WHERE v.status IS DISTINCT FROM 'void'
          OR (x.reason, x.reversed_by, x.reversed_at) IS DISTINCT FROM (e.reason, e.actor, v.voided_at)
        """);
    BROKEN.put(
        "a voucher is void and nobody says why",
        "SELECT voucher_id FROM voucher_events WHERE kind = 'void' AND coalesce(reason, '') = ''");
  }

  private static void replacements() {
    BROKEN.put(
        "a replacement stands for a voucher that is not void, or not of its client, amount and brand",
        """
        SELECT n.id, o.id, o.status FROM vouchers n LEFT JOIN vouchers o ON o.id = n.replaces
        WHERE n.replaces IS NOT NULL AND (o.status, o.client_id, o.value_minor, o.currency, o.brand_id)
          IS DISTINCT FROM ('void', n.client_id, n.value_minor, n.currency, n.brand_id)
        """);
    BROKEN.put(
        "a voucher was replaced twice",
        "SELECT replaces FROM vouchers WHERE replaces IS NOT NULL GROUP BY 1 HAVING count(*) > 1");
    BROKEN.put(
        "a replacement is not told of at both ends, after the end of what it replaced",
        """
        SELECT n.id, n.replaces FROM vouchers n
        LEFT JOIN voucher_events i ON i.voucher_id = n.id AND i.kind = 'issued'
        LEFT JOIN voucher_events v ON v.voucher_id = n.replaces AND v.kind = 'void'
        LEFT JOIN voucher_events r ON r.voucher_id = n.replaces AND r.kind = 'replaced'
          AND r.detail ->> 'replacement' = n.id::text
        WHERE n.replaces IS NOT NULL
          AND (i.detail ->> 'replaces' IS DISTINCT FROM n.replaces::text OR r.id IS NULL OR v.id IS NULL OR r.id < v.id)
        """);
    BROKEN.put(
        "an event tells of a replacement that there is not",
        """
        SELECT e.voucher_id, e.detail FROM voucher_events e
        LEFT JOIN vouchers n ON n.replaces = e.voucher_id AND n.id::text = e.detail ->> 'replacement'
        WHERE e.kind = 'replaced' AND n.id IS NULL
        """);
  }

  private static void scopes() {
    BROKEN.put(
        "a scope did not begin where the one before it ended",
        """
        SELECT voucher_id, before, detail FROM (
          SELECT voucher_id, detail, lag(detail -> 'to') OVER (PARTITION BY voucher_id ORDER BY id) AS before
          FROM voucher_events WHERE kind = 'scope') AS step
        WHERE before IS NOT NULL AND before <> detail -> 'from'
        """);
    BROKEN.put(
        "a voucher is bound to another station than its events say",
        """
        SELECT v.id, v.station_scope, last.detail FROM vouchers v
        JOIN LATERAL (SELECT detail FROM voucher_events e WHERE e.voucher_id = v.id AND kind = 'scope'
                      ORDER BY id DESC LIMIT 1) AS last ON true
        WHERE last.detail -> 'to' <> coalesce(to_jsonb(v.station_scope), 'null')
        """);
    BROKEN.put(
        "a voucher was bound to a station after its end",
        """
        SELECT s.voucher_id, s.id FROM voucher_events s JOIN voucher_events e USING (voucher_id)
        WHERE s.kind = 'scope' AND e.kind IN ('redeemed', 'expired', 'void') AND e.id < s.id
        """);
    BROKEN.put(
        "a voucher is bound to a station of another client",
        """
        SELECT v.id, v.station_scope FROM vouchers v JOIN stations s ON s.id = v.station_scope
        WHERE s.client_id <> v.client_id
        """);
  }
}
