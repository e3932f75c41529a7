/**
 * A stand-in for Twilio's Messages API on this machine: accepts, refuses and fails like the real
 * one, and sends nothing.
 */
package scrip.testing.twilio;
