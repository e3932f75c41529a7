-- A request may die after its act is done and before its answer is kept. When it comes again, it is known by these, and is
-- answered with what it did.
ALTER TABLE voucher_batches
  ADD COLUMN request_key text,
  ADD COLUMN request_print bytea,
  ADD CONSTRAINT voucher_batches_one_a_request UNIQUE (issued_by, request_key),
  ADD CONSTRAINT voucher_batches_key_has_print CHECK (request_key IS NULL OR request_print IS NOT NULL);
COMMENT ON COLUMN voucher_batches.request_key IS
  'the idempotency key of the request that issued it, which issues nothing more; null for replacements';
COMMENT ON COLUMN voucher_batches.request_print IS 'SHA-256 of who asked, what, with which key and body';

ALTER TABLE vouchers ADD COLUMN void_print bytea;
COMMENT ON COLUMN vouchers.void_print IS 'the print of the request that voided it; null when it was typed, or came without a key';
