/** Logos of clients, as they stand on pictures of vouchers. */
package scrip.function.console.logos;
