-- A delivery is one card on its way to one person by one channel. sms_status is its state, whatever the channel.
-- pending -> sending -> sent -> delivered | undelivered; sending -> pending (transient) | held (throttled) | failed |
-- unknown; held -> sending when its sender may send again; suppressed and manually_delivered are final. See the package delivery.
CREATE TABLE gift_card_deliveries (
  id uuid PRIMARY KEY,
  redemption_id uuid NOT NULL,
  recipient_id uuid NOT NULL,
  gift_card_id bigint NOT NULL REFERENCES gift_cards,
  claim_id bigint NOT NULL REFERENCES card_claims,
  channel text NOT NULL CHECK (channel IN ('sms', 'whatsapp', 'email')),
  address text NOT NULL,
  address_hash bytea NOT NULL,
  sms_status text NOT NULL DEFAULT 'pending' CHECK (sms_status IN ('pending', 'held', 'sending', 'sent', 'delivered',
    'undelivered', 'failed', 'unknown', 'manually_delivered', 'suppressed')),
  sms_sent_at timestamptz,
  provider_calls smallint NOT NULL DEFAULT 0 CHECK (provider_calls BETWEEN 0 AND 3),
  not_before timestamptz NOT NULL DEFAULT now(),
  lease_token uuid,
  lease_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT deliveries_lease_whole CHECK ((lease_token IS NULL) = (lease_until IS NULL)),
  CONSTRAINT deliveries_sending_is_leased CHECK (sms_status <> 'sending' OR lease_token IS NOT NULL),
  CONSTRAINT deliveries_sent_at_fits_status
    CHECK (sms_status NOT IN ('sent', 'delivered', 'manually_delivered') OR sms_sent_at IS NOT NULL)
) WITH (
  fillfactor = 80,
  autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_cost_delay = 0
);
CREATE INDEX deliveries_to_send ON gift_card_deliveries (not_before) WHERE sms_status IN ('pending', 'held');
CREATE INDEX deliveries_in_the_air ON gift_card_deliveries (lease_until) WHERE sms_status = 'sending';
CREATE INDEX deliveries_of_redemption ON gift_card_deliveries (redemption_id);
CREATE INDEX deliveries_of_claim ON gift_card_deliveries (claim_id);
COMMENT ON COLUMN gift_card_deliveries.provider_calls IS 'calls that count as attempts; 3 is exhausted';

-- An attempt is one call to a provider. Its row is committed before the call begins; its outcome is a row of its own.
CREATE TABLE delivery_attempts (
  id uuid PRIMARY KEY,
  delivery_id uuid NOT NULL REFERENCES gift_card_deliveries,
  claim_id bigint NOT NULL,
  number smallint NOT NULL,
  channel text NOT NULL,
  begun_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX delivery_attempts_of_delivery ON delivery_attempts (delivery_id);
CREATE INDEX delivery_attempts_of_claim ON delivery_attempts (claim_id);

CREATE TABLE delivery_attempt_outcomes (
  attempt_id uuid PRIMARY KEY REFERENCES delivery_attempts,
  outcome text NOT NULL CHECK (outcome IN ('accepted', 'permanent', 'transient', 'throttled', 'not_connected',
    'misconfigured', 'unknown')),
  provider_message_id text,
  provider_code integer,
  text text,
  latency_ms integer,
  known_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE UNIQUE INDEX delivery_outcomes_by_message ON delivery_attempt_outcomes (provider_message_id)
  WHERE provider_message_id IS NOT NULL;

-- What operators read: one row an SMS delivery, from its first provider call on.
CREATE TABLE sms_delivery_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  delivery_id uuid UNIQUE REFERENCES gift_card_deliveries,
  gift_card_id bigint NOT NULL REFERENCES gift_cards,
  phone_number text NOT NULL,
  delivery_status text NOT NULL,
  retry_count integer NOT NULL DEFAULT 0,
  error_message text,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_retry_at timestamptz
);
CREATE INDEX sms_delivery_log_of_card ON sms_delivery_log (gift_card_id, created_at);
CREATE INDEX sms_delivery_log_by_day ON sms_delivery_log (created_at);

-- A throttle or a configuration fault belongs to the sender, not only to the message that met it.
CREATE TABLE senders (
  channel text PRIMARY KEY CHECK (channel IN ('sms', 'whatsapp', 'email')),
  not_before timestamptz NOT NULL DEFAULT '-infinity',
  fault text
);
INSERT INTO senders (channel) VALUES ('sms'), ('whatsapp'), ('email');
COMMENT ON COLUMN senders.fault IS 'why the queue is held, when it is for a configuration fault and not for a throttle';
