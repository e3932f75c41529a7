package scrip.imports;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Bytes that are no UTF-8, carried through texts: each becomes a low surrogate on its own, which no
 * UTF-8 gives, so that only its row is refused and the row comes back byte for byte.
 */
final class Utf8 {

  private Utf8() {}

  static char escaped(byte wrong) {
    return (char) (0xDC00 | wrong & 0xFF);
  }

  static boolean hasEscaped(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isEscaped(text, i)) {
        return true;
      }
    }
    return false;
  }

  /** The bytes that the text was read from. */
  static byte[] bytes(String text) {
    if (!hasEscaped(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 16);
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (isEscaped(text, i)) {
        bytes.writeBytes(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
        bytes.write(text.charAt(i));
        from = i + 1;
      }
    }
    bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
    return bytes.toByteArray();
  }

  private static boolean isEscaped(String text, int at) {
    return Character.isLowSurrogate(text.charAt(at))
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }
}
