package scrip.drawing;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** One face: which characters it has, how wide they are, and their outlines, in font units. */
final class GlyphFace {

  private final int unitsPerEm;
  private final int capHeight;
  private final int[] characters;
  private final int[] advances;
  private final int[] offsets;
  private final int[] pairs;
  private final short[] kernings;
  private final ByteBuffer outlines;

  GlyphFace(ByteBuffer baked) {
    unitsPerEm = baked.getShort();
    baked.getInt();
    capHeight = baked.getShort();
    int count = baked.getInt();
    characters = new int[count];
    advances = new int[count];
    offsets = new int[count];
    for (int i = 0; i < count; i++) {
      characters[i] = baked.getInt();
      advances[i] = baked.getShort() & 0xFFFF;
      offsets[i] = baked.getInt();
    }
    int kerned = baked.getInt();
    pairs = new int[kerned];
    kernings = new short[kerned];
    for (int i = 0; i < kerned; i++) {
      pairs[i] = baked.getInt();
      kernings[i] = baked.getShort();
    }
    int length = baked.getInt();
    outlines = baked.slice(baked.position(), length);
  }

  int unitsPerEm() {
    return unitsPerEm;
  }

  int capHeight() {
    return capHeight;
  }

  /** The place of a character's glyph; negative if the face has none. */
  int find(int character) {
    return Arrays.binarySearch(characters, character);
  }

  int character(int glyph) {
    return characters[glyph];
  }

  int advance(int glyph) {
    return advances[glyph];
  }

  /** What to add between two characters; 0 for most. */
  int kerning(int left, int right) {
    if (left > 0xFF || right > 0xFF) {
      return 0;
    }
    int found = Arrays.binarySearch(pairs, left << 16 | right);
    return found < 0 ? 0 : kernings[found];
  }

  Outline outline(int glyph) {
    ByteBuffer data = outlines.duplicate().position(offsets[glyph]);
    int contours = number(data);
    int[] ends = new int[contours];
    int[] xs = new int[64];
    int[] ys = new int[64];
    boolean[] on = new boolean[64];
    int points = 0;
    int x = 0;
    int y = 0;
    for (int contour = 0; contour < contours; contour++) {
      ends[contour] = points + number(data);
      if (ends[contour] > xs.length) {
        int room = 2 * ends[contour];
        xs = Arrays.copyOf(xs, room);
        ys = Arrays.copyOf(ys, room);
        on = Arrays.copyOf(on, room);
      }
      for (; points < ends[contour]; points++) {
        int step = number(data);
        on[points] = (step & 1) == 1;
        x += unzigzag(step >>> 1);
        y += unzigzag(number(data));
        xs[points] = x;
        ys[points] = y;
      }
    }
    return new Outline(xs, ys, on, ends);
  }

  private static int unzigzag(int value) {
    return value >>> 1 ^ -(value & 1);
  }

  private static int number(ByteBuffer data) {
    int value = 0;
    int shift = 0;
    int part;
    do {
      part = data.get();
      value |= (part & 0x7F) << shift;
      shift += 7;
    } while (part < 0);
    return value;
  }
}
