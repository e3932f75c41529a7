/**
 * One card on its way to one person by one channel.
 *
 * <pre>
 * pending ──leased, call begun──▶ sending ──▶ sent ──▶ delivered | undelivered
 *    ▲   ▲                          │ │ └──answer lost──▶ unknown ──proof──▶ sent, delivered, undelivered
 *    │   └──transient, not connected┘ └──permanent, or the third time──▶ failed
 *    └── held ◀──throttled, misconfigured          pending, held ──▶ suppressed
 * any state but sending and delivered ──by hand──▶ manually_delivered
 * </pre>
 *
 * The row of an attempt is committed before its call begins. So after a crash an attempt without an
 * outcome says that the provider may have the message, and a delivery without an attempt says that
 * it cannot.
 */
package scrip.delivery;
