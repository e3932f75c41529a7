-- Limits, repeated requests, keys of machines and agents.
CREATE TABLE rate_limit_tracking (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  identifier text NOT NULL,
  action text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX rate_limit_tracking_window ON rate_limit_tracking (identifier, action, created_at);
COMMENT ON COLUMN rate_limit_tracking.identifier IS 'an IP address, agent:<key id>, or code:<prefix of the keyed hash>';

CREATE TABLE limit_allowances (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  network cidr NOT NULL,
  reason text NOT NULL CHECK (reason <> ''),
  allowed_by text NOT NULL DEFAULT session_user,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL
);

-- Charges and checks every budget of one request; the first one that is spent refuses it and nothing is charged.
-- Two requests of one identifier wait for each other here, so a budget is exact; the wait is short, because the commit
-- does not wait for the disk: a crash may forget the last moments of counting, never a card.
CREATE FUNCTION charge_limits(
  caller inet, identifiers text[], actions text[], maxima integer[], window_seconds integer[], charged boolean[]
) RETURNS TABLE (identifier text, action text, maximum integer, retry_after integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  allowed boolean;
  spent integer;
  oldest timestamptz;
  stamp timestamptz;
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  allowed := EXISTS (SELECT FROM limit_allowances a WHERE a.network >>= caller AND a.expires_at > now());
  FOR i IN 1 .. cardinality(identifiers) LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended(identifiers[i], 7));
  END LOOP;
  stamp := clock_timestamp();
  FOR i IN 1 .. cardinality(identifiers) LOOP
    CONTINUE WHEN allowed AND identifiers[i] = host(caller);
    SELECT count(*), min(w.created_at) INTO spent, oldest
    FROM (SELECT t.created_at FROM rate_limit_tracking t
          WHERE t.identifier = identifiers[i] AND t.action = actions[i]
            AND t.created_at > stamp - make_interval(secs => window_seconds[i])
          ORDER BY t.created_at DESC LIMIT maxima[i]) AS w;
    IF spent >= maxima[i] THEN
      RETURN QUERY SELECT identifiers[i], actions[i], maxima[i],
        greatest(1, ceil(extract(epoch FROM oldest + make_interval(secs => window_seconds[i]) - stamp)))::integer;
      RETURN;
    END IF;
  END LOOP;
  FOR i IN 1 .. cardinality(identifiers) LOOP
    CONTINUE WHEN NOT charged[i] OR (allowed AND identifiers[i] = host(caller));
    INSERT INTO rate_limit_tracking (identifier, action, created_at) VALUES (identifiers[i], actions[i], stamp);
  END LOOP;
END $$;

CREATE TABLE idempotency_keys (
  principal text NOT NULL,
  route text NOT NULL,
  key text NOT NULL,
  fingerprint bytea NOT NULL,
  lease_token uuid,
  lease_until timestamptz,
  outcome jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (principal, route, key),
  CHECK (outcome IS NOT NULL OR lease_token IS NOT NULL)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
COMMENT ON COLUMN idempotency_keys.outcome IS 'ids and slugs from which the answer is rendered again; never a secret';

CREATE TABLE api_keys (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  client_id uuid NOT NULL REFERENCES clients,
  label text NOT NULL,
  key_hash bytea NOT NULL UNIQUE,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  last_used_at timestamptz,
  last_used_from inet
);
COMMENT ON COLUMN api_keys.key_hash IS 'SHA-256 of the key, which is 256 random bits and shown once';
