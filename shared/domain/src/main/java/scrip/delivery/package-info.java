/**
 * One card on its way to one person by one channel.
 *
 * <pre>
 * pending ──leased, call begun──▶ sending ──accepted──▶ sent ──reported──▶ delivered | undelivered
 *    ▲   ▲                          │ │ │                │                    ▲            │
 *    │   │                          │ │ └─answer lost────┼──▶ unknown ──proof─┘ sent       └─▶ delivered
 *    │   └──transient, not connected┘ │                  │       │
 *    │   └──reported: transient───────┼──────────────────┴───────┘
 *    └── held ◀──throttled, misconfigured
 *                                   └──permanent, or the third time──▶ failed
 * pending, held ──opted out, card gone──▶ suppressed
 * pending, held, failed, suppressed ──a report proves that it was taken──▶ sent, delivered, undelivered
 * any state but sending and delivered ──by hand──▶ manually_delivered
 * failed, undelivered ──▶ a delivery of its own by e-mail stands in, once
 * </pre>
 *
 * The row of an attempt is committed before its call begins. So after a crash an attempt without an
 * outcome says that the provider may have the message, and a delivery without an attempt says that
 * it cannot.
 *
 * <p>A run takes deliveries of all channels that it has senders for; each channel has its own row
 * in {@code senders}, by which a throttle or a fault holds it alone. Calls are made outside of
 * transactions, many at a time; what comes of them is written in groups, under the lease.
 */
package scrip.delivery;
