WITH card AS (
  SELECT id FROM gift_cards
  WHERE pool_id = :pool AND status = 'available' AND sealed IS NOT NULL AND (expires_on IS NULL OR expires_on >= :today)
  ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE gift_cards g
  SET status = 'claimed', claimed_at = now(), claimed_by_recipient_id = :pool, current_claim_id = nextval('card_claims_id_seq')
  FROM card c
  WHERE g.id = c.id
  RETURNING g.id, g.last_four, g.expires_on
), counted AS (
  UPDATE card_pools SET available_cards = available_cards - 1, claimed_cards = claimed_cards + 1
  WHERE id = :pool AND EXISTS (SELECT FROM claimed)
)
SELECT last_four, expires_on FROM claimed
