/**
 * Cards, and how a printed code becomes one.
 *
 * <pre>
 * available ──claim──▶ claimed ──accepted, revealed or marked by hand──▶ sent ──▶ delivered
 *     ▲                   │
 *     └──release, on proof┘      anything but available ──▶ quarantined ──▶ available, void, expired
 * available, claimed, sent, delivered ──▶ void            available ──▶ expired
 * </pre>
 *
 * A release needs proof that no provider call was begun and nothing was shown; the database refuses
 * it otherwise. Claims and releases are insert-only rows. Counts of a pool are derived from what
 * happened to its cards.
 */
package scrip.giftcard;
