/**
 * Vouchers: a promise of an amount, redeemed once at a station.
 *
 * <pre>
 * issued ──► sent ──► redeemed ──► void
 *    │         │         ▲
 *    ├─────────┼─────────┘
 *    ├─────────┼──► expired
 *    └─────────┴──► void
 * </pre>
 *
 * Triggers of the database write the event of every change, and refuse every other change. A
 * redemption is a row that stays for ever, also when its voucher is voided afterwards.
 */
package scrip.voucher;
