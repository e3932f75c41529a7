-- Who may talk to the database: the functions (two logins, so that one can be rotated while the other works) and support.
-- Roles belong to the whole server, so they may exist already. Passwords and LOGIN are given by the deployment, never here.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'scrip_functions') THEN
    CREATE ROLE scrip_functions NOLOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'scrip_functions_a') THEN
    CREATE ROLE scrip_functions_a NOLOGIN IN ROLE scrip_functions;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'scrip_functions_b') THEN
    CREATE ROLE scrip_functions_b NOLOGIN IN ROLE scrip_functions;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'scrip_support') THEN
    CREATE ROLE scrip_support NOLOGIN;
  END IF;
  GRANT pg_monitor, pg_signal_backend TO scrip_support;
END $$;
