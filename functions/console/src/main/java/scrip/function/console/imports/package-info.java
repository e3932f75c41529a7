/**
 * Files of cards, recipients and scopes of vouchers: sent in parts, watched, fetched back where
 * rows were refused.
 */
package scrip.function.console.imports;
