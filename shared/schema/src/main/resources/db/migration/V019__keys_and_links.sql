-- A key has one successor; links are looked up by whose they are.
CREATE UNIQUE INDEX api_keys_one_successor ON api_keys (rolled_from) WHERE rolled_from IS NOT NULL;
CREATE INDEX api_keys_by_age ON api_keys (created_at, id);
CREATE INDEX password_resets_open ON password_resets (person_id) WHERE used_at IS NULL;
COMMENT ON COLUMN people.totp_sealed IS
  'length and id of the key-encryption key, then nonce, ciphertext and tag; bound to the person';
COMMENT ON COLUMN rate_limit_tracking.identifier IS
  'an IP address, agent:<key id>, person:<id>, code:<prefix of the keyed hash>, or name:<prefix of the hash of a typed name>';
