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
  driven_at timestamptz,
  finding text NOT NULL,
  poisoned text
);
CREATE INDEX rescue_visits_poisoned ON rescue_visits (claim_id) WHERE poisoned IS NOT NULL;
COMMENT ON TABLE rescue_visits IS 'stuck claims that rescue looked at, and what it found the last time';
COMMENT ON COLUMN rescue_visits.driven_at IS
  'since when its sender could have sent it and did not; null while anything keeps the sender from it';
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
    WHEN EXISTS (SELECT FROM claims k JOIN gift_card_deliveries d ON d.claim_id = k.id
                 WHERE d.sms_status IN ('sending', 'sent', 'delivered', 'undelivered', 'unknown', 'manually_delivered'))
      THEN 'a delivery of it is under way or done'
    WHEN EXISTS (SELECT FROM twins t JOIN gift_cards c ON c.id = t.id WHERE c.sent_at IS NOT NULL)
      THEN 'it was sent'
  END
$$;
COMMENT ON FUNCTION card_may_be_known IS
  'why somebody may know this card''s code, over all claims that any row with this code ever had; null when nobody can';

-- Whoever typed it: support, and not the functions or the owner. To be asked inside SECURITY DEFINER functions.
CREATE FUNCTION typed_by_support() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT session_user NOT IN ('scrip_functions_a', 'scrip_functions_b', current_user)
$$;

-- Holds the deliveries of a card still, so that nothing begins or is marked while its status changes.
-- NOWAIT: whoever is sending right now holds such a row and will want the card; waiting for it would be a deadlock.
CREATE FUNCTION hold_deliveries(card bigint, what text) RETURNS void LANGUAGE plpgsql
  SET search_path = public, pg_temp AS $$
BEGIN
  -- An older snapshot would not show what was sent since.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'card % was not %: its transaction must be READ COMMITTED', card, what
      USING ERRCODE = 'check_violation';
  END IF;
  PERFORM FROM gift_card_deliveries d JOIN card_claims k ON k.id = d.claim_id
  WHERE k.card_id = card FOR UPDATE OF d NOWAIT;
EXCEPTION WHEN lock_not_available THEN
  RAISE EXCEPTION 'card % is being sent at this moment and was not %', card, what
    USING ERRCODE = 'lock_not_available', HINT = 'Look again in a minute.';
END $$;

