-- STOP finds who had a card sent to that address, whatever is on record.
CREATE INDEX redemptions_to_address ON redemptions (address_hash);
