package scrip.glyphs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The outlines of a TrueType font's glyphs, those put together from others included. */
final class TrueTypeOutlines {

  private static final int ON = 1;
  private static final int SHORT_X = 2;
  private static final int SHORT_Y = 4;
  private static final int REPEAT = 8;
  private static final int SAME_X = 16;
  private static final int SAME_Y = 32;

  private static final int WORDS = 1;
  private static final int ONE_SCALE = 8;
  private static final int MORE = 0x20;
  private static final int TWO_SCALES = 0x40;
  private static final int FOUR_SCALES = 0x80;
  private static final int DEEPEST = 5;

  private final ByteBuffer glyf;
  private final ByteBuffer loca;
  private final boolean wide;

  TrueTypeOutlines(Sfnt sfnt) throws IOException {
    this.glyf = sfnt.table("glyf");
    this.loca = sfnt.table("loca");
    this.wide = sfnt.table("head").getShort(50) == 1;
  }

  Outline of(int glyph) {
    return of(glyph, 0);
  }

  private Outline of(int glyph, int depth) {
    int from = location(glyph);
    if (location(glyph + 1) == from || depth > DEEPEST) {
      return Outline.empty();
    }
    int contours = glyf.getShort(from);
    ByteBuffer data = glyf.duplicate().position(from + 10);
    return contours < 0 ? composite(data, depth) : simple(data, contours);
  }

  private int location(int glyph) {
    return wide ? loca.getInt(4 * glyph) : 2 * (loca.getShort(2 * glyph) & 0xFFFF);
  }

  private static Outline simple(ByteBuffer data, int contours) {
    int[] ends = new int[contours];
    for (int i = 0; i < contours; i++) {
      ends[i] = data.getShort() & 0xFFFF;
    }
    int points = contours == 0 ? 0 : ends[contours - 1] + 1;
    data.position(data.position() + 2 + (data.getShort(data.position()) & 0xFFFF));
    int[] flags = new int[points];
    for (int i = 0; i < points; i++) {
      flags[i] = data.get();
      int times = (flags[i] & REPEAT) == 0 ? 0 : data.get() & 0xFF;
      for (int more = 0; more < times; more++, i++) {
        flags[i + 1] = flags[i];
      }
    }
    int[] xs = coordinates(data, flags, SHORT_X, SAME_X);
    int[] ys = coordinates(data, flags, SHORT_Y, SAME_Y);
    List<List<Outline.Point>> shape = new ArrayList<>();
    int point = 0;
    for (int end : ends) {
      List<Outline.Point> contour = new ArrayList<>();
      for (; point <= end; point++) {
        contour.add(new Outline.Point(xs[point], ys[point], (flags[point] & ON) != 0));
      }
      shape.add(contour);
    }
    return new Outline(shape);
  }

  private static int[] coordinates(ByteBuffer data, int[] flags, int small, int same) {
    int[] values = new int[flags.length];
    int value = 0;
    for (int i = 0; i < flags.length; i++) {
      if ((flags[i] & small) != 0) {
        int step = data.get() & 0xFF;
        value += (flags[i] & same) != 0 ? step : -step;
      } else if ((flags[i] & same) == 0) {
        value += data.getShort();
      }
      values[i] = value;
    }
    return values;
  }

  private Outline composite(ByteBuffer data, int depth) {
    List<List<Outline.Point>> shape = new ArrayList<>();
    int flags = MORE;
    while ((flags & MORE) != 0) {
      flags = data.getShort();
      int part = data.getShort() & 0xFFFF;
      boolean words = (flags & WORDS) != 0;
      int dx = words ? data.getShort() : data.get();
      int dy = words ? data.getShort() : data.get();
      shape.addAll(of(part, depth + 1).placed(factors(data, flags), dx, dy).contours());
    }
    return new Outline(shape);
  }

  private static int[] factors(ByteBuffer data, int flags) {
    int one = 1 << 14;
    if ((flags & ONE_SCALE) != 0) {
      int both = data.getShort();
      return new int[] {both, 0, 0, both};
    }
    if ((flags & TWO_SCALES) != 0) {
      return new int[] {data.getShort(), 0, 0, data.getShort()};
    }
    if ((flags & FOUR_SCALES) != 0) {
      return new int[] {data.getShort(), data.getShort(), data.getShort(), data.getShort()};
    }
    return new int[] {one, 0, 0, one};
  }
}
