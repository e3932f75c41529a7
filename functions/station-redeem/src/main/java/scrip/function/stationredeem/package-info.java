/** What a device at a station asks for: to be enrolled, to sign in, to redeem, and to look back. */
package scrip.function.stationredeem;
