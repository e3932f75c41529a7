-- What may never happen to a voucher, whoever types it, and the events of what did happen.
CREATE FUNCTION vouchers_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.status IS DISTINCT FROM NEW.status AND (OLD.status, NEW.status) NOT IN (
      ('issued', 'sent'), ('issued', 'redeemed'), ('sent', 'redeemed'), ('issued', 'expired'), ('sent', 'expired'),
      ('issued', 'void'), ('sent', 'void'), ('redeemed', 'void')) THEN
    RAISE EXCEPTION 'voucher % is % and cannot become %', OLD.id, OLD.status, NEW.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'vouchers_status_follows',
            HINT = 'A voucher is redeemed once. Void it with a reason and let a replacement be issued, in the console.';
  END IF;
  IF (OLD.id, OLD.batch_id, OLD.client_id, OLD.value_minor, OLD.currency, OLD.code_hash, OLD.replaces, OLD.issued_at)
     IS DISTINCT FROM
     (NEW.id, NEW.batch_id, NEW.client_id, NEW.value_minor, NEW.currency, NEW.code_hash, NEW.replaces, NEW.issued_at) THEN
    RAISE EXCEPTION 'voucher % keeps its client, value and code', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.redemption_id IS NOT NULL AND (OLD.redemption_id, OLD.redeemed_at)
     IS DISTINCT FROM (NEW.redemption_id, NEW.redeemed_at) THEN
    RAISE EXCEPTION 'voucher % keeps its redemption', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.status IN ('redeemed', 'expired', 'void') AND OLD.station_scope IS DISTINCT FROM NEW.station_scope THEN
    RAISE EXCEPTION 'voucher % is % and keeps its station', OLD.id, OLD.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'vouchers_scope_of_open';
  END IF;
  IF session_user NOT IN ('scrip_functions_a', 'scrip_functions_b') AND NEW.changed_by = OLD.changed_by THEN
    NEW.changed_by := 'sql:' || session_user;
  END IF;
  IF NEW.status = 'void' AND OLD.status <> 'void' THEN
    NEW.voided_at := coalesce(NEW.voided_at, now());
  END IF;
  IF OLD.status = 'void' AND (OLD.voided_at, OLD.change_reason) IS DISTINCT FROM (NEW.voided_at, NEW.change_reason) THEN
    RAISE EXCEPTION 'voucher % is void, and its time and reason stay', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER vouchers_guard BEFORE UPDATE ON vouchers FOR EACH ROW EXECUTE FUNCTION vouchers_guard();

CREATE FUNCTION vouchers_scope_of_client() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM stations WHERE id = NEW.station_scope AND client_id = NEW.client_id) THEN
    RAISE EXCEPTION 'station % is of another client than voucher % ("vouchers_scope_of_client")', NEW.station_scope, NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'vouchers_scope_of_client';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER vouchers_scope_of_client BEFORE INSERT OR UPDATE OF station_scope ON vouchers FOR EACH ROW
  WHEN (NEW.station_scope IS NOT NULL) EXECUTE FUNCTION vouchers_scope_of_client();

CREATE FUNCTION vouchers_guard_replacement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM vouchers WHERE id = NEW.replaces AND status = 'void'
                   AND (client_id, value_minor, currency) = (NEW.client_id, NEW.value_minor, NEW.currency)) THEN
    RAISE EXCEPTION 'voucher % is not void, or not of the same client and value: it gets no replacement', NEW.replaces
      USING ERRCODE = 'check_violation', CONSTRAINT = 'vouchers_replace_void';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER vouchers_guard_replacement BEFORE INSERT ON vouchers FOR EACH ROW
  WHEN (NEW.replaces IS NOT NULL) EXECUTE FUNCTION vouchers_guard_replacement();

-- Events of a statement at once: 5,000 vouchers that are issued together are one statement.
CREATE FUNCTION vouchers_tell_issued() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO voucher_events (voucher_id, kind, actor, reason, detail, request_id, at)
  SELECT id, 'issued', changed_by, change_reason,
         CASE WHEN replaces IS NULL THEN '{}' ELSE jsonb_build_object('replaces', replaces) END,
         nullif(current_setting('scrip.request_id', true), ''), issued_at
  FROM new_vouchers ORDER BY id;
  INSERT INTO voucher_events (voucher_id, kind, actor, reason, detail, request_id, at)
  SELECT replaces, 'replaced', changed_by, change_reason, jsonb_build_object('replacement', id),
         nullif(current_setting('scrip.request_id', true), ''), issued_at
  FROM new_vouchers WHERE replaces IS NOT NULL ORDER BY id;
  RETURN NULL;
END $$;
CREATE TRIGGER vouchers_tell_issued AFTER INSERT ON vouchers REFERENCING NEW TABLE AS new_vouchers
  FOR EACH STATEMENT EXECUTE FUNCTION vouchers_tell_issued();

