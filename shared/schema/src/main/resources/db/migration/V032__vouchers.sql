-- Vouchers: a promise of an amount, redeemed once at a station. The states:
--
--   issued -> sent -> redeemed -> void        issued -> redeemed       issued, sent -> expired       issued, sent -> void
CREATE TABLE voucher_batches (
  id uuid PRIMARY KEY,
  client_id uuid NOT NULL REFERENCES clients,
  vouchers integer NOT NULL CHECK (vouchers BETWEEN 1 AND 5000),
  key_encryption_key text NOT NULL,
  wrapped bytea NOT NULL,
  issued_by text NOT NULL,
  issued_at timestamptz NOT NULL
);
CREATE INDEX voucher_batches_by_time ON voucher_batches (issued_at, id);
COMMENT ON TABLE voucher_batches IS 'vouchers that were issued in one act, and the data key that seals their codes';

CREATE TABLE vouchers (
  id uuid PRIMARY KEY,
  batch_id uuid NOT NULL REFERENCES voucher_batches,
  client_id uuid NOT NULL REFERENCES clients,
  campaign_id uuid REFERENCES campaigns,
  brand_id uuid NOT NULL REFERENCES brands,
  value_minor bigint NOT NULL CHECK (value_minor > 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  status text NOT NULL DEFAULT 'issued' CHECK (status IN ('issued', 'sent', 'redeemed', 'expired', 'void')),
  code_hash bytea NOT NULL UNIQUE,
  code_last_four text NOT NULL CHECK (length(code_last_four) = 4),
  sealed bytea NOT NULL,
  qr_key text NOT NULL,
  recipient_name text CHECK (length(recipient_name) BETWEEN 1 AND 100),
  phone text,
  phone_hash bytea,
  station_scope uuid REFERENCES stations,
  scope_source text CHECK (scope_source IN ('manual', 'campaign', 'import', 'ocr')),
  scope_import_id uuid REFERENCES imports,
  issued_at timestamptz NOT NULL,
  sent_at timestamptz,
  expires_at timestamptz NOT NULL,
  redeemed_at timestamptz,
  redemption_id uuid UNIQUE,
  expired_at timestamptz,
  voided_at timestamptz,
  replaces uuid UNIQUE REFERENCES vouchers,
  changed_by text NOT NULL,
  change_reason text,
  changed_at_station uuid REFERENCES stations,
  CONSTRAINT vouchers_sent_has_time CHECK (status <> 'sent' OR sent_at IS NOT NULL),
  CONSTRAINT vouchers_redeemed_has_record
    CHECK ((redeemed_at IS NULL) = (redemption_id IS NULL) AND (status <> 'redeemed' OR redeemed_at IS NOT NULL)
           AND (redeemed_at IS NULL OR status IN ('redeemed', 'void'))),
  CONSTRAINT vouchers_expired_has_time CHECK ((status = 'expired') = (expired_at IS NOT NULL)),
  CONSTRAINT vouchers_void_has_time CHECK ((status = 'void') = (voided_at IS NOT NULL)),
  CONSTRAINT vouchers_void_has_reason CHECK (status <> 'void' OR change_reason <> ''),
  CONSTRAINT vouchers_scope_has_source CHECK (station_scope IS NULL OR scope_source IS NOT NULL),
  CHECK (expires_at > issued_at),
  CHECK (replaces <> id),
  CHECK ((phone IS NULL) = (phone_hash IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX vouchers_to_expire ON vouchers (expires_at) WHERE status IN ('issued', 'sent');
CREATE INDEX vouchers_of_batch ON vouchers (batch_id, id);
CREATE INDEX vouchers_of_client ON vouchers (client_id, issued_at, id);
CREATE INDEX vouchers_of_scope_import ON vouchers (scope_import_id) WHERE scope_import_id IS NOT NULL;
CREATE INDEX vouchers_of_qr_key ON vouchers (qr_key) WHERE status IN ('issued', 'sent');
COMMENT ON COLUMN vouchers.station_scope IS 'the one station that takes it; null: any of its client';
COMMENT ON COLUMN vouchers.scope_source IS 'where the present scope comes from, so that a wrong mapping can be traced';
COMMENT ON COLUMN vouchers.qr_key IS 'which key signs its QR code; it is needed until no voucher of it is open';
COMMENT ON COLUMN vouchers.replaces IS 'the void voucher that this one stands for';
COMMENT ON COLUMN vouchers.changed_by IS 'who made the last change; the event of it is written from this row, and so is its reason';
COMMENT ON COLUMN vouchers.sealed IS 'the code, under the data key of its batch, bound to the voucher';

-- One at most a voucher, for ever: a voucher that was redeemed and then voided is never redeemed again.
CREATE TABLE voucher_redemptions (
  id uuid PRIMARY KEY,
  voucher_id uuid NOT NULL UNIQUE REFERENCES vouchers,
  client_id uuid NOT NULL,
  station_id uuid NOT NULL REFERENCES stations,
  device_id uuid NOT NULL REFERENCES station_devices,
  value_minor bigint NOT NULL,
  currency text NOT NULL,
  reference text NOT NULL UNIQUE,
  method text NOT NULL CHECK (method IN ('qr', 'code')),
  scanned_at timestamptz NOT NULL,
  redeemed_at timestamptz NOT NULL,
  idempotency_key text NOT NULL,
  fingerprint bytea NOT NULL,
  request_id text,
  UNIQUE (station_id, idempotency_key)
);
CREATE INDEX voucher_redemptions_of_station ON voucher_redemptions (station_id, redeemed_at, id);
COMMENT ON COLUMN voucher_redemptions.reference IS 'short and unique, to be read out: what the operator writes on the slip';
COMMENT ON COLUMN voucher_redemptions.idempotency_key IS 'the scan''s own random key; kept for ever, so that a repeat is known however late it comes';
ALTER TABLE vouchers ADD CONSTRAINT vouchers_hold_a_redemption
  FOREIGN KEY (redemption_id) REFERENCES voucher_redemptions (id);

CREATE TABLE voucher_reversals (
  redemption_id uuid PRIMARY KEY REFERENCES voucher_redemptions,
  voucher_id uuid NOT NULL UNIQUE REFERENCES vouchers,
  reason text NOT NULL CHECK (reason <> ''),
  reversed_by text NOT NULL,
  reversed_at timestamptz NOT NULL
);
COMMENT ON TABLE voucher_reversals IS
  'a redemption that was voided afterwards, written by a trigger; the redemption itself stays as it was';

CREATE TABLE voucher_events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  voucher_id uuid NOT NULL REFERENCES vouchers,
  kind text NOT NULL CHECK (kind IN ('issued', 'sent', 'redeemed', 'expired', 'void', 'replaced', 'scope', 'policy_blocked',
    'revealed', 'preview_failed')),
  actor text NOT NULL,
  station_id uuid REFERENCES stations,
  reason text,
  detail jsonb NOT NULL DEFAULT '{}',
  request_id text,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX voucher_events_of_voucher ON voucher_events (voucher_id, id);
CREATE INDEX voucher_events_failed_previews ON voucher_events (at) WHERE kind = 'preview_failed';
COMMENT ON TABLE voucher_events IS 'written by triggers for every change of a voucher, whoever made it; by the functions for what changes none';

-- Every request to redeem and what came of it: what anomalies are found in.
CREATE TABLE station_attempts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  station_id uuid NOT NULL REFERENCES stations,
  device_id uuid NOT NULL REFERENCES station_devices,
  voucher_id uuid REFERENCES vouchers,
  method text NOT NULL CHECK (method IN ('qr', 'code')),
  outcome text NOT NULL,
  idempotency_key text NOT NULL,
  request_id text
);
CREATE INDEX station_attempts_of_station ON station_attempts (station_id, at);
CREATE INDEX station_attempts_of_voucher ON station_attempts (voucher_id, at) WHERE voucher_id IS NOT NULL;
CREATE INDEX station_attempts_by_time ON station_attempts (at);
COMMENT ON COLUMN station_attempts.outcome IS 'redeemed, repeated, or the slug of the refusal; codes are not kept';

CREATE TABLE station_anomalies (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('several-stations', 'unknown-codes', 'outside-hours', 'no-redemptions')),
  station_id uuid REFERENCES stations,
  voucher_id uuid REFERENCES vouchers,
  detail text NOT NULL,
  times integer NOT NULL DEFAULT 1,
  seen_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  closed_at timestamptz,
  closed_by text,
  note text
);
CREATE UNIQUE INDEX station_anomalies_one_open ON station_anomalies (kind, station_id, voucher_id)
  NULLS NOT DISTINCT WHERE closed_at IS NULL;
CREATE INDEX station_anomalies_by_time ON station_anomalies (seen_at, id);
