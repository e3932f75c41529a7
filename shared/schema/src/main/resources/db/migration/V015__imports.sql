-- Lists that come as files: received in parts, committed by a job in batches, each row taken or reported.
CREATE TABLE imports (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('cards', 'recipients')),
  client_id uuid NOT NULL REFERENCES clients,
  pool_id uuid REFERENCES card_pools,
  campaign_id uuid REFERENCES campaigns,
  file_name text NOT NULL CHECK (file_name <> ''),
  state text NOT NULL DEFAULT 'receiving'
    CHECK (state IN ('receiving', 'waiting', 'running', 'done', 'failed', 'cancelled')),
  made_by text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  key_encryption_key text NOT NULL,
  wrapped bytea NOT NULL,
  parts integer CHECK (parts > 0),
  bytes bigint NOT NULL DEFAULT 0,
  header text[],
  bytes_read bigint NOT NULL DEFAULT 0,
  rows_read bigint NOT NULL DEFAULT 0,
  rows_taken bigint NOT NULL DEFAULT 0,
  rows_refused bigint NOT NULL DEFAULT 0,
  rows_warned bigint NOT NULL DEFAULT 0,
  committed_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  run_began_at timestamptz,
  run_rows_from bigint,
  run_bytes_from bigint,
  progress_at timestamptz,
  attempts integer NOT NULL DEFAULT 0,
  lease_token uuid,
  lease_until timestamptz,
  fault text,
  codes_until timestamptz,
  CHECK ((kind = 'cards') = (pool_id IS NOT NULL)),
  CHECK ((kind = 'recipients') = (campaign_id IS NOT NULL)),
  CHECK ((lease_token IS NULL) = (lease_until IS NULL)),
  CHECK (lease_token IS NULL OR state = 'running'),
  CHECK ((state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
  CONSTRAINT imports_lose_no_row CHECK (rows_taken + rows_refused = rows_read)
) WITH (fillfactor = 50);
CREATE INDEX imports_to_commit ON imports (committed_at) WHERE state IN ('waiting', 'running');
CREATE INDEX imports_by_time ON imports (made_at, id);
COMMENT ON COLUMN imports.wrapped IS 'the key that seals its parts, its refused rows and its new codes; sealed itself';
COMMENT ON COLUMN imports.attempts IS 'runs begun since the last batch was committed';
COMMENT ON COLUMN imports.codes_until IS 'codes that it made can be fetched until then; set by the first fetch';

CREATE TABLE import_parts (
  import_id uuid NOT NULL REFERENCES imports,
  number integer NOT NULL CHECK (number > 0),
  bytes integer NOT NULL CHECK (bytes > 0),
  sealed bytea NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (import_id, number)
);
COMMENT ON TABLE import_parts IS 'a file cut anywhere; deleted when its import ends';

CREATE TABLE import_refusals (
  import_id uuid NOT NULL REFERENCES imports,
  line bigint NOT NULL,
  field text NOT NULL,
  reason text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('refused', 'warning')),
  value text,
  other_line bigint,
  sealed bytea,
  PRIMARY KEY (import_id, line, reason)
);
CREATE INDEX import_refusals_sealed ON import_refusals (import_id) WHERE sealed IS NOT NULL;
COMMENT ON COLUMN import_refusals.value IS 'masked: at most the last two characters';
COMMENT ON COLUMN import_refusals.other_line IS 'the line that has the same code already';
COMMENT ON COLUMN import_refusals.sealed IS 'the row as it was, to be corrected and sent again; null for a warning, and 7 days after the end of its import';

CREATE TABLE import_codes (
  import_id uuid NOT NULL REFERENCES imports,
  line bigint NOT NULL,
  recipient_id uuid NOT NULL REFERENCES recipients,
  sealed bytea NOT NULL,
  PRIMARY KEY (import_id, line)
);
COMMENT ON TABLE import_codes IS 'redemption codes that an import made, until whoever sent the file has fetched them';

-- What is sealed does not get smaller, so no time is spent on trying.
ALTER TABLE import_parts ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE import_refusals ALTER COLUMN sealed SET STORAGE EXTERNAL;

ALTER TABLE recipients ADD COLUMN import_id uuid, ADD COLUMN import_line bigint;
COMMENT ON COLUMN recipients.import_id IS 'the import that brought them; null when they were typed';

GRANT SELECT, INSERT, UPDATE ON imports TO scrip_functions;
GRANT SELECT, INSERT, DELETE ON import_parts, import_refusals, import_codes TO scrip_functions;
GRANT UPDATE (sealed) ON import_refusals TO scrip_functions;
GRANT SELECT (id, kind, client_id, pool_id, campaign_id, file_name, state, made_by, made_at, parts, bytes, header, bytes_read,
  rows_read, rows_taken, rows_refused, rows_warned, committed_at, started_at, finished_at, progress_at, attempts, lease_until,
  fault, codes_until) ON imports TO scrip_support;
GRANT SELECT (import_id, number, bytes, received_at) ON import_parts TO scrip_support;
GRANT SELECT (import_id, line, field, reason, severity, value, other_line) ON import_refusals TO scrip_support;
GRANT SELECT (import_id, line, recipient_id) ON import_codes TO scrip_support;
