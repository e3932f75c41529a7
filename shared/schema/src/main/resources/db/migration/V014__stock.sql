-- What operators keep about pools and cards beyond a first redemption.
ALTER TABLE card_pools
  ADD COLUMN supplier_item text,
  ADD COLUMN cost_minor bigint CHECK (cost_minor >= 0),
  ADD COLUMN price_minor bigint CHECK (price_minor >= 0),
  ADD COLUMN archived_at timestamptz;
COMMENT ON COLUMN card_pools.supplier_item IS 'the supplier''s name of the card in its catalogue';
COMMENT ON COLUMN card_pools.cost_minor IS 'what one card costs us, in minor units of the currency';
COMMENT ON COLUMN card_pools.price_minor IS 'what the client pays for one card, in minor units of the currency';

ALTER TABLE gift_cards
  ADD COLUMN import_id uuid,
  ADD COLUMN import_line bigint,
  ADD COLUMN supplier_reference bigint;
COMMENT ON COLUMN gift_cards.import_id IS 'the import that brought it; null when it was typed or bought';
COMMENT ON COLUMN gift_cards.supplier_reference IS 'the supplier order that brought it; null when it was imported or typed';

-- A code whose card is quarantined may not come in again either: somebody may have seen it.
CREATE INDEX gift_cards_quarantined_codes ON gift_cards (brand_id, code_hash) WHERE status = 'quarantined';
CREATE INDEX gift_cards_quarantined ON gift_cards (pool_id, id) WHERE status = 'quarantined';
CREATE INDEX gift_cards_of_pool ON gift_cards (pool_id, id);
CREATE INDEX gift_cards_to_expire ON gift_cards (expires_on) WHERE status = 'available' AND expires_on IS NOT NULL;
-- The pace of a pool is read from its last day of claims; block ranges cost a claim nothing.
CREATE INDEX card_claims_by_time ON card_claims USING brin (claimed_at) WITH (pages_per_range = 16);
CREATE INDEX deliveries_failed ON gift_card_deliveries (created_at) WHERE sms_status IN ('failed', 'undelivered', 'unknown');

-- Who inserts with the brand at hand (an import) spares a look-up a card; a change of pool always looks.
DROP TRIGGER gift_cards_fill_in ON gift_cards;
CREATE TRIGGER gift_cards_fill_in BEFORE INSERT ON gift_cards
  FOR EACH ROW WHEN (NEW.brand_id IS NULL) EXECUTE FUNCTION gift_cards_fill_in();
CREATE TRIGGER gift_cards_follow_pool BEFORE UPDATE OF pool_id ON gift_cards
  FOR EACH ROW WHEN (OLD.pool_id IS DISTINCT FROM NEW.pool_id) EXECUTE FUNCTION gift_cards_fill_in();

-- The line: what the agent learned, and whether the promised call was made.
ALTER TABLE waiting_list
  ADD COLUMN called_at timestamptz,
  ADD COLUMN called_by text,
  ADD COLUMN note text,
  ADD CHECK ((called_at IS NULL) = (called_by IS NULL));
CREATE INDEX waiting_list_due ON waiting_list (callback_due_at) WHERE served_at IS NULL AND called_at IS NULL;

GRANT INSERT, UPDATE ON clients, brands, card_pools, campaigns, campaign_conditions TO scrip_functions;
