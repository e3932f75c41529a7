-- What operators do to sessions of the database, and what they read. The functions' role is neither monitor nor may it
-- signal anybody; these two functions do as little of either as the console needs, with the rights of the owner.

-- Sessions of this database whose statement or transaction lasts, and whoever blocks somebody.
CREATE FUNCTION busy_sessions(longer_than double precision) RETURNS TABLE (
  pid integer, role text, application text, state text, query_seconds double precision,
  transaction_seconds double precision, waits_for text, blocked_by integer[], blocks integer[], query text, ours boolean)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH sessions AS MATERIALIZED (
    SELECT a.*, ARRAY(SELECT DISTINCT unnest(pg_blocking_pids(a.pid)) ORDER BY 1) AS blockers
    FROM pg_stat_activity a
    WHERE a.datname = current_database() AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid()
      AND a.state <> 'idle'
  )
  SELECT s.pid, s.usename::text, s.application_name, s.state,
         extract(epoch FROM clock_timestamp() - s.query_start)::double precision,
         extract(epoch FROM clock_timestamp() - s.xact_start)::double precision,
         s.wait_event_type || ': ' || s.wait_event, s.blockers,
         ARRAY(SELECT b.pid FROM sessions b WHERE s.pid = ANY (b.blockers) ORDER BY 1),
         s.query, s.usename IN ('scrip_functions_a', 'scrip_functions_b', 'scrip_support')
  FROM sessions s
  WHERE least(s.query_start, s.xact_start) <= clock_timestamp() - make_interval(secs => longer_than)
     OR EXISTS (SELECT FROM sessions b WHERE s.pid = ANY (b.blockers))
  ORDER BY least(s.query_start, s.xact_start), s.pid
  LIMIT 200
$$;

-- Cancels a statement or ends a session: of our own roles in this database only, and never the one that asks. A name is
-- compared, not a membership: whoever owns the database may be a member of everything.
CREATE FUNCTION signal_session(session integer, terminate boolean) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  who name;
BEGIN
  SELECT a.usename INTO who FROM pg_stat_activity a
  WHERE a.pid = session AND a.datname = current_database() AND a.backend_type = 'client backend';
  IF NOT FOUND THEN
    RETURN CASE WHEN EXISTS (SELECT FROM pg_stat_activity a WHERE a.pid = session) THEN 'not ours' ELSE 'gone' END;
  ELSIF session = pg_backend_pid() OR who IS NULL
        OR who NOT IN ('scrip_functions_a', 'scrip_functions_b', 'scrip_support') THEN
    RETURN 'not ours';
  ELSIF terminate THEN
    RETURN CASE WHEN pg_terminate_backend(session) THEN 'done' ELSE 'gone' END;
  END IF;
  RETURN CASE WHEN pg_cancel_backend(session) THEN 'done' ELSE 'gone' END;
END $$;

REVOKE EXECUTE ON FUNCTION busy_sessions, signal_session FROM PUBLIC;
GRANT EXECUTE ON FUNCTION busy_sessions, signal_session TO scrip_functions;

CREATE INDEX audit_log_by_actor ON audit_log (actor, id);
CREATE INDEX audit_log_by_time ON audit_log (at);
