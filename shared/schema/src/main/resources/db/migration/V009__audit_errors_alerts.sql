-- What people and functions did, what went wrong, what somebody must look at.
CREATE TABLE audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  subject_id text,
  reason text,
  detail jsonb NOT NULL DEFAULT '{}',
  request_id text,
  database_user text NOT NULL DEFAULT session_user
);
CREATE INDEX audit_log_by_subject ON audit_log (subject, subject_id);

CREATE TABLE error_logs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  error_type text NOT NULL,
  occurred_at timestamptz NOT NULL DEFAULT now(),
  function text NOT NULL,
  build text,
  request_id text
);
CREATE INDEX error_logs_by_day ON error_logs (occurred_at);

CREATE TABLE alerts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL,
  pool_id uuid REFERENCES card_pools,
  detail text NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT now(),
  closed_at timestamptz
);
CREATE UNIQUE INDEX alerts_one_open ON alerts (kind, pool_id) NULLS NOT DISTINCT WHERE closed_at IS NULL;

-- SQL typed by people is audited in its own transaction, with the database user; the functions write their own rows.
CREATE FUNCTION audit_typed_sql() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE
  before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
  after jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
  -- Addresses, hashes, ciphertext and a card still in clear stay out of rows that cannot be changed.
  hidden text[] := ARRAY['phone', 'phone_raw', 'phone_hash', 'email', 'email_hash', 'phone_number', 'address',
    'address_hash', 'best_number', 'sealed', 'code_hash', 'card_code', 'card_number', 'first_name', 'last_name'];
  changed jsonb;
BEGIN
  SELECT coalesce(jsonb_object_agg(k, CASE WHEN k = ANY (hidden) THEN '"changed"'::jsonb
           ELSE jsonb_build_array(before -> k, after -> k) END), '{}')
  INTO changed
  FROM (SELECT jsonb_object_keys(before || after) AS k) AS columns
  WHERE before -> k IS DISTINCT FROM after -> k;
  INSERT INTO audit_log (actor, action, subject, subject_id, detail)
  VALUES ('sql:' || session_user, lower(TG_OP), TG_TABLE_NAME,
          coalesce(after ->> 'id', before ->> 'id', after ->> 'jobname', before ->> 'jobname'), changed);
  RETURN NULL;
END $$;

DO $$
DECLARE audited regclass;
BEGIN
  FOREACH audited IN ARRAY ARRAY['gift_cards', 'card_pools', 'recipients', 'gift_card_deliveries', 'sms_delivery_log',
    'rate_limit_tracking', 'limit_allowances', 'campaigns', 'opt_outs', 'senders',
    coalesce(to_regclass('scrip_cron.job'), to_regclass('cron.job'))]::regclass[] LOOP
    EXECUTE format(
      'CREATE TRIGGER audit_typed_sql AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW '
      'WHEN (session_user NOT IN (''scrip_functions_a'', ''scrip_functions_b'')) EXECUTE FUNCTION audit_typed_sql()',
      audited);
  END LOOP;
END $$;
