package scrip.imports;

import java.io.InputStream;
import java.util.function.IntFunction;

/** The parts of a file as one stream; one part is held at a time. */
final class PartsStream extends InputStream {

  private final int parts;
  private final IntFunction<byte[]> open;
  private byte[] part = {};
  private int at;
  private int number;
  private long before;

  /**
   * @param open gives the bytes of the part with that number, the first of which is 1
   */
  PartsStream(int parts, IntFunction<byte[]> open) {
    this.parts = parts;
    this.open = open;
  }

  /** How many bytes were taken out so far. */
  long taken() {
    return before + at;
  }

  @Override
  public int read() {
    return hasMore() ? part[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (!hasMore()) {
      return -1;
    }
    int count = Math.min(length, part.length - at);
    System.arraycopy(part, at, into, offset, count);
    at += count;
    return count;
  }

  private boolean hasMore() {
    while (at == part.length && number < parts) {
      before += part.length;
      at = 0;
      part = new byte[0];
      number++;
      part = open.apply(number);
    }
    return at < part.length;
  }
}
