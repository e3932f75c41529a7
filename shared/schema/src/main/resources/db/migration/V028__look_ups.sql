-- A delivery that becomes unknown is looked up from then on, whoever writes it down; one that is not unknown any more is
-- neither looked up nor absent.
CREATE FUNCTION deliveries_look_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.sms_status = 'unknown' THEN
    NEW.look_up_after := coalesce(NEW.look_up_after, now() + INTERVAL '30 seconds');
    NEW.look_ups := 0;
  ELSE
    NEW.look_up_after := NULL;
  END IF;
  NEW.absent_at := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER deliveries_look_up BEFORE UPDATE OF sms_status ON gift_card_deliveries
  FOR EACH ROW WHEN (OLD.sms_status IS DISTINCT FROM NEW.sms_status
                     AND (OLD.sms_status = 'unknown' OR NEW.sms_status = 'unknown'))
  EXECUTE FUNCTION deliveries_look_up();
UPDATE gift_card_deliveries SET look_up_after = now() WHERE sms_status = 'unknown';
