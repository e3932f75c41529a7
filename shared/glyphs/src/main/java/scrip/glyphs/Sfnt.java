package scrip.glyphs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The tables of a TrueType font, plain or packed as WOFF 1. */
record Sfnt(Map<String, ByteBuffer> tables) {

  private static final int WOFF = 0x774F4646;
  private static final int TRUE_TYPE = 0x00010000;

  /** IOException if the class path has no such file or it is no TrueType font. */
  static Sfnt onClassPath(String path) throws IOException {
    try (InputStream in = Sfnt.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IOException("no font at " + path);
      }
      return of(in.readAllBytes());
    } catch (DataFormatException e) {
      throw new IOException("cannot unpack " + path, e);
    }
  }

  private static Sfnt of(byte[] bytes) throws IOException, DataFormatException {
    ByteBuffer font = ByteBuffer.wrap(bytes);
    Map<String, ByteBuffer> tables = new HashMap<>();
    boolean packed = font.getInt(0) == WOFF;
    if (font.getInt(packed ? 4 : 0) != TRUE_TYPE) {
      throw new IOException("not TrueType outlines");
    }
    int count = font.getShort(packed ? 12 : 4);
    for (int i = 0; i < count; i++) {
      int entry = packed ? 44 + 20 * i : 12 + 16 * i;
      String tag = new String(bytes, entry, 4, StandardCharsets.US_ASCII);
      int offset = font.getInt(entry + (packed ? 4 : 8));
      int length = font.getInt(entry + (packed ? 8 : 12));
      int whole = packed ? font.getInt(entry + 12) : length;
      tables.put(tag, table(font, offset, length, whole));
    }
    return new Sfnt(tables);
  }

  private static ByteBuffer table(ByteBuffer font, int offset, int length, int whole)
      throws DataFormatException {
    if (length == whole) {
      return font.slice(offset, length);
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(font.slice(offset, length));
      byte[] table = new byte[whole];
      int got = inflater.inflate(table);
      if (got != whole) {
        throw new DataFormatException("a table ends early");
      }
      return ByteBuffer.wrap(table);
    } finally {
      inflater.end();
    }
  }

  ByteBuffer table(String tag) throws IOException {
    ByteBuffer table = tables.get(tag);
    if (table == null) {
      throw new IOException("the font has no table " + tag);
    }
    return table;
  }
}
