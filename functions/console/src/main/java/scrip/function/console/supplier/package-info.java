/** Pools and the suppliers they buy from. */
package scrip.function.console.supplier;
