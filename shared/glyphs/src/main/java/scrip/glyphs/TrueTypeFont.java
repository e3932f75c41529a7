package scrip.glyphs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a voucher's picture needs of a font: which glyph a character has, its outline, its width.
 */
final class TrueTypeFont {

  private static final int UNICODE_16 = 4;
  private static final int UNICODE_32 = 12;

  private final Sfnt sfnt;
  private final TrueTypeOutlines outlines;
  private final TreeMap<Integer, Integer> glyphs = new TreeMap<>();

  TrueTypeFont(Sfnt sfnt) throws IOException {
    this.sfnt = sfnt;
    this.outlines = new TrueTypeOutlines(sfnt);
    readCharacters(sfnt.table("cmap"));
  }

  int unitsPerEm() throws IOException {
    return sfnt.table("head").getShort(18);
  }

  int ascent() throws IOException {
    return sfnt.table("hhea").getShort(4);
  }

  int descent() throws IOException {
    return sfnt.table("hhea").getShort(6);
  }

  int capHeight() throws IOException {
    return sfnt.table("OS/2").getShort(88);
  }

  /** The glyph of each character that the font has. */
  Map<Integer, Integer> glyphs() {
    return glyphs;
  }

  PairKerning kerning() {
    return new PairKerning(sfnt.tables().get("GPOS"));
  }

  int advance(int glyph) throws IOException {
    int measured = sfnt.table("hhea").getShort(34);
    return sfnt.table("hmtx").getShort(4 * Math.min(glyph, measured - 1)) & 0xFFFF;
  }

  Outline outline(int glyph) {
    return outlines.of(glyph);
  }

  private void readCharacters(ByteBuffer cmap) throws IOException {
    int count = cmap.getShort(2);
    boolean read = false;
    for (int i = 0; i < count; i++) {
      int at = cmap.getInt(4 + 8 * i + 4);
      int format = cmap.getShort(at);
      if (format == UNICODE_16) {
        readRanges(cmap, at);
        read = true;
      } else if (format == UNICODE_32) {
        readGroups(cmap, at);
        read = true;
      }
    }
    if (!read) {
      throw new IOException("no map of characters in a form that is read here");
    }
  }

  private void readRanges(ByteBuffer cmap, int at) {
    int doubled = cmap.getShort(at + 6) & 0xFFFF;
    for (int i = 0; i < doubled; i += 2) {
      int last = cmap.getShort(at + 14 + i) & 0xFFFF;
      int first = cmap.getShort(at + 16 + doubled + i) & 0xFFFF;
      int delta = cmap.getShort(at + 16 + 2 * doubled + i);
      int rangeAt = at + 16 + 3 * doubled + i;
      int range = cmap.getShort(rangeAt) & 0xFFFF;
      for (int c = first; c <= last && c != 0xFFFF; c++) {
        int glyph = range == 0 ? c : cmap.getShort(rangeAt + range + 2 * (c - first)) & 0xFFFF;
        if (range == 0 || glyph != 0) {
          put(c, (glyph + delta) & 0xFFFF);
        }
      }
    }
  }

  private void readGroups(ByteBuffer cmap, int at) {
    int count = cmap.getInt(at + 12);
    for (int i = 0; i < count; i++) {
      int group = at + 16 + 12 * i;
      int first = cmap.getInt(group);
      for (int c = first; c <= cmap.getInt(group + 4); c++) {
        put(c, cmap.getInt(group + 8) + c - first);
      }
    }
  }

  private void put(int character, int glyph) {
    if (glyph != 0) {
      glyphs.putIfAbsent(character, glyph);
    }
  }
}
