-- People who sign in, their sessions, and what one person may not do alone.
CREATE TABLE people (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name text NOT NULL UNIQUE CHECK (name = lower(name) AND name ~ '^[a-z0-9][a-z0-9._@+-]{2,99}$'),
  role text NOT NULL CHECK (role IN ('admin', 'ops', 'data_ops', 'agent', 'viewer')),
  every_client boolean NOT NULL DEFAULT false,
  may_reveal boolean NOT NULL DEFAULT false,
  password_hash text,
  epoch integer NOT NULL DEFAULT 0,
  totp_sealed bytea,
  totp_confirmed boolean NOT NULL DEFAULT false,
  totp_last_step bigint NOT NULL DEFAULT 0,
  disabled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_sign_in_at timestamptz,
  CHECK (NOT totp_confirmed OR totp_sealed IS NOT NULL),
  CHECK (role <> 'admin' OR every_client)
);
COMMENT ON COLUMN people.name IS 'what is typed to sign in, in lower case';
COMMENT ON COLUMN people.every_client IS 'sees all clients; else those of person_clients';
COMMENT ON COLUMN people.may_reveal IS 'may see codes of cards';
COMMENT ON COLUMN people.epoch IS 'counted up to end all sessions that were begun before';
COMMENT ON COLUMN people.totp_last_step IS 'the last 30-second step whose code was used; a code works once';

CREATE TABLE person_clients (
  person_id uuid NOT NULL REFERENCES people,
  client_id uuid NOT NULL REFERENCES clients,
  PRIMARY KEY (person_id, client_id)
);

CREATE TABLE sessions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  person_id uuid NOT NULL REFERENCES people,
  token_hash bytea NOT NULL UNIQUE,
  csrf_hash bytea NOT NULL,
  role text NOT NULL,
  epoch integer NOT NULL,
  address inet,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX sessions_of_person ON sessions (person_id) WHERE ended_at IS NULL;
COMMENT ON COLUMN sessions.token_hash IS 'SHA-256 of the cookie, which is 256 random bits';
COMMENT ON COLUMN sessions.csrf_hash IS 'SHA-256 of the token that writes must show beside the cookie';

CREATE TABLE password_resets (
  token_hash bytea PRIMARY KEY,
  person_id uuid NOT NULL REFERENCES people,
  made_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);

-- Four eyes: what one person asks for and another one grants. The act itself consumes the grant in its transaction.
CREATE TABLE approvals (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  action text NOT NULL,
  fingerprint bytea NOT NULL,
  client_id uuid REFERENCES clients,
  subject text NOT NULL,
  subject_ids text[] NOT NULL,
  reason text NOT NULL CHECK (reason <> ''),
  evidence text,
  asked_by text NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  decided_by text,
  decided_at timestamptz,
  granted boolean,
  decision_reason text,
  used_at timestamptz,
  CHECK ((decided_at IS NULL) = (granted IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)),
  CHECK (decided_by <> asked_by),
  CHECK (used_at IS NULL OR granted)
);
CREATE INDEX approvals_open ON approvals (expires_at) WHERE used_at IS NULL;
CREATE UNIQUE INDEX approvals_one_open ON approvals (action, fingerprint, asked_by)
  WHERE used_at IS NULL AND granted IS NOT FALSE;
COMMENT ON COLUMN approvals.fingerprint IS 'hash of the action, its subjects, reason and evidence: a grant is good for exactly these';

ALTER TABLE api_keys ADD COLUMN made_by text NOT NULL DEFAULT session_user, ADD COLUMN rolled_from uuid REFERENCES api_keys;

GRANT SELECT, INSERT, UPDATE ON people, sessions, password_resets, approvals, api_keys, limit_allowances TO scrip_functions;
GRANT SELECT, INSERT, DELETE ON person_clients TO scrip_functions;
