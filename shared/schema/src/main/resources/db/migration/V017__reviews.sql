-- Claims that must be undone, cards that somebody may have seen, and what rescue tried.
CREATE TABLE card_replacements (
  old_claim_id bigint PRIMARY KEY REFERENCES card_claims,
  new_claim_id bigint NOT NULL UNIQUE REFERENCES card_claims,
  redemption_id uuid NOT NULL REFERENCES redemptions,
  reason text NOT NULL CHECK (reason <> ''),
  replaced_by text NOT NULL,
  replaced_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX card_replacements_of_redemption ON card_replacements (redemption_id);

CREATE TABLE rescue_visits (
  claim_id bigint PRIMARY KEY REFERENCES card_claims,
  first_at timestamptz NOT NULL DEFAULT now(),
  last_at timestamptz NOT NULL DEFAULT now(),
  visits integer NOT NULL DEFAULT 1,
  finding text NOT NULL,
  poisoned text
);
COMMENT ON TABLE rescue_visits IS 'stuck claims that rescue looked at and left bound, and why';
COMMENT ON COLUMN rescue_visits.poisoned IS 'what went wrong when rescue handled it; somebody must look';

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON card_replacements
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();

-- Who acts: the functions say it for the person or job they act for; nobody else is believed.
CREATE FUNCTION acting() RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN session_user IN ('scrip_functions_a', 'scrip_functions_b')
              THEN coalesce(nullif(current_setting('scrip.actor', true), ''), session_user)
              ELSE 'sql:' || session_user END
$$;

CREATE FUNCTION card_may_be_known(card bigint) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
  SELECT CASE
    WHEN EXISTS (SELECT FROM card_claims k JOIN card_reveals r ON r.claim_id = k.id WHERE k.card_id = card)
      THEN 'it was shown on a screen'
    WHEN EXISTS (
      SELECT FROM card_claims k JOIN delivery_attempts a ON a.claim_id = k.id
      LEFT JOIN delivery_attempt_outcomes o ON o.attempt_id = a.id
      WHERE k.card_id = card
        AND coalesce(o.outcome, 'unknown') NOT IN ('permanent', 'throttled', 'not_connected', 'misconfigured'))
      THEN 'a message with it was given to a provider'
    WHEN EXISTS (SELECT FROM card_claims k JOIN gift_card_deliveries d ON d.claim_id = k.id
                 WHERE k.card_id = card
                   AND d.sms_status IN ('sending', 'sent', 'delivered', 'undelivered', 'unknown', 'manually_delivered'))
      THEN 'a delivery of it is under way or done'
    WHEN EXISTS (SELECT FROM gift_cards WHERE id = card AND sent_at IS NOT NULL)
      THEN 'it was sent'
  END
$$;
COMMENT ON FUNCTION card_may_be_known IS 'why somebody may know this card, over all claims it ever had; null when nobody can';

CREATE OR REPLACE FUNCTION gift_cards_guard_status() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE
  in_flight record;
  known text;
BEGIN
  IF OLD.status = 'available' AND NEW.status = 'claimed' THEN
    RETURN NEW;
  END IF;
  IF (OLD.status, NEW.status) NOT IN (
    ('available', 'quarantined'), ('available', 'void'), ('available', 'expired'),
    ('claimed', 'sent'), ('claimed', 'available'), ('claimed', 'quarantined'), ('claimed', 'void'),
    ('sent', 'delivered'), ('sent', 'quarantined'), ('sent', 'void'),
    ('delivered', 'quarantined'), ('delivered', 'void'),
    ('quarantined', 'available'), ('quarantined', 'void'), ('quarantined', 'expired')) THEN
    RAISE EXCEPTION 'card % is % and cannot become %', OLD.id, OLD.status, NEW.status
      USING ERRCODE = 'check_violation',
            HINT = 'A card that was sent stays bound to its recipient: resend it, or replace it, in the console.';
  END IF;
  IF OLD.status = 'claimed' AND NEW.status = 'available' THEN
    -- NOWAIT: whoever is sending right now holds this row and will want the card; waiting for it would be a deadlock.
    BEGIN
      PERFORM FROM gift_card_deliveries WHERE claim_id = OLD.current_claim_id FOR UPDATE NOWAIT;
    EXCEPTION WHEN lock_not_available THEN
      RAISE EXCEPTION 'card % is being sent at this moment and was not released', OLD.id
        USING HINT = 'Look again in a minute.';
    END;
    IF EXISTS (SELECT FROM delivery_attempts WHERE claim_id = OLD.current_claim_id) THEN
      RAISE EXCEPTION 'card % was not released: a message with it was given to a provider, so somebody may have it', OLD.id
        USING HINT = 'Resend it to its recipient, or quarantine and replace it, in the console.';
    END IF;
    IF EXISTS (SELECT FROM card_reveals WHERE claim_id = OLD.current_claim_id) THEN
      RAISE EXCEPTION 'card % was not released: it was shown on a screen', OLD.id
        USING HINT = 'Resend it to its recipient, or quarantine and replace it, in the console.';
    END IF;
    SELECT d.id, d.sms_status INTO in_flight FROM gift_card_deliveries d
    WHERE d.claim_id = OLD.current_claim_id
      AND (d.lease_until > clock_timestamp() OR d.sms_status NOT IN ('pending', 'held', 'suppressed'))
    LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'card % was not released: its delivery % is %', OLD.id, in_flight.id, in_flight.sms_status
        USING HINT = 'A delivery under way keeps its card. Look again in a minute, or use the console.';
    END IF;
    UPDATE gift_card_deliveries SET sms_status = 'suppressed', lease_token = NULL, lease_until = NULL
    WHERE claim_id = OLD.current_claim_id AND sms_status <> 'suppressed';
    INSERT INTO card_releases (claim_id, card_id, reason, evidence, released_by)
    VALUES (OLD.current_claim_id, OLD.id, 'no provider call was begun and nothing was shown',
            jsonb_build_object('attempts', 0, 'reveals', 0)
              || coalesce(nullif(current_setting('scrip.evidence', true), '')::jsonb, '{}'), acting());
    UPDATE redemptions SET current_claim_id = NULL WHERE current_claim_id = OLD.current_claim_id;
    NEW.current_claim_id := NULL;
    NEW.claimed_at := NULL;
    NEW.claimed_by_recipient_id := NULL;
  ELSIF OLD.status = 'quarantined' AND NEW.status IN ('available', 'expired') THEN
    IF NEW.status = 'available' AND session_user NOT IN ('scrip_functions_a', 'scrip_functions_b') THEN
      RAISE EXCEPTION 'card % is quarantined and is not released by SQL', OLD.id
        USING HINT = 'Releasing it takes two people: ask for it in the console.';
    END IF;
    known := card_may_be_known(OLD.id);
    IF known IS NOT NULL AND NEW.status = 'available' THEN
      RAISE EXCEPTION 'card % was not released: %', OLD.id, known
        USING HINT = 'Void it; its recipient gets another card by the replace action in the console.';
    END IF;
    IF OLD.current_claim_id IS NOT NULL THEN
      INSERT INTO card_releases (claim_id, card_id, reason, evidence, released_by)
      VALUES (OLD.current_claim_id, OLD.id, 'review of a quarantined card',
              jsonb_build_object('known', known)
                || coalesce(nullif(current_setting('scrip.evidence', true), '')::jsonb, '{}'), acting());
      UPDATE redemptions SET current_claim_id = NULL WHERE current_claim_id = OLD.current_claim_id;
    END IF;
    NEW.current_claim_id := NULL;
    NEW.claimed_at := NULL;
    NEW.claimed_by_recipient_id := NULL;
  ELSIF OLD.status IN ('claimed', 'sent', 'delivered') AND NEW.status IN ('quarantined', 'void') THEN
    -- What waits is not sent any more; what is being sent now leaves its attempt behind, which no release gets past.
    UPDATE gift_card_deliveries SET sms_status = 'suppressed', lease_token = NULL, lease_until = NULL
    WHERE claim_id = OLD.current_claim_id AND sms_status IN ('pending', 'held');
    UPDATE redemptions SET under_review = true WHERE current_claim_id = OLD.current_claim_id;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION deliveries_guard_status() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF (OLD.sms_status, NEW.sms_status) NOT IN (
    ('pending', 'held'), ('pending', 'sending'), ('pending', 'suppressed'), ('pending', 'failed'),
    ('held', 'pending'), ('held', 'sending'), ('held', 'suppressed'), ('held', 'failed'),
    ('sending', 'pending'), ('sending', 'held'), ('sending', 'sent'), ('sending', 'failed'), ('sending', 'unknown'),
    ('sending', 'delivered'), ('sending', 'undelivered'),
    ('unknown', 'sent'), ('unknown', 'delivered'), ('unknown', 'undelivered'), ('unknown', 'failed'),
    ('sent', 'delivered'), ('sent', 'undelivered'), ('undelivered', 'delivered'))
    AND NOT (NEW.sms_status = 'manually_delivered' AND OLD.sms_status IN
      ('pending', 'held', 'sent', 'undelivered', 'failed', 'unknown', 'suppressed')) THEN
    RAISE EXCEPTION 'delivery % is % and cannot become %', OLD.id, OLD.sms_status, NEW.sms_status
      USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.sms_status = 'manually_delivered' THEN
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
  RETURN NEW;
END $$;

-- Bound to a recipient, and nothing is on its way to them: somebody must act.
CREATE VIEW needs_attention AS
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
       OR d.sms_status IN ('failed', 'undelivered', 'unknown') AND c.status IN ('claimed', 'sent'))
  AND coalesce(d.sms_status, 'none') NOT IN ('sent', 'delivered', 'manually_delivered', 'sending');
COMMENT ON VIEW needs_attention IS 'cards bound to a recipient whose latest delivery failed, is unknown, or never began';

GRANT SELECT, INSERT ON card_replacements TO scrip_functions;
GRANT SELECT, INSERT, UPDATE ON rescue_visits TO scrip_functions;
GRANT SELECT ON card_replacements, rescue_visits TO scrip_support;
GRANT SELECT ON needs_attention TO scrip_functions, scrip_support;
REVOKE EXECUTE ON FUNCTION card_may_be_known FROM PUBLIC;
GRANT EXECUTE ON FUNCTION card_may_be_known TO scrip_functions, scrip_support;
