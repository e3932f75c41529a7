-- What the duties of every minute keep: whose turn it is to be counted, and what is old enough to go.
CREATE TABLE pool_checks (
  pool_id uuid PRIMARY KEY REFERENCES card_pools,
  checked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  conserved boolean NOT NULL
);
COMMENT ON TABLE pool_checks IS 'when each pool''s cards were last counted against its counts; the one longest ago is next';

-- Rows come in the order of their time, so block ranges find the old ones and cost a request nothing.
CREATE INDEX rate_limit_tracking_by_age ON rate_limit_tracking USING brin (created_at) WITH (pages_per_range = 16);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

GRANT SELECT, INSERT, UPDATE ON pool_checks TO scrip_functions;
GRANT DELETE ON sessions TO scrip_functions;
GRANT SELECT ON pool_checks TO scrip_support;
