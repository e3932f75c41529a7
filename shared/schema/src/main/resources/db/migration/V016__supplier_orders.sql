-- Cards bought from a supplier when a pool has none. An order is committed before the supplier is called; its reference is
-- the id that the claim will have, so that a call whose answer was lost can be looked up, and repeated, under one name.
CREATE TABLE suppliers (
  name text PRIMARY KEY,
  reference_prefix text NOT NULL CHECK (reference_prefix ~ '^[A-Za-z0-9-]{1,60}$'),
  failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
  not_before timestamptz NOT NULL DEFAULT '-infinity',
  fault text,
  reset_at timestamptz NOT NULL DEFAULT '-infinity',
  balance_minor bigint,
  balance_currency text,
  balance_at timestamptz,
  CHECK ((balance_minor IS NULL) = (balance_at IS NULL) AND (balance_minor IS NULL) = (balance_currency IS NULL))
);
-- A supplier answers a reference it knows with the order it knows. The prefix keeps databases that share an account
-- apart, and a restored one from what it was before: see infra/decisions.
INSERT INTO suppliers (name, reference_prefix) VALUES ('tango', 'scrip-' || substr(md5(gen_random_uuid()::text), 1, 8) || '-');
COMMENT ON COLUMN suppliers.failures IS 'calls in a row that came to nothing; from a number on the supplier is left alone for a while';
COMMENT ON COLUMN suppliers.not_before IS 'no call before that, by any instance';
COMMENT ON COLUMN suppliers.fault IS 'what was wrong with the last call that held all calls';

CREATE TABLE supplier_orders (
  reference bigint PRIMARY KEY,
  external_reference text NOT NULL UNIQUE,
  pool_id uuid NOT NULL REFERENCES card_pools,
  supplier text NOT NULL REFERENCES suppliers,
  item text NOT NULL,
  value_minor bigint NOT NULL CHECK (value_minor > 0),
  currency text NOT NULL,
  recipient_id uuid NOT NULL REFERENCES recipients,
  condition_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'ordering' CHECK (state IN ('ordering', 'unknown', 'bought', 'refused')),
  supplier_order_id text,
  card_id bigint UNIQUE REFERENCES gift_cards,
  duplicate boolean NOT NULL DEFAULT false,
  refusal text,
  permanent boolean,
  tries integer NOT NULL DEFAULT 0,
  look_again_at timestamptz NOT NULL DEFAULT now(),
  lease_token uuid,
  lease_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  settled_at timestamptz,
  CONSTRAINT supplier_orders_lease_whole CHECK ((lease_token IS NULL) = (lease_until IS NULL)),
  CONSTRAINT supplier_orders_bought_whole
    CHECK ((state = 'bought') = (card_id IS NOT NULL) AND (state = 'bought') = (supplier_order_id IS NOT NULL)),
  CONSTRAINT supplier_orders_refused_whole CHECK ((state = 'refused') = (refusal IS NOT NULL)),
  CONSTRAINT supplier_orders_settled_at_fits_state CHECK ((state IN ('bought', 'refused')) = (settled_at IS NOT NULL))
);
COMMENT ON COLUMN supplier_orders.reference IS 'the id of the claim that the bought card is meant for';
COMMENT ON COLUMN supplier_orders.external_reference IS 'what the supplier knows it by';
COMMENT ON COLUMN supplier_orders.duplicate IS 'the supplier sold a code that its brand has already; the card is quarantined';
COMMENT ON COLUMN supplier_orders.look_again_at IS 'infinity: somebody must look at it';
CREATE UNIQUE INDEX supplier_orders_one_open ON supplier_orders (recipient_id, condition_id)
  WHERE state IN ('ordering', 'unknown');
CREATE INDEX supplier_orders_to_settle ON supplier_orders (look_again_at) WHERE state IN ('ordering', 'unknown');
CREATE INDEX supplier_orders_refused ON supplier_orders (pool_id, settled_at) WHERE state = 'refused';
CREATE INDEX supplier_orders_duplicate ON supplier_orders (recipient_id, condition_id) WHERE duplicate;

-- One order brings one card.
CREATE UNIQUE INDEX gift_cards_one_an_order ON gift_cards (supplier_reference) WHERE supplier_reference IS NOT NULL;

CREATE TABLE supplier_calls (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reference bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('order', 'look_up')),
  begun_at timestamptz NOT NULL,
  outcome text NOT NULL,
  text text,
  known_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX supplier_calls_of_order ON supplier_calls (reference);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON supplier_calls
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();

CREATE FUNCTION supplier_orders_guard_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.state, NEW.state) NOT IN (('ordering', 'unknown'), ('ordering', 'bought'), ('ordering', 'refused'),
                                    ('unknown', 'bought')) THEN
    RAISE EXCEPTION 'order % is % and cannot become %', OLD.reference, OLD.state, NEW.state
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER supplier_orders_guard_state BEFORE UPDATE OF state ON supplier_orders
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION supplier_orders_guard_state();

GRANT SELECT, UPDATE ON suppliers TO scrip_functions;
GRANT SELECT, INSERT, UPDATE ON supplier_orders TO scrip_functions;
GRANT SELECT, INSERT ON supplier_calls TO scrip_functions;
GRANT SELECT ON suppliers, supplier_orders, supplier_calls TO scrip_support;
