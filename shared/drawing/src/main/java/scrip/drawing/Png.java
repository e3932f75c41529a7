package scrip.drawing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes a raster as PNG: a palette when 256 colours are enough, else RGB. The same pixels give the
 * same bytes with the same zlib; another zlib may pack the same pixels otherwise, so an ETag goes
 * by the bytes, or by what is drawn together with the version of the program.
 */
final class Png {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** Rows are mostly runs and repeats: higher levels take half as long again for little less. */
  private static final int INDEXED_LEVEL = 1;

  private static final int RGB_LEVEL = 3;

  private Png() {}

  static byte[] of(Raster raster) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 17);
    out.writeBytes(SIGNATURE);
    boolean[] repeats = raster.repeats();
    Palette palette = Palette.of(raster, repeats);
    byte[] header = new byte[13];
    number(header, 0, raster.width());
    number(header, 4, raster.height());
    header[8] = 8;
    header[9] = (byte) (palette == null ? 2 : 3);
    chunk(out, "IHDR", header, header.length);
    byte[] rows;
    if (palette == null) {
      rows = FilteredRows.rgb(raster);
    } else {
      byte[] colours = palette.bytes();
      chunk(out, "PLTE", colours, colours.length);
      rows = FilteredRows.indexed(raster, palette, repeats);
    }
    byte[] packed = packed(rows, palette == null ? RGB_LEVEL : INDEXED_LEVEL);
    chunk(out, "IDAT", packed, packed.length);
    chunk(out, "IEND", new byte[0], 0);
    return out.toByteArray();
  }

  private static byte[] packed(byte[] rows, int level) {
    Deflater deflater = new Deflater(level);
    try {
      deflater.setInput(rows);
      deflater.finish();
      byte[] packed = new byte[1 << 16];
      int length = 0;
      while (!deflater.finished()) {
        if (length == packed.length) {
          packed = Arrays.copyOf(packed, 2 * length);
        }
        length += deflater.deflate(packed, length, packed.length - length);
      }
      return Arrays.copyOf(packed, length);
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data, int length) {
    byte[] frame = new byte[4];
    number(frame, 0, length);
    out.writeBytes(frame);
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    out.writeBytes(name);
    out.write(data, 0, length);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(data, 0, length);
    number(frame, 0, (int) sum.getValue());
    out.writeBytes(frame);
  }

  private static void number(byte[] into, int at, int value) {
    into[at] = (byte) (value >>> 24);
    into[at + 1] = (byte) (value >>> 16);
    into[at + 2] = (byte) (value >>> 8);
    into[at + 3] = (byte) value;
  }
}
