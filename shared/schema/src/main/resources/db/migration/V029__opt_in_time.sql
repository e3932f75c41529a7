-- A number may be asked by several campaigns: an answer is for the one that asked last, so it is kept when it asked.
ALTER TABLE recipients ADD COLUMN opt_in_at timestamptz;
COMMENT ON COLUMN recipients.opt_in_at IS 'when opt_in became what it is: asked, agreed or declined; null: not asked';

CREATE FUNCTION note_opt_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.opt_in_at := CASE WHEN NEW.opt_in <> 'not_sent' THEN clock_timestamp() END;
  RETURN NEW;
END $$;
CREATE TRIGGER note_first_opt_in BEFORE INSERT ON recipients
  FOR EACH ROW WHEN (NEW.opt_in <> 'not_sent') EXECUTE FUNCTION note_opt_in();
CREATE TRIGGER note_opt_in BEFORE UPDATE OF opt_in ON recipients
  FOR EACH ROW WHEN (NEW.opt_in IS DISTINCT FROM OLD.opt_in) EXECUTE FUNCTION note_opt_in();

GRANT SELECT (opt_in_at) ON recipients TO scrip_support;
