-- Who may redeem what: a gift-card campaign, its numbered conditions (one card each from a pool), its recipients.
CREATE TABLE campaigns (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  client_id uuid NOT NULL REFERENCES clients,
  name text NOT NULL,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('draft', 'active', 'paused', 'closed')),
  redeem_from timestamptz NOT NULL DEFAULT now(),
  redeem_until timestamptz,
  approval_required boolean NOT NULL DEFAULT false,
  opt_in_required boolean NOT NULL DEFAULT false,
  reveal text NOT NULL DEFAULT 'message' CHECK (reveal IN ('message', 'screen')),
  channels text[] NOT NULL DEFAULT '{sms}'
    CHECK (channels <> '{}' AND channels <@ ARRAY['sms', 'whatsapp', 'email']),
  message_template text NOT NULL
    DEFAULT 'Hi {first_name}, here is your {brand} gift card worth {value}. Code: {code} Number: {number}'
    CHECK (message_template LIKE '%{code}%'),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (client_id, name),
  CHECK (redeem_until > redeem_from)
);
COMMENT ON COLUMN campaigns.state IS 'paused stops invitations, never redemption';
COMMENT ON COLUMN campaigns.reveal IS 'screen: the answer to a redemption shows the card itself, which counts as exposure';

CREATE TABLE campaign_conditions (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  campaign_id uuid NOT NULL REFERENCES campaigns,
  number smallint NOT NULL CHECK (number BETWEEN 1 AND 3),
  pool_id uuid NOT NULL REFERENCES card_pools,
  UNIQUE (campaign_id, number)
);

CREATE TABLE recipients (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  client_id uuid NOT NULL REFERENCES clients,
  campaign_id uuid NOT NULL REFERENCES campaigns,
  first_name text,
  last_name text,
  phone text CHECK (phone ~ '^\+[1-9][0-9]{6,14}$'),
  phone_raw text,
  phone_hash bytea,
  email text,
  email_hash bytea,
  code_hash bytea NOT NULL UNIQUE,
  code_last_four text NOT NULL,
  code_length smallint NOT NULL CHECK (code_length BETWEEN 4 AND 50),
  code_imported boolean NOT NULL DEFAULT false,
  approval text NOT NULL DEFAULT 'pending' CHECK (approval IN ('pending', 'approved', 'rejected')),
  opt_in text NOT NULL DEFAULT 'not_sent' CHECK (opt_in IN ('not_sent', 'pending', 'opted_in', 'opted_out')),
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((phone IS NULL) = (phone_hash IS NULL)),
  CHECK ((email IS NULL) = (email_hash IS NULL))
);
CREATE INDEX recipients_of_campaign ON recipients (campaign_id, id);
CREATE INDEX recipients_imported_codes ON recipients (code_length) WHERE code_imported;
COMMENT ON COLUMN recipients.phone IS 'E.164; what was typed or imported stands beside it in phone_raw';
COMMENT ON COLUMN recipients.code_hash IS 'keyed hash of the normalised redemption code; the code itself is not kept here';

CREATE TABLE opt_outs (
  address_hash bytea PRIMARY KEY,
  source text NOT NULL,
  opted_out_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE opt_outs IS 'one table for all channels, by keyed hash of the address';
