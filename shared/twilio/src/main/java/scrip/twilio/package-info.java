/**
 * Text messages and WhatsApp through Twilio: the one place that knows its parameters, its numbers
 * and its faults.
 */
package scrip.twilio;
