/**
 * Stations, their devices and the operators who redeem vouchers on them. A device is enrolled once
 * and shows its token with every request; an operator signs in on it with the station's passcode.
 */
package scrip.station;
