-- Where vouchers are redeemed, and on what. A station takes vouchers of its client.
CREATE TABLE stations (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  client_id uuid NOT NULL REFERENCES clients,
  code text NOT NULL UNIQUE CHECK (code ~ '^[A-Z0-9]{3,12}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  region text NOT NULL CHECK (region ~ '^[A-Z]{2}$'),
  time_zone text NOT NULL CHECK (now() AT TIME ZONE time_zone IS NOT NULL),
  opens time,
  closes time,
  passcode_hash text,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'closed')),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (client_id, name),
  CHECK ((opens IS NULL) = (closes IS NULL))
);
COMMENT ON COLUMN stations.code IS 'what operators type to sign in, and what lists of scopes name';
COMMENT ON COLUMN stations.time_zone IS 'IANA name; opening hours are of it';
COMMENT ON COLUMN stations.opens IS 'null together with closes: day and night; closes before opens: over midnight';
COMMENT ON COLUMN stations.passcode_hash IS 'bcrypt; null: nobody can sign in yet';

CREATE TABLE station_devices (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  station_id uuid NOT NULL REFERENCES stations,
  label text NOT NULL CHECK (length(label) BETWEEN 1 AND 100),
  token_hash bytea NOT NULL UNIQUE,
  enrolled_at timestamptz NOT NULL DEFAULT now(),
  rolled_at timestamptz,
  last_seen_at timestamptz,
  revoked_at timestamptz,
  revoked_by text
);
CREATE INDEX station_devices_of_station ON station_devices (station_id);
COMMENT ON COLUMN station_devices.token_hash IS 'SHA-256 of 256 random bits that only the device has; rolling puts another in its place';
COMMENT ON COLUMN station_devices.last_seen_at IS 'noted once a minute';

CREATE TABLE station_enrolments (
  code_hash bytea PRIMARY KEY,
  station_id uuid NOT NULL REFERENCES stations,
  label text NOT NULL CHECK (length(label) BETWEEN 1 AND 100),
  made_by text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  device_id uuid UNIQUE REFERENCES station_devices,
  CHECK ((used_at IS NULL) = (device_id IS NULL))
);
COMMENT ON TABLE station_enrolments IS 'one-time codes by which a device becomes one of a station';

CREATE TABLE station_sessions (
  token_hash bytea PRIMARY KEY,
  device_id uuid NOT NULL REFERENCES station_devices,
  made_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX station_sessions_of_device ON station_sessions (device_id) WHERE ended_at IS NULL;
COMMENT ON TABLE station_sessions IS 'an operator who typed the passcode on a device';

INSERT INTO settings (key, value) VALUES ('station_redeem_enabled', 'true');
