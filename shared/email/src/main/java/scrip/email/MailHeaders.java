package scrip.email;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** Free text in headers: never more than one line, and every script in encoded words (RFC 2047). */
final class MailHeaders {

  private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

  /** What stands for itself in a subject and in a name alike. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9 '!&%+,./:-]{0,60}");

  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9 '!&%+/-]{0,60}");

  /** With its frame an encoded word may have 75 characters. */
  private static final int BYTES_A_WORD = 45;

  private MailHeaders() {}

  /** The text on one line: no header can be begun in it. */
  static String oneLine(String text, int charactersAtMost) {
    String line = BREAKS.matcher(text).replaceAll(" ").strip();
    return line.codePointCount(0, line.length()) <= charactersAtMost
        ? line
        : line.substring(0, line.offsetByCodePoints(0, charactersAtMost));
  }

  /** A subject, of one line already. */
  static String subject(String line) {
    return PLAIN.matcher(line).matches() ? line : words(line);
  }

  /** A name, of one line already, and the address it goes with. */
  static String mailbox(String name, String address) {
    if (name.isEmpty()) {
      return address;
    }
    return (PLAIN_NAME.matcher(name).matches() ? name : words(name)) + " <" + address + ">";
  }

  private static String words(String line) {
    StringBuilder words = new StringBuilder();
    int from = 0;
    while (from < line.length()) {
      int until = from;
      int bytes = 0;
      while (until < line.length()) {
        int character = line.codePointAt(until);
        bytes += Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > BYTES_A_WORD) {
          break;
        }
        until += Character.charCount(character);
      }
      byte[] word = line.substring(from, until).getBytes(StandardCharsets.UTF_8);
      words
          .append(from == 0 ? "" : "\r\n ")
          .append("=?UTF-8?B?")
          .append(Base64.getEncoder().encodeToString(word))
          .append("?=");
      from = until;
    }
    return words.toString();
  }
}
