/**
 * What people do about messages with cards: look them up, send one again, by another channel or to
 * another contact, mark one as handed over, call one back that still waits.
 *
 * <pre>
 * failed, undelivered, suppressed, sent, unknown once it is proven absent ──resend──▶ a new delivery, which follows it
 * pending, held ──cancel──▶ suppressed            all but sending and delivered ──mark──▶ manually_delivered
 * </pre>
 *
 * A claim has one message in flight at a time: deliveries are locked first, then the redemption.
 */
package scrip.notification;
