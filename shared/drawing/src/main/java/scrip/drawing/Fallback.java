package scrip.drawing;

import java.text.Normalizer;
import java.util.Arrays;

/** Turns a text into glyphs of a face, and what the face lacks into something that can be read. */
final class Fallback {

  /** Stands for a character that can be shown in no other way: a hollow box. */
  static final int BOX = -1;

  private static final int LONGEST = 2_000;

  private Fallback() {}

  /**
   * The glyphs of a text in order. A character that the face lacks gives way to those it is made of
   * (ǻ to å, ﬁ to fi), then to a box; marks that have nothing to stand on are left out, and what
   * breaks a line is a space.
   */
  static int[] glyphs(GlyphFace face, String text) {
    String whole = Normalizer.normalize(text.strip(), Normalizer.Form.NFC);
    int[] glyphs = new int[Math.min(LONGEST, 4 * whole.length())];
    int count = 0;
    int[] characters = whole.codePoints().limit(LONGEST).toArray();
    for (int character : characters) {
      for (int glyph : of(face, character)) {
        if (count < glyphs.length) {
          glyphs[count++] = glyph;
        }
      }
    }
    return Arrays.copyOf(glyphs, count);
  }

  private static int[] of(GlyphFace face, int character) {
    if (Character.isWhitespace(character) || Character.isSpaceChar(character)) {
      return new int[] {face.find(' ')};
    }
    int glyph = face.find(character);
    if (glyph >= 0) {
      return new int[] {glyph};
    }
    if (invisible(character)) {
      return new int[0];
    }
    String parts = Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKD);
    int[] found =
        parts
            .codePoints()
            .filter(part -> !invisible(part))
            .map(part -> Math.max(BOX, face.find(part)))
            .toArray();
    boolean shown = found.length > 0 && Arrays.stream(found).allMatch(part -> part >= 0);
    return shown ? found : new int[] {BOX};
  }

  private static boolean invisible(int character) {
    return switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.FORMAT,
          Character.CONTROL ->
          true;
      default -> false;
    };
  }
}
