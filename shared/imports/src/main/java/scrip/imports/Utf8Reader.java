package scrip.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads UTF-8 strictly and goes on behind what is none: see {@link Utf8}. Drops a leading BOM. */
final class Utf8Reader extends Reader {

  private static final char BOM = '\uFEFF';

  private final InputStream in;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 15).flip();
  private final CharBuffer chars = CharBuffer.allocate(1 << 15).flip();
  private boolean begun;
  private boolean ended;
  private boolean anyWrong;

  Utf8Reader(InputStream in) {
    this.in = in;
  }

  /** Whether anything so far was no UTF-8. */
  boolean anyWrong() {
    return anyWrong;
  }

  @Override
  public int read(char[] into, int offset, int length) throws IOException {
    while (!chars.hasRemaining()) {
      if (ended && !bytes.hasRemaining()) {
        return -1;
      }
      decode();
    }
    int count = Math.min(length, chars.remaining());
    chars.get(into, offset, count);
    return count;
  }

  private void decode() throws IOException {
    if (!ended) {
      bytes.compact();
      int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
      ended = read < 0;
      bytes.position(bytes.position() + Math.max(0, read));
      bytes.flip();
    }
    chars.clear();
    CoderResult result = decoder.decode(bytes, chars, ended);
    if (result.isError()) {
      anyWrong = true;
      for (int i = 0; i < result.length() && chars.hasRemaining(); i++) {
        chars.put(Utf8.escaped(bytes.get()));
      }
      decoder.reset();
    }
    chars.flip();
    if (!begun && chars.hasRemaining()) {
      begun = true;
      if (chars.get(0) == BOM) {
        chars.get();
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
