package scrip.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What must hold between what devices and people were told and our tables: each rule by a query of
 * the answers that break it.
 */
final class AnswerRules {

  static final String LEDGER =
      """
      CREATE TEMP TABLE IF NOT EXISTS told (
        act text, voucher_id uuid, station_id uuid, key text, status integer, slug text, reference text,
        redeemed_at timestamptz, here boolean, replacement uuid, began_at timestamptz, ended_at timestamptz
      ) ON COMMIT DROP
      """;

  static final Map<String, String> BROKEN = new LinkedHashMap<>();

  private AnswerRules() {}

  static {
    redeemed();
    refused();
    acted();
  }

  private static void redeemed() {
    BROKEN.put(
        "a device was told redeemed and there is no such redemption",
        """
        SELECT t.voucher_id, t.station_id, t.key, t.reference, r.reference FROM told t
        LEFT JOIN voucher_redemptions r ON r.voucher_id = t.voucher_id
        WHERE t.act = 'redeem' AND t.status = 200
          AND (r.station_id, r.idempotency_key, r.reference, r.redeemed_at)
              IS DISTINCT FROM (t.station_id, t.key, t.reference, t.redeemed_at)
        """);
    BROKEN.put(
        "two scans were told that they redeemed one voucher",
        """
        SELECT voucher_id, count(DISTINCT (station_id, key)) FROM told WHERE act = 'redeem' AND status = 200
        GROUP BY 1 HAVING count(DISTINCT (station_id, key)) > 1
        """);
    BROKEN.put(
        "a scan that redeemed a voucher was told something else afterwards",
        """
        SELECT t.voucher_id, t.key, t.status, t.slug FROM told t
        JOIN voucher_redemptions r ON r.voucher_id = t.voucher_id
          AND (r.station_id, r.idempotency_key) = (t.station_id, t.key)
        WHERE t.act = 'redeem' AND t.began_at > r.redeemed_at
          AND t.slug IN ('already-redeemed', 'expired', 'void', 'wrong-station', 'voucher-not-found', 'bad-signature')
          AND EXISTS (SELECT FROM voucher_events e WHERE e.voucher_id = t.voucher_id AND e.kind = 'redeemed')
        """);
  }

  private static void refused() {
    BROKEN.put(
        "a device was told already redeemed, and of no redemption that was",
        """
        SELECT t.voucher_id, t.reference, t.redeemed_at, t.here FROM told t
        LEFT JOIN voucher_redemptions r ON r.voucher_id = t.voucher_id
        WHERE t.slug = 'already-redeemed'
          AND ((r.reference, r.redeemed_at, r.station_id = t.station_id)
                 IS DISTINCT FROM (t.reference, t.redeemed_at, t.here)
               OR r.redeemed_at > t.ended_at)
        """);
    BROKEN.put(
        "a device was told that a voucher is over before it was",
        """
        SELECT v.id, v.expires_at, t.ended_at FROM told t JOIN vouchers v ON v.id = t.voucher_id
        WHERE t.act = 'redeem' AND t.slug = 'expired' AND v.expires_at > t.ended_at
        """);
    BROKEN.put(
        "a device was told void of a voucher that was not",
        """
        SELECT v.id, v.status, v.voided_at FROM told t JOIN vouchers v ON v.id = t.voucher_id
        WHERE t.act = 'redeem' AND t.slug = 'void' AND (v.voided_at IS NULL OR v.voided_at > t.ended_at)
        """);
    BROKEN.put(
        "a device was sent to another station with a voucher that was never bound to one",
        """
        SELECT v.id, t.station_id FROM told t JOIN vouchers v ON v.id = t.voucher_id
        WHERE t.slug = 'wrong-station' AND coalesce(v.station_scope, t.station_id) = t.station_id
          AND NOT EXISTS (
            SELECT FROM voucher_events e CROSS JOIN LATERAL (VALUES (e.detail -> 'from'), (e.detail -> 'to')) AS s (station)
            WHERE e.voucher_id = v.id AND e.kind = 'scope'
              AND s.station <> 'null' AND s.station <> to_jsonb(t.station_id))
        """);
    BROKEN.put(
        "a device was told that there is no such voucher, and there is",
        """
        SELECT v.id FROM told t JOIN vouchers v ON v.id = t.voucher_id
        JOIN stations s ON s.id = t.station_id AND s.client_id = v.client_id
        WHERE t.act = 'redeem' AND t.slug IN ('voucher-not-found', 'bad-signature')
        """);
  }

  /** Of acts in the console. */
  private static void acted() {
    BROKEN.put(
        "somebody was told that a voucher is void, and it is not",
        """
        SELECT v.id, v.status FROM told t LEFT JOIN vouchers v ON v.id = t.voucher_id
        WHERE t.act IN ('void', 'void-replace') AND t.status = 200 AND v.status IS DISTINCT FROM 'void'
        """);
    BROKEN.put(
        "somebody was told of a replacement that there is not",
        """
        SELECT t.voucher_id, t.replacement FROM told t
        LEFT JOIN vouchers n ON n.id = t.replacement AND n.replaces = t.voucher_id
        WHERE t.replacement IS NOT NULL AND n.id IS NULL
        """);
    BROKEN.put(
        "somebody was told that a voucher is issued or sent, and there is no event of it",
        """
        SELECT t.voucher_id, t.act FROM told t
        WHERE (t.act, t.status) IN (('issue', 201), ('mark-sent', 200)) AND NOT EXISTS (
          SELECT FROM voucher_events e
          WHERE e.voucher_id = t.voucher_id AND e.kind = CASE t.act WHEN 'issue' THEN 'issued' ELSE 'sent' END)
        """);
    BROKEN.put(
        "somebody was told that a voucher is bound to a station, and it never was",
        """
        SELECT t.voucher_id, t.station_id FROM told t JOIN vouchers v ON v.id = t.voucher_id
        WHERE t.act = 'scope' AND t.status = 200 AND v.station_scope IS DISTINCT FROM t.station_id
          AND NOT EXISTS (
            SELECT FROM voucher_events e CROSS JOIN LATERAL (VALUES (e.detail -> 'from'), (e.detail -> 'to')) AS s (station)
            WHERE e.voucher_id = t.voucher_id AND e.kind = 'scope'
              AND s.station = coalesce(to_jsonb(t.station_id), 'null'))
        """);
  }
}
