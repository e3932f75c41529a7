/**
 * Claims that got stuck, and claims that must be undone.
 *
 * <pre>
 * claimed for 15 min ──call begun, shown, failed, unknown──▶ stays bound: needs_attention
 *         │  │  └──held, throttled, job off or silent, in the air──▶ keeps its card
 *         │  └──waiting, and everything is open──▶ driven forward ──10 min later, still waiting──▶ released
 *         ├──called back by somebody──▶ stays bound: needs_attention
 *         └──suppressed before any call, or no delivery──▶ released
 * </pre>
 *
 * A release moves the delivery to suppressed in its transaction; the database refuses it without
 * proof.
 */
package scrip.rescue;
