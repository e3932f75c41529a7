-- The form that most people would write: the counters are columns of the pool, a claim takes the oldest available card,
-- and there are no triggers. Columns, checks and indexes are copied from ours, so that both do the same work.
CREATE SCHEMA straightforward;
SET search_path = straightforward, public;
CREATE TABLE card_pools (LIKE public.card_pools INCLUDING ALL,
  available_cards integer NOT NULL DEFAULT 0, claimed_cards integer NOT NULL DEFAULT 0);
CREATE TABLE gift_cards (LIKE public.gift_cards INCLUDING ALL);
ALTER TABLE gift_cards DROP COLUMN bucket;
CREATE INDEX gift_cards_available ON gift_cards (pool_id, id) WHERE status = 'available' AND sealed IS NOT NULL;
CREATE TABLE redemptions (LIKE public.redemptions INCLUDING ALL);
CREATE TABLE card_claims (LIKE public.card_claims INCLUDING ALL);
CREATE TABLE gift_card_deliveries (LIKE public.gift_card_deliveries INCLUDING ALL);
ALTER TABLE redemptions
  ADD FOREIGN KEY (recipient_id) REFERENCES recipients,
  ADD FOREIGN KEY (current_claim_id) REFERENCES card_claims;
ALTER TABLE card_claims ADD FOREIGN KEY (card_id) REFERENCES gift_cards;
ALTER TABLE gift_card_deliveries
  ADD FOREIGN KEY (gift_card_id) REFERENCES gift_cards,
  ADD FOREIGN KEY (claim_id) REFERENCES card_claims;
INSERT INTO card_pools SELECT p.*, g.available_cards, 0 FROM public.card_pools p JOIN public.gift_card_pools g ON g.id = p.id;
INSERT INTO gift_cards (id, pool_id, brand_id, card_code, card_number, last_four, code_hash, sealed, data_key_id)
SELECT id, pool_id, brand_id, card_code, card_number, last_four, code_hash, sealed, data_key_id FROM public.gift_cards;
GRANT USAGE ON SCHEMA straightforward TO scrip_functions;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA straightforward TO scrip_functions;
