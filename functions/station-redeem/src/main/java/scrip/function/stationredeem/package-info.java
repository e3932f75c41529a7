/** {@code /api/station/*} for enrolled devices, and the headers of their page {@code /station/}. */
package scrip.function.stationredeem;
