-- From "the provider took it" to "the handset has it": what a delivery is for, what providers reported of their messages,
-- and what is still to be asked of them. See the package delivery.
ALTER TABLE gift_card_deliveries
  ADD COLUMN kind text NOT NULL DEFAULT 'first' CHECK (kind IN ('first', 'resend', 'fallback')),
  ADD COLUMN follows uuid REFERENCES gift_card_deliveries,
  ADD COLUMN requested_by text,
  ADD COLUMN cancelled_by text,
  ADD COLUMN reason text,
  ADD COLUMN code integer,
  ADD COLUMN status_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN look_up_after timestamptz,
  ADD COLUMN look_ups smallint NOT NULL DEFAULT 0,
  ADD COLUMN absent_at timestamptz,
  ADD CONSTRAINT deliveries_follow_something CHECK (kind <> 'fallback' OR follows IS NOT NULL);
CREATE UNIQUE INDEX deliveries_one_fallback ON gift_card_deliveries (follows) WHERE kind = 'fallback';
CREATE INDEX deliveries_by_time ON gift_card_deliveries (created_at, id);
CREATE INDEX deliveries_to_look_up ON gift_card_deliveries (look_up_after) WHERE look_up_after IS NOT NULL;
CREATE INDEX deliveries_to_address ON gift_card_deliveries (address_hash) WHERE sms_status IN ('pending', 'held');
COMMENT ON COLUMN gift_card_deliveries.follows IS 'the delivery that this one repeats or stands in for';
COMMENT ON COLUMN gift_card_deliveries.cancelled_by IS
  'who called it back while it waited; its card stays its recipient''s until somebody decides';
COMMENT ON COLUMN gift_card_deliveries.reason IS 'why it is in its state, for operators; no address, no code of a card';
COMMENT ON COLUMN gift_card_deliveries.code IS 'the provider''s number behind the state';
COMMENT ON COLUMN gift_card_deliveries.look_up_after IS 'when the provider is asked next what became of an unknown one';
COMMENT ON COLUMN gift_card_deliveries.absent_at IS
  'when the provider, after the message was worth nothing any more, still knew of none: somebody may send it again';

ALTER TABLE delivery_attempts ADD COLUMN body_hash bytea;
COMMENT ON COLUMN delivery_attempts.body_hash IS 'keyed hash of the text, by which a message at the provider is recognised';

-- One row a message that a provider took, however we learned of it. A message belongs to one attempt, and an attempt to
-- one message.
CREATE TABLE provider_messages (
  message_id text PRIMARY KEY,
  attempt_id uuid NOT NULL UNIQUE REFERENCES delivery_attempts,
  delivery_id uuid NOT NULL REFERENCES gift_card_deliveries,
  channel text NOT NULL,
  learned_from text NOT NULL CHECK (learned_from IN ('answer', 'callback', 'look-up')),
  bound_at timestamptz NOT NULL DEFAULT now(),
  status text NOT NULL DEFAULT 'accepted' CHECK (status IN ('accepted', 'sent', 'delivered', 'undelivered')),
  code integer,
  final_at timestamptz,
  fetch_after timestamptz,
  fetches smallint NOT NULL DEFAULT 0,
  redact_after timestamptz,
  redactions smallint NOT NULL DEFAULT 0,
  redacted_at timestamptz,
  CONSTRAINT provider_messages_final CHECK ((status IN ('delivered', 'undelivered')) <= (final_at IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX provider_messages_of_delivery ON provider_messages (delivery_id);
CREATE INDEX provider_messages_to_fetch ON provider_messages (fetch_after) WHERE fetch_after IS NOT NULL;
CREATE INDEX provider_messages_to_redact ON provider_messages (redact_after) WHERE redact_after IS NOT NULL;
COMMENT ON COLUMN provider_messages.fetch_after IS 'when it is asked for by its id, because no final report came; null: never';
COMMENT ON COLUMN provider_messages.redact_after IS 'when its text, which holds a card, is taken back from the provider; null: not due';

-- What an answer says is bound in the same statement, whoever writes it.
CREATE FUNCTION bind_answered_messages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.provider_messages (message_id, attempt_id, delivery_id, channel, learned_from, fetch_after)
  SELECT n.provider_message_id, a.id, a.delivery_id, a.channel, 'answer',
         CASE WHEN a.channel <> 'email' THEN now() + INTERVAL '10 minutes' END
  FROM new_outcomes n JOIN public.delivery_attempts a ON a.id = n.attempt_id
  WHERE n.provider_message_id IS NOT NULL
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER bind_answered_messages AFTER INSERT ON delivery_attempt_outcomes
  REFERENCING NEW TABLE AS new_outcomes FOR EACH STATEMENT EXECUTE FUNCTION bind_answered_messages();

-- Nobody asks about old ones any more; only their texts are taken back.
INSERT INTO provider_messages
  (message_id, attempt_id, delivery_id, channel, learned_from, bound_at, fetch_after, redact_after)
SELECT o.provider_message_id, a.id, a.delivery_id, a.channel, 'answer', o.known_at,
       CASE WHEN a.channel <> 'email' AND o.known_at > now() - INTERVAL '48 hours' THEN now() + INTERVAL '10 minutes' END,
       CASE WHEN a.channel <> 'email' AND o.known_at <= now() - INTERVAL '48 hours' THEN now() END
FROM delivery_attempt_outcomes o JOIN delivery_attempts a ON a.id = o.attempt_id
WHERE o.provider_message_id IS NOT NULL
ON CONFLICT DO NOTHING;

-- What was reported, once each. Without an attempt it is of a message that we know nothing of: somebody must look.
CREATE TABLE delivery_receipts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id text NOT NULL,
  attempt_id uuid REFERENCES delivery_attempts,
  delivery_id uuid REFERENCES gift_card_deliveries,
  source text NOT NULL CHECK (source IN ('callback', 'fetch', 'look-up')),
  word text NOT NULL,
  code integer NOT NULL DEFAULT 0,
  received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT delivery_receipts_once UNIQUE (message_id, word, code)
);
CREATE INDEX delivery_receipts_of_delivery ON delivery_receipts (delivery_id);
CREATE INDEX delivery_receipts_unmatched ON delivery_receipts (id) WHERE attempt_id IS NULL;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON delivery_receipts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();

GRANT SELECT, INSERT, UPDATE ON provider_messages TO scrip_functions;
GRANT SELECT, INSERT ON delivery_receipts TO scrip_functions;
GRANT SELECT ON provider_messages, delivery_receipts TO scrip_support;
