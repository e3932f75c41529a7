/** The function. */
package scrip.function.voucherpreview;
