-- A request may die after its act is done and before its answer is kept. When it comes again, it is known by these, and is
-- answered with what it did.
ALTER TABLE voucher_batches
  ADD COLUMN request_key text,
  ADD COLUMN request_print bytea,
  ADD CONSTRAINT voucher_batches_one_a_request UNIQUE (issued_by, request_key),
  ADD CONSTRAINT voucher_batches_key_has_print CHECK (request_key IS NULL OR request_print IS NOT NULL);
COMMENT ON COLUMN voucher_batches.request_key IS
  'the idempotency key of the request that issued it, which issues nothing more; null for replacements';
COMMENT ON COLUMN voucher_batches.request_print IS 'SHA-256 of who asked, what, with which key and body';

ALTER TABLE vouchers ADD COLUMN void_print bytea;
COMMENT ON COLUMN vouchers.void_print IS 'the print of the request that voided it; null when it was typed, or came without a key';

-- 5,000 that are issued together are held against their stations in one look, not in one each.
CREATE FUNCTION vouchers_scopes_of_client() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE wrong record;
BEGIN
  SELECT n.id, n.station_scope INTO wrong
  FROM new_vouchers n LEFT JOIN stations s ON s.id = n.station_scope AND s.client_id = n.client_id
  WHERE n.station_scope IS NOT NULL AND s.id IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'station % is of another client than voucher % ("vouchers_scope_of_client")', wrong.station_scope, wrong.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'vouchers_scope_of_client';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER vouchers_scopes_of_client AFTER INSERT ON vouchers REFERENCING NEW TABLE AS new_vouchers
  FOR EACH STATEMENT EXECUTE FUNCTION vouchers_scopes_of_client();
DROP TRIGGER vouchers_scope_of_client ON vouchers;
CREATE TRIGGER vouchers_scope_of_client BEFORE UPDATE OF station_scope ON vouchers FOR EACH ROW
  WHEN (NEW.station_scope IS NOT NULL) EXECUTE FUNCTION vouchers_scope_of_client();
