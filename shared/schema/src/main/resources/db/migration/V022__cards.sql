-- Cards that move from one pool to another. A transfer is a row that says how much is left of it, so that one that died in
-- the middle is gone on with and not begun again; each card it moved is a row of its own.
CREATE TABLE card_transfers (
  id uuid PRIMARY KEY,
  from_pool uuid NOT NULL REFERENCES card_pools,
  to_pool uuid NOT NULL REFERENCES card_pools,
  card_ids bigint[],
  wanted integer NOT NULL CHECK (wanted > 0),
  moved integer NOT NULL DEFAULT 0,
  reason text NOT NULL CHECK (reason <> ''),
  asked_by text NOT NULL,
  request_key text NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  UNIQUE (asked_by, request_key),
  CHECK (from_pool <> to_pool),
  CHECK (moved BETWEEN 0 AND wanted),
  CHECK (card_ids IS NULL OR cardinality(card_ids) = wanted)
);
COMMENT ON COLUMN card_transfers.card_ids IS 'exactly these cards; null for any that are available';
COMMENT ON COLUMN card_transfers.request_key IS 'the idempotency key of the request, which goes on with the transfer when it comes again';
COMMENT ON COLUMN card_transfers.finished_at IS 'when all were moved, or no more were available';
CREATE INDEX card_transfers_unfinished ON card_transfers (asked_at) WHERE finished_at IS NULL;

CREATE TABLE card_moves (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  card_id bigint NOT NULL REFERENCES gift_cards,
  transfer_id uuid NOT NULL REFERENCES card_transfers,
  from_pool uuid NOT NULL,
  to_pool uuid NOT NULL,
  moved_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (transfer_id, card_id)
);
CREATE INDEX card_moves_of_card ON card_moves (card_id);
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON card_moves
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history();

-- A card in another pool is the same card: of the same brand and worth as much, bound to nobody, and sealed for its new
-- pool, because the old pool's seal does not open there.
CREATE FUNCTION gift_cards_guard_pool() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = public, pg_temp AS $$
BEGIN
  IF OLD.status <> 'available' OR NEW.status <> 'available' THEN
    RAISE EXCEPTION 'card % is % and stays in its pool', OLD.id, OLD.status USING ERRCODE = 'check_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM card_pools o JOIN card_pools n
                   ON (n.brand_id, n.value_minor, n.currency) = (o.brand_id, o.value_minor, o.currency)
                 WHERE o.id = OLD.pool_id AND n.id = NEW.pool_id) THEN
    RAISE EXCEPTION 'card % stays in its pool: the other one is of another brand, value or currency', OLD.id
      USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.sealed IS NOT NULL AND (NEW.sealed IS NOT DISTINCT FROM OLD.sealed OR NEW.data_key_id = OLD.data_key_id) THEN
    RAISE EXCEPTION 'card % is sealed for its pool and would not open in another one', OLD.id
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER gift_cards_guard_pool BEFORE UPDATE OF pool_id ON gift_cards
  FOR EACH ROW WHEN (OLD.pool_id IS DISTINCT FROM NEW.pool_id) EXECUTE FUNCTION gift_cards_guard_pool();

GRANT SELECT, INSERT, UPDATE ON card_transfers TO scrip_functions;
GRANT SELECT, INSERT ON card_moves TO scrip_functions;
GRANT SELECT ON card_transfers, card_moves TO scrip_support;
