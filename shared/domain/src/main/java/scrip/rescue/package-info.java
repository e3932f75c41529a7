/** Claims that got stuck, and claims that must be undone. */
package scrip.rescue;
