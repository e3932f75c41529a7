/** The function: pictures of vouchers, and links that open one of them for a while. */
package scrip.function.voucherpreview;
