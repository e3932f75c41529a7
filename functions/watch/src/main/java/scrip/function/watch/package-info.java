/** The jobs of every minute. */
package scrip.function.watch;
