/** What operators do with cards: find, show, move, put aside, replace, review. */
package scrip.function.console.cards;
