/**
 * Cards that are bought when a pool has none: the port to a supplier, our orders there, and the
 * circuit that all instances share.
 *
 * <pre>
 * ordering ──answered──▶ bought, refused
 *     │
 *     └──answer lost──▶ unknown ──found at the supplier──▶ bought
 * </pre>
 *
 * An order is committed before the supplier is called, and never repeated under another reference
 * while it is open.
 */
package scrip.supplier;
