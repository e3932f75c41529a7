-- The job register that operators read and switch. Where pg_cron owns the schema cron, ours is scrip_cron; the functions
-- find either through their search path.
DO $$
DECLARE
  jobs text := CASE WHEN EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN 'scrip_cron' ELSE 'cron' END;
BEGIN
  EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I', jobs);
  EXECUTE format($sql$
    CREATE TABLE %1$I.job (
      jobid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      jobname text NOT NULL UNIQUE,
      schedule text NOT NULL,
      every interval NOT NULL,
      active boolean NOT NULL DEFAULT true,
      last_run timestamptz,
      next_run timestamptz,
      lease_token uuid,
      lease_until timestamptz,
      heartbeat_at timestamptz,
      nudged_until timestamptz,
      CHECK ((lease_token IS NULL) = (lease_until IS NULL))
    )$sql$, jobs);
  EXECUTE format($sql$
    CREATE TABLE %1$I.job_run_details (
      runid bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      jobname text NOT NULL,
      status text NOT NULL CHECK (status IN ('running', 'succeeded', 'failed', 'skipped')),
      trigger text NOT NULL,
      start_time timestamptz NOT NULL DEFAULT clock_timestamp(),
      end_time timestamptz,
      return_message text,
      build text
    )$sql$, jobs);
  EXECUTE format('CREATE INDEX job_run_details_by_start ON %I.job_run_details (start_time)', jobs);
  EXECUTE format('CREATE INDEX job_run_details_of_job ON %I.job_run_details (jobname, runid)', jobs);
  EXECUTE format($sql$
    INSERT INTO %1$I.job (jobname, schedule, every) VALUES
      ('send-waiting-sms-every-1min', '* * * * *', '1 minute'),
      ('retry-failed-sms-every-5min', '*/5 * * * *', '5 minutes')$sql$, jobs);
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO scrip_functions, scrip_support', jobs);
  EXECUTE format('GRANT SELECT, UPDATE ON %I.job TO scrip_functions', jobs);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I.job_run_details TO scrip_functions', jobs);
  EXECUTE format('GRANT SELECT, UPDATE (active) ON %I.job TO scrip_support', jobs);
  EXECUTE format('GRANT SELECT ON %I.job_run_details TO scrip_support', jobs);
  EXECUTE format('ALTER ROLE scrip_functions_a IN DATABASE %I SET search_path = public, %I', current_database(), jobs);
  EXECUTE format('ALTER ROLE scrip_functions_b IN DATABASE %I SET search_path = public, %I', current_database(), jobs);
END $$;
