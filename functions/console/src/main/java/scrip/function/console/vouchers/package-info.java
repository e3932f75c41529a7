/** What operators do with vouchers: issue, find, show, scope, void, replace. */
package scrip.function.console.vouchers;
