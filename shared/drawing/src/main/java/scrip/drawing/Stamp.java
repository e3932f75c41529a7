package scrip.drawing;

/**
 * What goes across the picture of a voucher that cannot be used.
 *
 * @param word the one word that says why, in capitals
 * @param detail when or where, or null
 * @param over whether the voucher is over, which takes the colour out of its picture; a sample
 *     keeps it, as it is looked at to see what the voucher will be like
 */
public record Stamp(String word, String detail, boolean over) {

  /** Of a voucher that is over. */
  public Stamp(String word, String detail) {
    this(word, detail, true);
  }

  /** Of a picture that is not, or shows not all of, a voucher. */
  public static Stamp sample(String word) {
    return new Stamp(word, null, false);
  }
}
