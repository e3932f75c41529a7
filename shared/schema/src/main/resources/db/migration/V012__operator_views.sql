-- The answers that the hand-written queries of the runbooks only come near to.
CREATE VIEW stuck_cards AS
SELECT c.id, c.pool_id, c.card_code, c.claimed_at, c.claimed_by_recipient_id, d.id AS delivery_id, d.sms_status
FROM gift_cards c
LEFT JOIN LATERAL (
  SELECT id, sms_status FROM gift_card_deliveries WHERE claim_id = c.current_claim_id ORDER BY created_at DESC LIMIT 1
) AS d ON true
WHERE c.status = 'claimed' AND c.claimed_at < now() - INTERVAL '15 minutes';

CREATE VIEW duplicate_claims AS
SELECT k.card_id, array_agg(k.recipient_id ORDER BY k.id) AS recipients, array_agg(k.id ORDER BY k.id) AS claims
FROM card_claims k
LEFT JOIN card_releases r ON r.claim_id = k.id
WHERE r.claim_id IS NULL
GROUP BY k.card_id HAVING count(*) > 1;

CREATE VIEW pool_conservation AS
SELECT p.id, p.pool_name, p.total_cards AS counted, n.total AS present,
       p.available_cards = n.available AND p.claimed_cards = n.claimed AND p.sent_cards = n.sent
       AND p.delivered_cards = n.delivered AND p.quarantined_cards = n.quarantined AND p.void_cards = n.void
       AND p.expired_cards = n.expired AS conserved
FROM gift_card_pools p
CROSS JOIN LATERAL (
  SELECT count(*) AS total, count(*) FILTER (WHERE status = 'available') AS available,
         count(*) FILTER (WHERE status = 'claimed') AS claimed, count(*) FILTER (WHERE status = 'sent') AS sent,
         count(*) FILTER (WHERE status = 'delivered') AS delivered,
         count(*) FILTER (WHERE status = 'quarantined') AS quarantined,
         count(*) FILTER (WHERE status = 'void') AS void, count(*) FILTER (WHERE status = 'expired') AS expired
  FROM gift_cards WHERE pool_id = p.id
) AS n;

CREATE VIEW sms_delivery_rate AS
SELECT delivery_status, count(*) AS count, round(count(*) * 100.0 / sum(count(*)) OVER (), 2) AS percentage
FROM sms_delivery_log
WHERE created_at > now() - INTERVAL '24 hours'
GROUP BY delivery_status;

DO $$
DECLARE
  jobs text := CASE WHEN to_regclass('scrip_cron.job') IS NULL THEN 'cron' ELSE 'scrip_cron' END;
BEGIN
  EXECUTE format($sql$
    CREATE VIEW job_health AS
    SELECT j.jobname, j.active, j.schedule, j.last_run, j.next_run, j.heartbeat_at, r.status AS last_status,
           r.return_message AS last_message,
           j.active AND (j.last_run IS NULL OR j.last_run < now() - 3 * j.every) AS overdue
    FROM %1$I.job j
    LEFT JOIN LATERAL (
      SELECT status, return_message FROM %1$I.job_run_details d WHERE d.jobname = j.jobname ORDER BY runid DESC LIMIT 1
    ) AS r ON true$sql$, jobs);
END $$;

GRANT SELECT ON stuck_cards, duplicate_claims, pool_conservation, sms_delivery_rate, job_health
  TO scrip_functions, scrip_support;
