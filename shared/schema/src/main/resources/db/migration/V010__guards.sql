-- What may never happen, whoever types it: a forbidden change of state, a release without proof, a changed history.
CREATE FUNCTION gift_cards_guard_status() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE
  in_flight record;
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
            jsonb_build_object('attempts', 0, 'reveals', 0), session_user);
    UPDATE redemptions SET current_claim_id = NULL WHERE current_claim_id = OLD.current_claim_id;
    NEW.current_claim_id := NULL;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER gift_cards_guard_status BEFORE UPDATE OF status ON gift_cards
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION gift_cards_guard_status();

CREATE FUNCTION gift_cards_guard_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'card % is bound to its claim; only a change of status can undo that', OLD.id;
END $$;
CREATE TRIGGER gift_cards_guard_claim
  BEFORE UPDATE OF current_claim_id, claimed_by_recipient_id, claimed_at, sealed, pool_id, status ON gift_cards
  FOR EACH ROW WHEN (OLD.status = NEW.status AND OLD.current_claim_id IS NOT NULL
    AND (OLD.current_claim_id, OLD.claimed_by_recipient_id, OLD.sealed, OLD.pool_id)
        IS DISTINCT FROM (NEW.current_claim_id, NEW.claimed_by_recipient_id, NEW.sealed, NEW.pool_id))
  EXECUTE FUNCTION gift_cards_guard_claim();

-- Deliveries: final is final, and nothing that left the house goes back to waiting. Marked by hand as delivered, the
-- delivery takes its card along in the same transaction.
CREATE FUNCTION deliveries_guard_status() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
    NEW.sms_sent_at := coalesce(NEW.sms_sent_at, now());
    NEW.lease_token := NULL;
    NEW.lease_until := NULL;
    UPDATE gift_cards SET status = 'sent', sent_at = NEW.sms_sent_at
    WHERE current_claim_id = NEW.claim_id AND status = 'claimed';
    UPDATE sms_delivery_log SET delivery_status = 'manually_delivered' WHERE delivery_id = NEW.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER deliveries_guard_status BEFORE UPDATE OF sms_status ON gift_card_deliveries
  FOR EACH ROW WHEN (OLD.sms_status IS DISTINCT FROM NEW.sms_status) EXECUTE FUNCTION deliveries_guard_status();

CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are written once and never changed', TG_TABLE_NAME;
END $$;
DO $$
DECLARE history text;
BEGIN
  FOREACH history IN ARRAY ARRAY['card_claims', 'card_releases', 'card_reveals', 'delivery_attempts',
    'delivery_attempt_outcomes', 'audit_log'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT '
      'EXECUTE FUNCTION refuse_change_of_history()', history);
  END LOOP;
  EXECUTE 'CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON gift_cards FOR EACH STATEMENT '
    'EXECUTE FUNCTION refuse_change_of_history()';
END $$;
