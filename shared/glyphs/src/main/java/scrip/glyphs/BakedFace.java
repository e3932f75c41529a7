package scrip.glyphs;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/** One face of the atlas: measures, then characters, then pairs, then outlines; all big-endian. */
final class BakedFace {

  /** Letters, digits and marks of Western Europe: pairs of others are too rare to carry. */
  private static final int LAST_KERNED = 0xFF;

  /** Pairs that would move by less than this part of an em are left out. */
  private static final int LEAST_KERNING = 200;

  private record Baked(int advance, byte[] outline) {}

  private final int[] measures;
  private final TreeMap<Integer, Baked> glyphs = new TreeMap<>();
  private final TreeMap<Integer, Integer> pairs = new TreeMap<>();

  private BakedFace(int... measures) {
    this.measures = measures;
  }

  /** Only the characters wanted; one that several parts have is taken from the first. */
  static BakedFace of(List<TrueTypeFont> parts, IntPredicate wanted) throws IOException {
    TrueTypeFont main = parts.get(0);
    BakedFace face =
        new BakedFace(main.unitsPerEm(), main.ascent(), main.descent(), main.capHeight());
    for (TrueTypeFont part : parts) {
      for (Map.Entry<Integer, Integer> entry : part.glyphs().entrySet()) {
        int character = entry.getKey();
        int glyph = entry.getValue();
        if (wanted.test(character) && !face.glyphs.containsKey(character)) {
          byte[] outline = part.outline(glyph).bytes();
          face.glyphs.put(character, new Baked(part.advance(glyph), outline));
        }
      }
    }
    face.kern(main);
    return face;
  }

  private void kern(TrueTypeFont font) throws IOException {
    PairKerning kerning = font.kerning();
    int least = font.unitsPerEm() / LEAST_KERNING;
    Map<Integer, Integer> kerned = new TreeMap<>(font.glyphs());
    kerned.keySet().removeIf(c -> c > LAST_KERNED || !glyphs.containsKey(c));
    kerned.forEach(
        (left, leftGlyph) ->
            kerned.forEach(
                (right, rightGlyph) -> {
                  int value = kerning.between(leftGlyph, rightGlyph);
                  if (Math.abs(value) >= least) {
                    pairs.put(left << 16 | right, value);
                  }
                }));
  }

  byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (int measure : measures) {
      out.writeShort(measure);
    }
    out.writeInt(glyphs.size());
    int offset = 0;
    for (Map.Entry<Integer, Baked> glyph : glyphs.entrySet()) {
      out.writeInt(glyph.getKey());
      out.writeShort(glyph.getValue().advance());
      out.writeInt(offset);
      offset += glyph.getValue().outline().length;
    }
    out.writeInt(pairs.size());
    for (Map.Entry<Integer, Integer> pair : pairs.entrySet()) {
      out.writeInt(pair.getKey());
      out.writeShort(pair.getValue());
    }
    out.writeInt(offset);
    for (Baked glyph : glyphs.values()) {
      out.write(glyph.outline());
    }
    return bytes.toByteArray();
  }
}
