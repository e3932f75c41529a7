/** Messages with cards: looking at them, and what people do about them. */
package scrip.function.console.deliveries;
