/** A stand-in for Tango's Rewards as a Service, over real HTTP. */
package scrip.testing.tango;
