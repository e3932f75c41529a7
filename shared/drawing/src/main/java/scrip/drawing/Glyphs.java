package scrip.drawing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Glyphs as masks, kept for the next picture: most pictures write the same labels in the same
 * sizes. Sizes come in quarters of a pixel and places in quarters, so that there are few.
 */
final class Glyphs {

  /** More than a hundred pictures of different texts need. */
  private static final int BYTES_AT_MOST = 12_000_000;

  private static final Map<Long, Mask> KEPT = new ConcurrentHashMap<>();
  private static final AtomicInteger BYTES = new AtomicInteger();

  private Glyphs() {}

  /** The glyph with its origin at a whole pixel and the quarters given to the right of it. */
  static Mask mask(Face face, int glyph, int sizeInQuarters, int quarters) {
    long key =
        ((long) face.ordinal() << 48) + ((long) glyph << 32) + sizeInQuarters * 4L + quarters;
    Mask kept = KEPT.get(key);
    if (kept != null) {
      return kept;
    }
    GlyphFace glyphs = face.glyphs();
    float scale = sizeInQuarters / 4f / glyphs.unitsPerEm();
    Mask mask = glyphs.outline(glyph).mask(new Turn(scale, 0, quarters / 4f, 0));
    if (BYTES.addAndGet(mask.cover().length) > BYTES_AT_MOST) {
      KEPT.clear();
      BYTES.set(mask.cover().length);
    }
    KEPT.put(key, mask);
    return mask;
  }
}
