-- Lists that say which station takes which voucher: each row that was taken is kept with what was before, so that a
-- wrong list can be found, and undone as one.
ALTER TABLE imports
  DROP CONSTRAINT imports_kind_check,
  ADD CONSTRAINT imports_kind_check CHECK (kind IN ('cards', 'recipients', 'station_scopes')),
  ADD COLUMN source text CHECK (source IN ('import', 'ocr')),
  ADD CONSTRAINT imports_of_scopes_have_source CHECK ((kind = 'station_scopes') = (source IS NOT NULL));
COMMENT ON COLUMN imports.source IS 'of scopes: what they become the source of';
GRANT SELECT (source) ON imports TO scrip_support;

CREATE TABLE import_scopes (
  import_id uuid NOT NULL REFERENCES imports,
  line bigint NOT NULL,
  voucher_id uuid NOT NULL REFERENCES vouchers,
  changed boolean NOT NULL,
  station_id uuid REFERENCES stations,
  previous_station uuid REFERENCES stations,
  previous_source text,
  previous_import uuid REFERENCES imports,
  undone_at timestamptz,
  PRIMARY KEY (import_id, line),
  UNIQUE (import_id, voucher_id)
);
COMMENT ON TABLE import_scopes IS 'rows of lists of scopes that were taken, and what each voucher had before';
COMMENT ON COLUMN import_scopes.changed IS 'false: the voucher had this scope already and kept its source';
COMMENT ON COLUMN import_scopes.undone_at IS 'when the voucher got back what it had before';

GRANT SELECT, INSERT, UPDATE (undone_at) ON import_scopes TO scrip_functions;
GRANT SELECT ON import_scopes TO scrip_support;

-- Who types SQL may not know what else a row says: a scope typed by hand is of no list any more, and the reason of the
-- change before is none of this one.
CREATE FUNCTION vouchers_typed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.station_scope IS DISTINCT FROM NEW.station_scope AND OLD.scope_import_id IS NOT DISTINCT FROM NEW.scope_import_id
  THEN
    NEW.scope_import_id := NULL;
    IF OLD.scope_source IS NOT DISTINCT FROM NEW.scope_source THEN
      NEW.scope_source := 'manual';
    END IF;
  END IF;
  IF (OLD.status, OLD.station_scope) IS DISTINCT FROM (NEW.status, NEW.station_scope)
     AND OLD.change_reason IS NOT DISTINCT FROM NEW.change_reason THEN
    NEW.change_reason := NULL;
  END IF;
  IF NEW.status = 'void' AND OLD.status <> 'void' AND coalesce(NEW.change_reason, '') = '' THEN
    RAISE EXCEPTION 'voucher % cannot become void without a reason', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'vouchers_void_has_reason',
            HINT = 'Set change_reason to why, in other words than the change before.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER vouchers_typed BEFORE UPDATE ON vouchers FOR EACH ROW
  WHEN (session_user NOT IN ('scrip_functions_a', 'scrip_functions_b')) EXECUTE FUNCTION vouchers_typed();

-- A check that is null passes: a reason that is missing was as good as one.
ALTER TABLE vouchers
  DROP CONSTRAINT vouchers_void_has_reason,
  ADD CONSTRAINT vouchers_void_has_reason CHECK (status <> 'void' OR coalesce(change_reason, '') <> '');
