-- Lists of all clients, and the page of events, begin with the newest.
CREATE INDEX vouchers_by_time ON vouchers (issued_at, id);
CREATE INDEX voucher_events_by_time ON voucher_events (at, id);
