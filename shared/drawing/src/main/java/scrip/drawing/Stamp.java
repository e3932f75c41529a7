package scrip.drawing;

/**
 * What is written across a voucher that can be used no more, or never could.
 *
 * @param word one word, "REDEEMED"
 * @param detail when or why in a few words, or null
 */
public record Stamp(String word, String detail) {}
