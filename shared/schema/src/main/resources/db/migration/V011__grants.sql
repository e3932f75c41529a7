-- Neither the functions nor support own anything; each may do what its work needs.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO scrip_functions, scrip_support;

GRANT SELECT ON clients, brands, card_pools, gift_card_pools, pool_counts, pool_count_deltas, campaigns,
  campaign_conditions, limit_allowances, opt_outs, audit_log TO scrip_functions;
GRANT SELECT, INSERT, UPDATE ON data_keys, gift_cards, recipients, redemptions, waiting_list, gift_card_deliveries,
  sms_delivery_log, senders, alerts, error_logs TO scrip_functions;
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys, rate_limit_tracking TO scrip_functions;
GRANT SELECT, UPDATE (last_used_at, last_used_from) ON api_keys TO scrip_functions;
GRANT SELECT, INSERT ON card_claims, card_releases, card_reveals, delivery_attempts, delivery_attempt_outcomes
  TO scrip_functions;
GRANT INSERT ON audit_log TO scrip_functions;
GRANT USAGE ON SEQUENCE card_claims_id_seq TO scrip_functions;

GRANT SELECT ON clients, brands, card_pools, campaigns, campaign_conditions, card_claims, card_releases, card_reveals,
  waiting_list, delivery_attempts, delivery_attempt_outcomes, senders, alerts, error_logs, limit_allowances
  TO scrip_support;
GRANT SELECT (id, recipient_id, condition_id, pool_id, current_claim_id, under_review, channel, redeemed_at)
  ON redemptions TO scrip_support;
GRANT SELECT (id, client_id, campaign_id, first_name, last_name, phone, phone_raw, email, code_last_four, approval,
  opt_in, created_at) ON recipients TO scrip_support;
GRANT SELECT, UPDATE ON gift_card_pools TO scrip_support;
GRANT SELECT, UPDATE (pool_name, low_stock_threshold, purchase_method, api_provider) ON card_pools TO scrip_support;
GRANT SELECT, INSERT (pool_id, card_code, card_number, status, expires_on),
  UPDATE (status, claimed_at, claimed_by_recipient_id) ON gift_cards TO scrip_support;
GRANT SELECT, UPDATE (sms_status, sms_sent_at) ON gift_card_deliveries TO scrip_support;
GRANT SELECT ON sms_delivery_log TO scrip_support;
GRANT SELECT, DELETE ON rate_limit_tracking TO scrip_support;
GRANT SELECT, INSERT ON audit_log TO scrip_support;
GRANT EXECUTE ON FUNCTION charge_limits, fold_pool_counts TO scrip_functions;
REVOKE EXECUTE ON FUNCTION charge_limits, fold_pool_counts FROM PUBLIC;
