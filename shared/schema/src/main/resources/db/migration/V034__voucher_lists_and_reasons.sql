-- Lists of all clients, and the page of events, begin with the newest.
CREATE INDEX vouchers_by_time ON vouchers (issued_at, id);
CREATE INDEX voucher_events_by_time ON voucher_events (at, id);

-- A reason that was never given is no reason: the row keeps that of the change before.
ALTER TABLE vouchers DROP CONSTRAINT vouchers_void_has_reason,
  ADD CONSTRAINT vouchers_void_has_reason CHECK (status <> 'void' OR coalesce(change_reason, '') <> '');

CREATE FUNCTION vouchers_typed_says_why() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.change_reason IS NOT DISTINCT FROM OLD.change_reason THEN
    NEW.change_reason := NULL;
  END IF;
  IF NEW.status = 'void' AND coalesce(NEW.change_reason, '') = '' THEN
    RAISE EXCEPTION 'voucher % is voided with a reason', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'vouchers_void_has_reason',
            HINT = 'Set change_reason in the same statement, to another text than it has.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER vouchers_typed_says_why BEFORE UPDATE ON vouchers FOR EACH ROW
  WHEN (session_user NOT IN ('scrip_functions_a', 'scrip_functions_b')
        AND (OLD.status, OLD.station_scope) IS DISTINCT FROM (NEW.status, NEW.station_scope))
  EXECUTE FUNCTION vouchers_typed_says_why();
