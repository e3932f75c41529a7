package scrip.delivery;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How a text goes through a mobile network, by the default alphabet of 3GPP TS 23.038 and its
 * extension table: one message when it is short, else parts, each of which is paid for.
 *
 * @param units septets in GSM-7, 16-bit units in UCS-2
 * @param count parts it is cut into; 0 for an empty text
 * @param forcing what GSM-7 does not have, each character once, in the order of the text: any one
 *     of them takes the whole text to UCS-2
 */
public record Segments(Encoding encoding, int units, int count, List<String> forcing) {

  private static final String BASIC =
      "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
          + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

  /** Each goes as an escape and a septet. */
  private static final String EXTENSION = "\f^{}\\[~]|€";

  /** How characters become bits. */
  public enum Encoding {
    GSM_7("GSM-7", 160, 153),
    UCS_2("UCS-2", 70, 67);

    private final String word;
    private final int alone;
    private final int inParts;

    Encoding(String word, int alone, int inParts) {
      this.word = word;
      this.alone = alone;
      this.inParts = inParts;
    }

    /** Its name in the specification. */
    public String word() {
      return word;
    }
  }

  /** Counts those of a text. */
  public static Segments of(String text) {
    List<String> forcing =
        text.codePoints()
            .filter(c -> BASIC.indexOf(c) < 0 && EXTENSION.indexOf(c) < 0)
            .distinct()
            .mapToObj(Character::toString)
            .toList();
    Encoding encoding = forcing.isEmpty() ? Encoding.GSM_7 : Encoding.UCS_2;
    int[] sizes =
        text.codePoints()
            .map(
                c ->
                    encoding == Encoding.UCS_2
                        ? Character.charCount(c)
                        : EXTENSION.indexOf(c) < 0 ? 1 : 2)
            .toArray();
    int units = IntStream.of(sizes).sum();
    int count = units <= encoding.alone ? Math.min(1, units) : parts(sizes, encoding.inParts);
    return new Segments(encoding, units, count, forcing);
  }

  /** A character of two units stands in one part with both, so a part may go short of one. */
  private static int parts(int[] sizes, int room) {
    int parts = 1;
    int used = 0;
    for (int size : sizes) {
      if (used + size > room) {
        parts++;
        used = 0;
      }
      used += size;
    }
    return parts;
  }
}
