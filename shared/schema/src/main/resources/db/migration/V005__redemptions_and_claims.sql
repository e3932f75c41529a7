-- A redemption is a recipient's use of a condition; a claim binds a card to it. Claims and releases are insert-only, so
-- the history says for ever who held which card. Rows that all redemptions of a campaign share (condition, pool) are
-- not referenced by foreign keys here: the key-share locks would make them the one row that everybody waits for.
CREATE TABLE redemptions (
  id uuid PRIMARY KEY,
  recipient_id uuid NOT NULL REFERENCES recipients,
  condition_id uuid NOT NULL,
  pool_id uuid NOT NULL,
  current_claim_id bigint UNIQUE,
  under_review boolean NOT NULL DEFAULT false,
  channel text NOT NULL CHECK (channel IN ('sms', 'whatsapp', 'email')),
  address text NOT NULL,
  address_hash bytea NOT NULL,
  browser_hash bytea,
  redeemed_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT redemptions_once_a_condition UNIQUE (recipient_id, condition_id)
);
COMMENT ON COLUMN redemptions.address IS 'the contact fixed at the first claim: E.164 or e-mail address';
COMMENT ON COLUMN redemptions.browser_hash IS 'hash of the cookie of the browser that first redeemed';

CREATE SEQUENCE card_claims_id_seq AS bigint CACHE 32;
CREATE TABLE card_claims (
  id bigint PRIMARY KEY,
  card_id bigint NOT NULL REFERENCES gift_cards,
  pool_id uuid NOT NULL,
  redemption_id uuid NOT NULL,
  recipient_id uuid NOT NULL,
  condition_id uuid NOT NULL,
  claimed_by text NOT NULL,
  request_id text,
  claimed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX card_claims_of_card ON card_claims (card_id);
CREATE INDEX card_claims_of_redemption ON card_claims (redemption_id);
COMMENT ON COLUMN card_claims.claimed_by IS 'who asked: public, agent:<key id>, waiting-list, or the database user';

-- A redemption never points at a claim that does not exist: a statement that took the recipient's place but found no
-- card fails here as a whole.
ALTER TABLE redemptions ADD CONSTRAINT redemptions_hold_a_claim
  FOREIGN KEY (current_claim_id) REFERENCES card_claims (id);

CREATE TABLE card_releases (
  claim_id bigint PRIMARY KEY REFERENCES card_claims,
  card_id bigint NOT NULL,
  reason text NOT NULL,
  evidence jsonb NOT NULL,
  released_by text NOT NULL,
  released_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE card_reveals (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  claim_id bigint NOT NULL REFERENCES card_claims,
  card_id bigint NOT NULL,
  revealed_to text NOT NULL,
  request_id text,
  revealed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX card_reveals_of_claim ON card_reveals (claim_id);

-- Who waits for a pool to be filled. Place in the line is the order of ids among those not yet served.
CREATE TABLE waiting_list (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  pool_id uuid NOT NULL REFERENCES card_pools,
  recipient_id uuid NOT NULL REFERENCES recipients,
  condition_id uuid NOT NULL,
  channel text NOT NULL CHECK (channel IN ('sms', 'whatsapp', 'email')),
  address text NOT NULL,
  address_hash bytea NOT NULL,
  best_number text,
  browser_hash bytea,
  joined_at timestamptz NOT NULL DEFAULT now(),
  callback_due_at timestamptz NOT NULL,
  served_at timestamptz,
  CONSTRAINT waiting_list_once_a_condition UNIQUE (recipient_id, condition_id)
);
CREATE INDEX waiting_list_line ON waiting_list (pool_id, id) WHERE served_at IS NULL;