CREATE FUNCTION vouchers_tell_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO voucher_events (voucher_id, kind, actor, station_id, reason, detail, request_id, at)
  SELECT n.id, n.status, n.changed_by, CASE WHEN n.status = 'redeemed' THEN n.changed_at_station END, n.change_reason,
         jsonb_build_object('from', o.status), nullif(current_setting('scrip.request_id', true), ''),
         CASE n.status WHEN 'sent' THEN n.sent_at WHEN 'redeemed' THEN n.redeemed_at WHEN 'expired' THEN n.expired_at
                       ELSE n.voided_at END
  FROM new_vouchers n JOIN old_vouchers o USING (id)
  WHERE n.status <> o.status ORDER BY n.id;
  INSERT INTO voucher_reversals (redemption_id, voucher_id, reason, reversed_by, reversed_at)
  SELECT n.redemption_id, n.id, n.change_reason, n.changed_by, n.voided_at
  FROM new_vouchers n JOIN old_vouchers o USING (id)
  WHERE o.status = 'redeemed' AND n.status = 'void' ORDER BY n.id;
  INSERT INTO voucher_events (voucher_id, kind, actor, reason, detail, request_id)
  SELECT n.id, 'scope', n.changed_by, n.change_reason,
         jsonb_build_object('from', o.station_scope, 'to', n.station_scope, 'source', n.scope_source,
                            'import', n.scope_import_id, 'previousSource', o.scope_source,
                            'previousImport', o.scope_import_id),
         nullif(current_setting('scrip.request_id', true), '')
  FROM new_vouchers n JOIN old_vouchers o USING (id)
  WHERE (n.station_scope, n.scope_source, n.scope_import_id)
        IS DISTINCT FROM (o.station_scope, o.scope_source, o.scope_import_id) ORDER BY n.id;
  RETURN NULL;
END $$;
CREATE TRIGGER vouchers_tell_changed AFTER UPDATE ON vouchers
  REFERENCING OLD TABLE AS old_vouchers NEW TABLE AS new_vouchers
  FOR EACH STATEMENT EXECUTE FUNCTION vouchers_tell_changed();

CREATE FUNCTION vouchers_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'vouchers are voided, never deleted';
END $$;
CREATE TRIGGER vouchers_never_deleted BEFORE DELETE OR TRUNCATE ON vouchers
  FOR EACH STATEMENT EXECUTE FUNCTION vouchers_never_deleted();

-- What is hidden in rows that cannot be changed, secrets and names of vouchers and devices now among it.
CREATE OR REPLACE FUNCTION audit_typed_sql() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
DECLARE
  before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
  after jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
  -- Addresses, hashes, ciphertext and a card still in clear stay out of rows that cannot be changed.
  hidden text[] := ARRAY['phone', 'phone_raw', 'phone_hash', 'email', 'email_hash', 'phone_number', 'address',
    'address_hash', 'best_number', 'sealed', 'code_hash', 'card_code', 'card_number', 'first_name', 'last_name',
    'recipient_name', 'token_hash', 'passcode_hash', 'wrapped'];
  changed jsonb;
BEGIN
  SELECT coalesce(jsonb_object_agg(k, CASE WHEN k = ANY (hidden) THEN '"changed"'::jsonb
           ELSE jsonb_build_array(before -> k, after -> k) END), '{}')
  INTO changed
  FROM (SELECT jsonb_object_keys(before || after) AS k) AS columns
  WHERE before -> k IS DISTINCT FROM after -> k;
  INSERT INTO audit_log (actor, action, subject, subject_id, detail)
  VALUES ('sql:' || session_user, lower(TG_OP), TG_TABLE_NAME,
          coalesce(after ->> 'id', before ->> 'id', after ->> 'jobname', before ->> 'jobname', after ->> 'key', before ->> 'key'), changed);
  RETURN NULL;
END $$;

DO $$
DECLARE history text;
BEGIN
  FOREACH history IN ARRAY ARRAY['voucher_redemptions', 'voucher_reversals', 'voucher_events', 'station_attempts'] LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT '
      'EXECUTE FUNCTION refuse_change_of_history()', history);
  END LOOP;
  FOREACH history IN ARRAY ARRAY['stations', 'station_devices', 'vouchers', 'settings'] LOOP
    EXECUTE format(
      'CREATE TRIGGER audit_typed_sql AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW '
      'WHEN (session_user NOT IN (''scrip_functions_a'', ''scrip_functions_b'')) EXECUTE FUNCTION audit_typed_sql()',
      history);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON voucher_batches, voucher_redemptions, voucher_events, station_attempts TO scrip_functions;
GRANT SELECT ON voucher_reversals TO scrip_functions;
GRANT SELECT, INSERT, UPDATE ON vouchers, stations, station_devices, station_enrolments, station_sessions,
  station_anomalies TO scrip_functions;
GRANT SELECT (id, batch_id, client_id, campaign_id, brand_id, value_minor, currency, status, code_last_four, qr_key,
  recipient_name, station_scope, scope_source, scope_import_id, issued_at, sent_at, expires_at, redeemed_at, redemption_id,
  expired_at, voided_at, replaces, changed_by, change_reason) ON vouchers TO scrip_support;
GRANT UPDATE (status, change_reason, station_scope, scope_source) ON vouchers TO scrip_support;
GRANT SELECT ON voucher_redemptions, voucher_reversals, voucher_events, station_attempts, station_anomalies TO scrip_support;
GRANT SELECT (id, client_id, code, name, region, time_zone, opens, closes, state, created_at) ON stations TO scrip_support;
GRANT SELECT (id, station_id, label, enrolled_at, rolled_at, last_seen_at, revoked_at, revoked_by) ON station_devices
  TO scrip_support;
