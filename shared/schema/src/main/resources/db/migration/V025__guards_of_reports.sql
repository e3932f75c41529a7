-- What reports may do to a delivery, and what they say of a card.
CREATE OR REPLACE FUNCTION deliveries_guard_status() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF (OLD.sms_status, NEW.sms_status) NOT IN (
    ('pending', 'held'), ('pending', 'sending'), ('pending', 'suppressed'), ('pending', 'failed'),
    ('held', 'pending'), ('held', 'sending'), ('held', 'suppressed'), ('held', 'failed'),
    ('sending', 'pending'), ('sending', 'held'), ('sending', 'sent'), ('sending', 'failed'), ('sending', 'unknown'),
    ('sending', 'delivered'), ('sending', 'undelivered'),
    ('unknown', 'sent'), ('unknown', 'delivered'), ('unknown', 'undelivered'), ('unknown', 'failed'),
    ('sent', 'delivered'), ('sent', 'undelivered'), ('undelivered', 'delivered'),
    -- A network that lost a message is tried again.
    ('sent', 'pending'), ('unknown', 'pending'), ('sent', 'held'), ('unknown', 'held'),
    -- A report proves that a call, which seemed to have come to nothing, was taken after all.
    ('pending', 'sent'), ('held', 'sent'), ('failed', 'sent'), ('suppressed', 'sent'),
    ('pending', 'delivered'), ('held', 'delivered'), ('failed', 'delivered'), ('suppressed', 'delivered'),
    ('pending', 'undelivered'), ('held', 'undelivered'), ('failed', 'undelivered'), ('suppressed', 'undelivered'))
    AND NOT (NEW.sms_status = 'manually_delivered' AND OLD.sms_status IN
      ('pending', 'held', 'sent', 'undelivered', 'failed', 'unknown', 'suppressed')) THEN
    RAISE EXCEPTION 'delivery % is % and cannot become %', OLD.id, OLD.sms_status, NEW.sms_status
      USING ERRCODE = 'check_violation';
  END IF;
  -- What a provider did is written by who called it: "sending" made "pending" again by hand would be sent twice.
  IF typed_by_support() AND NOT (NEW.sms_status = 'manually_delivered'
      OR NEW.sms_status = 'suppressed' AND OLD.sms_status IN ('pending', 'held')) THEN
    RAISE EXCEPTION 'delivery % is % and is not made % by SQL', OLD.id, OLD.sms_status, NEW.sms_status
      USING ERRCODE = 'check_violation',
            HINT = 'It can be marked manually_delivered, or suppressed while it waits. Resend it in the console.';
  END IF;
  IF NEW.sms_status = 'manually_delivered' THEN
    -- An older snapshot would not show a release since.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
      RAISE EXCEPTION 'delivery % was not marked: its transaction must be READ COMMITTED', NEW.id
        USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM card_releases WHERE claim_id = NEW.claim_id) THEN
      RAISE EXCEPTION 'delivery % was not marked: its card was released and may be another person''s now', NEW.id
        USING HINT = 'Let the recipient redeem again, or replace the card, in the console.';
    END IF;
    NEW.sms_sent_at := coalesce(NEW.sms_sent_at, now());
    NEW.lease_token := NULL;
    NEW.lease_until := NULL;
    UPDATE gift_cards SET status = 'sent', sent_at = NEW.sms_sent_at
    WHERE current_claim_id = NEW.claim_id AND status = 'claimed';
    UPDATE sms_delivery_log SET delivery_status = 'manually_delivered' WHERE delivery_id = NEW.id;
  END IF;
  NEW.status_at := now();
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION card_may_be_known(card bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
  WITH twins AS (
    -- The same code may lie in several rows of a brand: all but one of them are quarantined.
    SELECT card AS id
    UNION
    SELECT t.id FROM gift_cards me JOIN gift_cards t ON t.brand_id = me.brand_id AND t.code_hash = me.code_hash
    WHERE me.id = card AND t.status = 'quarantined'
    UNION
    SELECT t.id FROM gift_cards me JOIN gift_cards t ON t.brand_id = me.brand_id AND t.code_hash = me.code_hash
    WHERE me.id = card AND t.status <> 'quarantined'
  ), claims AS (
    SELECT k.id FROM twins t JOIN card_claims k ON k.card_id = t.id
  )
  SELECT CASE
    WHEN EXISTS (SELECT FROM claims k JOIN card_reveals r ON r.claim_id = k.id)
      THEN 'it was shown on a screen'
    WHEN EXISTS (
      SELECT FROM claims k JOIN delivery_attempts a ON a.claim_id = k.id
      LEFT JOIN delivery_attempt_outcomes o ON o.attempt_id = a.id
      WHERE coalesce(o.outcome, 'unknown') NOT IN ('permanent', 'throttled', 'not_connected', 'misconfigured'))
      THEN 'a message with it was given to a provider'
    -- Whatever the answer said: the provider had it.
    WHEN EXISTS (SELECT FROM claims k JOIN delivery_attempts a ON a.claim_id = k.id
                 JOIN provider_messages m ON m.attempt_id = a.id)
      THEN 'a message with it was taken by a provider'
    WHEN EXISTS (SELECT FROM claims k JOIN gift_card_deliveries d ON d.claim_id = k.id
                 WHERE d.sms_status IN ('sending', 'sent', 'delivered', 'undelivered', 'unknown', 'manually_delivered'))
      THEN 'a delivery of it is under way or done'
    WHEN EXISTS (SELECT FROM twins t JOIN gift_cards c ON c.id = t.id WHERE c.sent_at IS NOT NULL)
      THEN 'it was sent'
  END
$$;

-- Also a card that was sent, whose last message was called back before it left, and of which none got through.
CREATE OR REPLACE VIEW needs_attention AS
SELECT c.id AS card_id, c.pool_id, c.status, c.claimed_at, c.claimed_by_recipient_id AS recipient_id,
       c.current_claim_id AS claim_id, d.id AS delivery_id, d.sms_status, d.provider_calls, v.finding, v.poisoned
FROM gift_cards c
JOIN redemptions r ON r.current_claim_id = c.current_claim_id
LEFT JOIN rescue_visits v ON v.claim_id = c.current_claim_id
LEFT JOIN LATERAL (
  SELECT id, sms_status, provider_calls FROM gift_card_deliveries WHERE claim_id = c.current_claim_id
  ORDER BY created_at DESC, id DESC LIMIT 1
) AS d ON true
WHERE (c.status = 'claimed' AND c.claimed_at < now() - INTERVAL '15 minutes'
       OR d.sms_status IN ('failed', 'undelivered', 'unknown') AND c.status IN ('claimed', 'sent')
       OR d.sms_status = 'suppressed' AND c.status = 'sent' AND NOT EXISTS (
         SELECT FROM gift_card_deliveries o WHERE o.claim_id = c.current_claim_id
           AND o.sms_status IN ('pending', 'held', 'sending', 'sent', 'delivered', 'manually_delivered')))
  AND coalesce(d.sms_status, 'none') NOT IN ('sent', 'delivered', 'manually_delivered', 'sending');
COMMENT ON VIEW needs_attention IS
  'cards bound to a recipient whose latest delivery failed, is unknown, was called back, or never began';
