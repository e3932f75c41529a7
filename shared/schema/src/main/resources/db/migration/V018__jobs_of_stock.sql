-- Jobs of stock and rescue. The register is in cron or scrip_cron: see V008.
DO $$
DECLARE
  jobs text := CASE WHEN to_regclass('scrip_cron.job') IS NULL THEN 'cron' ELSE 'scrip_cron' END;
BEGIN
  EXECUTE format($sql$
    INSERT INTO %1$I.job (jobname, schedule, every) VALUES
      ('cleanup-stuck-cards-every-10min', '*/10 * * * *', '10 minutes'),
      ('watch-every-1min', '* * * * *', '1 minute'),
      ('commit-imports-every-1min', '* * * * *', '1 minute')$sql$, jobs);
END $$;
