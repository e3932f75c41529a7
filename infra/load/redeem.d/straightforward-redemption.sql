WITH place AS (
  INSERT INTO redemptions AS r
    (id, recipient_id, condition_id, pool_id, current_claim_id, channel, address, address_hash, browser_hash)
  VALUES (uuidv7(), :r_recipient_id, :r_condition_id, :r_pool_id, nextval('card_claims_id_seq'), :channel, :r_phone, :r_phone_hash, :r_phone_hash)
  ON CONFLICT (recipient_id, condition_id) DO NOTHING
  RETURNING id, current_claim_id, channel, address, address_hash
), card AS (
  SELECT id FROM gift_cards
  WHERE pool_id = :r_pool_id AND status = 'available' AND sealed IS NOT NULL AND (expires_on IS NULL OR expires_on >= :today)
  ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE gift_cards g
  SET status = 'claimed', claimed_at = now(), claimed_by_recipient_id = :r_recipient_id, current_claim_id = p.current_claim_id
  FROM card c, place p
  WHERE g.id = c.id
  RETURNING g.id, g.last_four, g.expires_on
), history AS (
  INSERT INTO card_claims (id, card_id, pool_id, redemption_id, recipient_id, condition_id, claimed_by, request_id)
  SELECT p.current_claim_id, c.id, :r_pool_id, p.id, :r_recipient_id, :r_condition_id, :claimed_by, :request_id FROM claimed c, place p
), delivery AS (
  INSERT INTO gift_card_deliveries
    (id, redemption_id, recipient_id, gift_card_id, claim_id, channel, address, address_hash)
  SELECT uuidv7(), p.id, :r_recipient_id, c.id, p.current_claim_id, p.channel, p.address, p.address_hash FROM claimed c, place p
), counted AS (
  UPDATE card_pools SET available_cards = available_cards - 1, claimed_cards = claimed_cards + 1
  WHERE id = :r_pool_id AND EXISTS (SELECT FROM claimed)
)
SELECT p.id AS redemption_id, p.current_claim_id, p.channel, p.address, c.last_four, c.expires_on
FROM claimed c, place p
