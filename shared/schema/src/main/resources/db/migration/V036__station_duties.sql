-- How far attempts were looked through for what is odd. Each look goes back a little behind it.
CREATE TABLE station_watch (
  "only" boolean PRIMARY KEY DEFAULT true CHECK ("only"),
  looked_until timestamptz NOT NULL
);
INSERT INTO station_watch (looked_until) VALUES (now());
GRANT SELECT, UPDATE ON station_watch TO scrip_functions;

CREATE INDEX station_anomalies_of_station ON station_anomalies (station_id, kind);
CREATE INDEX station_anomalies_of_voucher ON station_anomalies (voucher_id) WHERE voucher_id IS NOT NULL;

-- What a repeat of the request finds again: its code is kept as a hash only, and another takes its place.
ALTER TABLE station_enrolments ADD COLUMN id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid();

-- Attempts are history, and yet the largest table of stations: after 400 days they go, by this function and nobody else.
DROP TRIGGER refuse_change ON station_attempts;
CREATE TRIGGER refuse_change BEFORE UPDATE OR TRUNCATE ON station_attempts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();
CREATE TRIGGER refuse_early_delete BEFORE DELETE ON station_attempts
  FOR EACH ROW WHEN (OLD.at >= now() - INTERVAL '400 days') EXECUTE FUNCTION refuse_change_of_history();

CREATE FUNCTION forget_station_attempts(at_most integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE forgotten integer;
BEGIN
  DELETE FROM station_attempts WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM station_attempts WHERE at < now() - INTERVAL '400 days' LIMIT at_most));
  GET DIAGNOSTICS forgotten = ROW_COUNT;
  RETURN forgotten;
END $$;
REVOKE EXECUTE ON FUNCTION forget_station_attempts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_station_attempts TO scrip_functions;

-- Sessions of operators and codes that enrolled devices are forgotten as those of people are.
GRANT DELETE ON station_sessions, station_enrolments TO scrip_functions;