-- What a release says for itself. Only the functions are believed, and nobody writes over what the database counted.
CREATE FUNCTION release_evidence(counted jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN session_user IN ('scrip_functions_a', 'scrip_functions_b')
              THEN coalesce(nullif(current_setting('scrip.evidence', true), '')::jsonb, '{}') ELSE '{}' END || counted
$$;

CREATE FUNCTION prove_release(card bigint, claim bigint) RETURNS void LANGUAGE plpgsql
  SET search_path = public, pg_temp AS $$
DECLARE
  in_flight record;
  known text;
BEGIN
  PERFORM hold_deliveries(card, 'released');
  IF EXISTS (SELECT FROM delivery_attempts WHERE claim_id = claim) THEN
    RAISE EXCEPTION 'card % was not released: a message with it was given to a provider, so somebody may have it', card
      USING HINT = 'Resend it to its recipient, or quarantine and replace it, in the console.';
  END IF;
  IF EXISTS (SELECT FROM card_reveals WHERE claim_id = claim) THEN
    RAISE EXCEPTION 'card % was not released: it was shown on a screen', card
      USING HINT = 'Resend it to its recipient, or quarantine and replace it, in the console.';
  END IF;
  SELECT d.id, d.sms_status INTO in_flight FROM gift_card_deliveries d
  WHERE d.claim_id = claim
    AND (d.lease_until > clock_timestamp() OR d.sms_status NOT IN ('pending', 'held', 'suppressed'))
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'card % was not released: its delivery % is %', card, in_flight.id, in_flight.sms_status
      USING HINT = 'A delivery under way keeps its card. Look again in a minute, or use the console.';
  END IF;
  known := card_may_be_known(card);
  IF known IS NOT NULL THEN
    RAISE EXCEPTION 'card % was not released: %', card, known
      USING HINT = 'Quarantine it, and give its recipient another one by the replace action in the console.';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION gift_cards_guard_status() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE
  known text;
BEGIN
  IF OLD.status = 'available' AND NEW.status = 'claimed' THEN
    RETURN NEW;
  END IF;
  -- Nobody seals it any more once it is put aside, and its code could come in again.
  IF OLD.status = 'available' AND NEW.sealed IS NULL AND NEW.status IN ('quarantined', 'void', 'expired') THEN
    RAISE EXCEPTION 'card % lies in clear and was not made % ("gift_cards_sealed_first")', OLD.id, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'gift_cards_sealed_first',
            HINT = 'It is sealed within a minute: do it again then.';
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
    PERFORM prove_release(OLD.id, OLD.current_claim_id);
    UPDATE gift_card_deliveries SET sms_status = 'suppressed', lease_token = NULL, lease_until = NULL
    WHERE claim_id = OLD.current_claim_id AND sms_status <> 'suppressed';
    INSERT INTO card_releases (claim_id, card_id, reason, evidence, released_by)
    VALUES (OLD.current_claim_id, OLD.id, 'no provider call was begun and nothing was shown',
            release_evidence(jsonb_build_object('attempts', 0, 'reveals', 0)), acting());
    UPDATE redemptions SET current_claim_id = NULL WHERE current_claim_id = OLD.current_claim_id;
    NEW.current_claim_id := NULL;
    NEW.claimed_at := NULL;
    NEW.claimed_by_recipient_id := NULL;
  ELSIF OLD.status = 'quarantined' AND NEW.status IN ('available', 'expired') THEN
    IF NEW.status = 'available' AND session_user NOT IN ('scrip_functions_a', 'scrip_functions_b') THEN
      RAISE EXCEPTION 'card % is quarantined and is not released by SQL', OLD.id
        USING HINT = 'Releasing it takes two people: ask for it in the console.';
    END IF;
    IF NEW.status = 'expired' AND OLD.current_claim_id IS NOT NULL THEN
      RAISE EXCEPTION 'card % is still its recipient''s and was not made expired', OLD.id
        USING ERRCODE = 'check_violation', HINT = 'Void it, then replace it, in the console.';
    END IF;
    PERFORM hold_deliveries(OLD.id, 'released');
    known := card_may_be_known(OLD.id);
    IF known IS NOT NULL AND NEW.status = 'available' THEN
      RAISE EXCEPTION 'card % was not released: %', OLD.id, known
        USING HINT = 'Void it; its recipient gets another card by the replace action in the console.';
    END IF;
    -- A call that was under way when it was quarantined may have come back to waiting.
    UPDATE gift_card_deliveries d SET sms_status = 'suppressed', lease_token = NULL, lease_until = NULL
    FROM card_claims k WHERE k.card_id = OLD.id AND d.claim_id = k.id AND d.sms_status IN ('pending', 'held');
    IF OLD.current_claim_id IS NOT NULL THEN
      INSERT INTO card_releases (claim_id, card_id, reason, evidence, released_by)
      VALUES (OLD.current_claim_id, OLD.id, 'review of a quarantined card',
              release_evidence(jsonb_build_object('known', known)), acting());
      UPDATE redemptions SET current_claim_id = NULL WHERE current_claim_id = OLD.current_claim_id;
    END IF;
    NEW.current_claim_id := NULL;
    NEW.claimed_at := NULL;
    NEW.claimed_by_recipient_id := NULL;
  ELSIF OLD.current_claim_id IS NOT NULL THEN
    -- Whatever else is typed with it, the card remembers whose it was.
    NEW.current_claim_id := OLD.current_claim_id;
    NEW.claimed_at := OLD.claimed_at;
    NEW.claimed_by_recipient_id := OLD.claimed_by_recipient_id;
    NEW.sealed := OLD.sealed;
    IF NEW.status IN ('quarantined', 'void') THEN
      -- What waits is not sent any more; what is being sent now leaves its attempt behind, which no release gets past.
      PERFORM hold_deliveries(OLD.id, 'changed');
      UPDATE gift_card_deliveries SET sms_status = 'suppressed', lease_token = NULL, lease_until = NULL
      WHERE claim_id = OLD.current_claim_id AND sms_status IN ('pending', 'held');
      UPDATE redemptions SET under_review = true
      WHERE current_claim_id = OLD.current_claim_id AND NOT under_review;
    END IF;
  END IF;
  RETURN NEW;
END $$;

-- The first guard let claimed_at be changed: a card could be hidden from rescue. The owner may still mend it.
CREATE OR REPLACE FUNCTION gift_cards_guard_claim() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF session_user = current_user
     AND (OLD.current_claim_id, OLD.claimed_by_recipient_id, OLD.sealed, OLD.pool_id)
         IS NOT DISTINCT FROM (NEW.current_claim_id, NEW.claimed_by_recipient_id, NEW.sealed, NEW.pool_id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'card % is bound to its claim; only a change of status can undo that', OLD.id;
END $$;
DROP TRIGGER gift_cards_guard_claim ON gift_cards;
CREATE TRIGGER gift_cards_guard_claim
  BEFORE UPDATE OF current_claim_id, claimed_by_recipient_id, claimed_at, sealed, pool_id, status ON gift_cards
  FOR EACH ROW WHEN (OLD.status = NEW.status AND OLD.current_claim_id IS NOT NULL
    AND (OLD.current_claim_id, OLD.claimed_by_recipient_id, OLD.claimed_at, OLD.sealed, OLD.pool_id)
        IS DISTINCT FROM
        (NEW.current_claim_id, NEW.claimed_by_recipient_id, NEW.claimed_at, NEW.sealed, NEW.pool_id))
  EXECUTE FUNCTION gift_cards_guard_claim();

-- What comes in in clear comes in as stock: only stock is sealed.
CREATE FUNCTION gift_cards_come_in_as_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a card in clear was not inserted as % ("gift_cards_sealed_first")', NEW.status
    USING ERRCODE = 'check_violation', CONSTRAINT = 'gift_cards_sealed_first',
          HINT = 'Insert it as available; it is sealed within a minute, and can be put aside then.';
END $$;
CREATE TRIGGER gift_cards_come_in_as_stock BEFORE INSERT ON gift_cards
  FOR EACH ROW WHEN (NEW.sealed IS NULL AND NEW.status <> 'available')
  EXECUTE FUNCTION gift_cards_come_in_as_stock();

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
  RETURN NEW;
END $$;

-- A delivery stays with its claim and its card.
CREATE FUNCTION deliveries_guard_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'delivery % belongs to its claim and its card for ever', OLD.id USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER deliveries_guard_claim
  BEFORE UPDATE OF redemption_id, recipient_id, gift_card_id, claim_id ON gift_card_deliveries
  FOR EACH ROW WHEN ((OLD.redemption_id, OLD.recipient_id, OLD.gift_card_id, OLD.claim_id)
    IS DISTINCT FROM (NEW.redemption_id, NEW.recipient_id, NEW.gift_card_id, NEW.claim_id))
  EXECUTE FUNCTION deliveries_guard_claim();

-- No call begins for a card that is its recipient's no more, whoever made the delivery and when: the card is held still
-- from here to the commit of the attempt, so a release either sees the attempt or comes before it.
CREATE FUNCTION delivery_attempts_guard_card() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM public.gift_cards
  WHERE current_claim_id = NEW.claim_id AND status IN ('claimed', 'sent', 'delivered') FOR SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no call was begun: claim % holds no card any more', NEW.claim_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER delivery_attempts_guard_card BEFORE INSERT ON delivery_attempts
  FOR EACH ROW EXECUTE FUNCTION delivery_attempts_guard_card();

-- A code whose card is quarantined does not come in again: its first row may be known to somebody.
CREATE FUNCTION gift_cards_refuse_quarantined_code() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM gift_cards q
             WHERE q.brand_id = NEW.brand_id AND q.code_hash = NEW.code_hash AND q.status = 'quarantined'
               AND q.id <> NEW.id) THEN
    RAISE EXCEPTION 'the code of card % is that of a quarantined card', NEW.id USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER gift_cards_refuse_quarantined_code BEFORE UPDATE OF code_hash ON gift_cards
  FOR EACH ROW WHEN (NEW.code_hash IS DISTINCT FROM OLD.code_hash AND NEW.status <> 'quarantined')
  EXECUTE FUNCTION gift_cards_refuse_quarantined_code();
CREATE FUNCTION gift_cards_refuse_quarantined_codes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM new_cards n JOIN gift_cards q
               ON q.brand_id = n.brand_id AND q.code_hash = n.code_hash AND q.status = 'quarantined'
             WHERE n.code_hash IS NOT NULL AND n.status <> 'quarantined') THEN
    RAISE EXCEPTION 'a code is that of a quarantined card' USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER gift_cards_refuse_quarantined_codes AFTER INSERT ON gift_cards
  REFERENCING NEW TABLE AS new_cards FOR EACH STATEMENT EXECUTE FUNCTION gift_cards_refuse_quarantined_codes();

