package scrip.imports;

import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;

/**
 * Remembers what it gave since the line that a parser is at, so that the parser can give up on that
 * line and begin again at the next one.
 */
final class LinesReader extends Reader {

  private static final int STEP = 1 << 13;
  private static final int SHOWN_AT_MOST = 1 << 16;

  private final Reader in;
  private char[] kept = new char[4 * STEP];
  private int length;
  private int at;
  private long firstLine = 1;
  private long needed = 1;
  private boolean ended;

  LinesReader(Reader in) {
    this.in = in;
  }

  @Override
  public int read(char[] into, int offset, int atMost) throws IOException {
    if (at == length && !more()) {
      return -1;
    }
    int count = Math.min(atMost, length - at);
    System.arraycopy(kept, at, into, offset, count);
    at += count;
    return count;
  }

  /** Says that lines before this one will not be asked for again. */
  void needFrom(long line) {
    needed = line;
  }

  private void forget() {
    int from = 0;
    while (firstLine < needed) {
      int next = next(from);
      if (next < 0 || next > at) {
        break;
      }
      from = next;
      firstLine++;
    }
    drop(from);
  }

  private void drop(int count) {
    System.arraycopy(kept, count, kept, 0, length - count);
    length -= count;
    at -= count;
  }

  /** The text of the first line that is needed, without its end; cut when it is very long. */
  String neededLine() throws IOException {
    forget();
    int end = next(0);
    while (end < 0 && !ended && length < SHOWN_AT_MOST) {
      more();
      end = next(0);
    }
    int to = end < 0 ? length : end;
    while (to > 0 && (kept[to - 1] == '\n' || kept[to - 1] == '\r')) {
      to--;
    }
    return new String(kept, 0, Math.min(to, SHOWN_AT_MOST));
  }

  /** How many quotes were read since the beginning of the first line that is needed. */
  long quotes() {
    forget();
    return java.nio.CharBuffer.wrap(kept, 0, length).chars().filter(c -> c == '"').count();
  }

  /** Goes back to the beginning of the line after the first one that is needed. */
  void skipNeededLine() throws IOException {
    forget();
    int next = next(0);
    while (next < 0 && !ended) {
      // A line that does not end: what is behind its beginning is not needed any more.
      length = 0;
      at = 0;
      more();
      next = next(0);
    }
    at = next < 0 ? length : next;
    firstLine++;
    needed = firstLine;
    drop(at);
  }

  private boolean more() throws IOException {
    forget();
    if (length + STEP > kept.length) {
      kept = Arrays.copyOf(kept, 2 * kept.length);
    }
    int read = in.read(kept, length, STEP);
    ended = read < 0;
    length += Math.max(0, read);
    // The end of a line must not be cut in two.
    if (read > 0 && kept[length - 1] == '\r') {
      int one = in.read(kept, length, 1);
      ended = one < 0;
      length += Math.max(0, one);
    }
    return read > 0;
  }

  /** Where the line after the one at this place begins; negative when its end was not read yet. */
  private int next(int from) {
    for (int i = from; i < length; i++) {
      if (kept[i] == '\n') {
        return i + 1;
      }
      if (kept[i] == '\r') {
        return i + 1 < length && kept[i + 1] == '\n' ? i + 2 : i + 1;
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
