-- What stands on the pictures of a client's vouchers.
CREATE TABLE client_logos (
  client_id uuid PRIMARY KEY REFERENCES clients,
  width integer NOT NULL CHECK (width BETWEEN 1 AND 480),
  height integer NOT NULL CHECK (height BETWEEN 1 AND 160),
  rgba bytea NOT NULL CHECK (length(rgba) <= 400000),
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL
);
COMMENT ON COLUMN client_logos.rgba IS 'rows of red, green, blue and alpha, a byte each, deflated';

GRANT SELECT, INSERT, UPDATE, DELETE ON client_logos TO scrip_functions;
GRANT SELECT (client_id, width, height, changed_by, changed_at) ON client_logos TO scrip_support;