-- A card that was ever anything but available is remembered. Its pool keeps its brand: see V020.
CREATE FUNCTION gift_cards_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'card % is % and is kept, so that its code is known', OLD.id, OLD.status
    USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER gift_cards_refuse_delete BEFORE DELETE ON gift_cards
  FOR EACH ROW WHEN (OLD.status <> 'available') EXECUTE FUNCTION gift_cards_refuse_delete();

-- Functions that ran with the caller's search path believed a temporary table of the caller's that is named like ours:
-- a card could be given to another brand, where its code is not known.
ALTER FUNCTION gift_cards_fill_in() SET search_path = public, pg_temp;
ALTER FUNCTION pools_start_counting() SET search_path = public, pg_temp;
ALTER FUNCTION gift_card_pools_update() SET search_path = public, pg_temp;

-- Who typed a row of the audit is not for the typist to say.
CREATE FUNCTION audit_log_sign() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.database_user := session_user;
  NEW.actor := 'sql:' || session_user;
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER audit_log_sign BEFORE INSERT ON audit_log
  FOR EACH ROW WHEN (session_user NOT IN ('scrip_functions_a', 'scrip_functions_b'))
  EXECUTE FUNCTION audit_log_sign();

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
REVOKE EXECUTE ON FUNCTION card_may_be_known, hold_deliveries, prove_release FROM PUBLIC;
GRANT EXECUTE ON FUNCTION card_may_be_known TO scrip_functions, scrip_support;
