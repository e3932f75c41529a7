-- :n recipients and :n sealed cards of one pool, for both forms. Hashes and ciphertext are of the right size and open nothing.
INSERT INTO clients (id, name, region) VALUES (:'pool', 'Load', 'US');
INSERT INTO brands (id, name) VALUES (:'pool', 'Load');
INSERT INTO card_pools (id, client_id, brand_id, pool_name, value_minor, currency)
VALUES (:'pool', :'pool', :'pool', 'Load', 2500, 'USD');
INSERT INTO data_keys (pool_id, month, key_encryption_key, wrapped)
VALUES (:'pool', date_trunc('month', now()), 'load', '\x00');
INSERT INTO campaigns (id, client_id, name) VALUES (:'pool', :'pool', 'Load');
INSERT INTO campaign_conditions (campaign_id, number, pool_id) VALUES (:'pool', 1, :'pool');
SET SESSION AUTHORIZATION scrip_functions_a; -- what the owner types is audited, row by row
INSERT INTO recipients (client_id, campaign_id, first_name, phone, phone_hash, code_hash, code_last_four, code_length)
SELECT :'pool', :'pool', 'Ada', '+15005550006', sha256('phone'), sha256(int8send(i)), 'W2TA', 12
FROM generate_series(0, :n - 1) AS i;
INSERT INTO gift_cards (pool_id, card_code, card_number, last_four, code_hash, sealed, data_key_id)
SELECT :'pool', 'W2TA-' || left(md5(i::text), 12), '0006-' || left(md5(i::text), 12), 'W2TA', sha256(int8send(i)),
       sha256(int8send(i)) || sha256(int8send(-i)), (SELECT id FROM data_keys)
FROM generate_series(0, :n - 1) AS i;
RESET SESSION AUTHORIZATION;
