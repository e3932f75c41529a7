/** The function. */
package scrip.function.stationredeem;
