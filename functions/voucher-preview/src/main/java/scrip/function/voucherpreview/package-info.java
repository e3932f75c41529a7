/** {@code /api/vouchers/*}: vouchers as pictures, for people and keys, and for links of an hour. */
package scrip.function.voucherpreview;
