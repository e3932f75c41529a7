/** The card supplier with an interface in the form of Tango's Rewards as a Service. */
package scrip.tango;
