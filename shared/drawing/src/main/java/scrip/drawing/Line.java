package scrip.drawing;

import java.util.Arrays;

/** A line of text set in one face and size: glyphs and where each stands. */
final class Line {

  private static final String ELLIPSIS = "…";
  private static final float BOX_WIDTH = 0.66f;

  private final Face face;
  private final float size;
  private final int[] glyphs;
  private final float[] places;
  private final float width;

  private Line(Face face, float size, float tracking, int[] glyphs) {
    this.face = face;
    this.size = size;
    this.glyphs = glyphs;
    this.places = new float[glyphs.length];
    GlyphFace font = face.glyphs();
    float scale = size / font.unitsPerEm();
    float x = 0;
    for (int i = 0; i < glyphs.length; i++) {
      if (i > 0) {
        x += tracking * size + kerning(font, glyphs[i - 1], glyphs[i]) * scale;
      }
      places[i] = x;
      x += glyphs[i] < 0 ? BOX_WIDTH * size : font.advance(glyphs[i]) * scale;
    }
    width = x;
  }

  /**
   * The text at the size given if it fits; else smaller, down to the least size; else cut with an
   * ellipsis. Never wider than the room.
   */
  static Line fit(Type type, String text, float room) {
    Face face = type.face();
    int[] glyphs = Fallback.glyphs(face.glyphs(), text);
    Line line = new Line(face, type.size(), type.tracking(), glyphs);
    if (line.width <= room) {
      return line;
    }
    float smaller = (float) Math.floor(4 * type.size() * room / line.width) / 4;
    line = new Line(face, Math.max(type.least(), smaller), type.tracking(), glyphs);
    int[] dots = Fallback.glyphs(face.glyphs(), ELLIPSIS);
    int most = line.begunWithin(room);
    for (int kept = most; line.width > room && kept >= 0; kept--) {
      int[] cut = Arrays.copyOf(glyphs, kept + dots.length);
      System.arraycopy(dots, 0, cut, kept, dots.length);
      line = new Line(face, type.least(), type.tracking(), cut);
    }
    return line.width > room ? new Line(face, type.least(), 0, new int[0]) : line;
  }

  /** How many glyphs begin within the room, all but one at most: what is cut gives way to dots. */
  private int begunWithin(float room) {
    int count = 0;
    while (count < glyphs.length - 1 && places[count] <= room) {
      count++;
    }
    return count;
  }

  /** How wide the text is at its full size. */
  static float measure(Type type, String text) {
    int[] glyphs = Fallback.glyphs(type.face().glyphs(), text);
    return new Line(type.face(), type.size(), type.tracking(), glyphs).width;
  }

  private static int kerning(GlyphFace font, int left, int right) {
    return left < 0 || right < 0 ? 0 : font.kerning(font.character(left), font.character(right));
  }

  /** Pixels from the origin of the first glyph to where a next one would stand. */
  float width() {
    return width;
  }

  /** Pixels from the baseline up to the top of capitals. */
  float capHeight() {
    return size * face.glyphs().capHeight() / face.glyphs().unitsPerEm();
  }

  float size() {
    return size;
  }

  void draw(Raster raster, float x, float baseline, int colour) {
    int base = Math.round(baseline);
    int sizeInQuarters = Math.round(size * 4);
    for (int i = 0; i < glyphs.length; i++) {
      int quarters = (int) Math.floor((x + places[i]) * 4 + 0.5f);
      int left = Math.floorDiv(quarters, 4);
      if (glyphs[i] < 0) {
        box(raster, left, base, colour);
      } else {
        Mask mask = Glyphs.mask(face, glyphs[i], sizeInQuarters, Math.floorMod(quarters, 4));
        raster.paint(mask, left, base, colour);
      }
    }
  }

  /** The same, turned about the point given by the slope whose cosine and sine are given. */
  void drawTurned(Raster raster, float x, float y, float cosine, float sine, int colour) {
    GlyphFace font = face.glyphs();
    float scale = size / font.unitsPerEm();
    for (int i = 0; i < glyphs.length; i++) {
      float dx = x + places[i] * cosine;
      float dy = y - places[i] * sine;
      if (glyphs[i] >= 0) {
        Turn turn = new Turn(scale * cosine, scale * sine, dx, dy);
        raster.paint(font.outline(glyphs[i]).mask(turn), 0, 0, colour);
      }
    }
  }

  private void box(Raster raster, int left, int base, int colour) {
    int stroke = Math.max(1, Math.round(size / 14));
    int high = Math.round(capHeight());
    int side = Math.round(size * BOX_WIDTH * 0.12f);
    int wide = Math.round(size * BOX_WIDTH) - 2 * side;
    int x = left + side;
    raster.fill(x, base - high, wide, stroke, colour);
    raster.fill(x, base - stroke, wide, stroke, colour);
    raster.fill(x, base - high, stroke, high, colour);
    raster.fill(x + wide - stroke, base - high, stroke, high, colour);
  }
}
