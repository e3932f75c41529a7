package scrip.testing.mail;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mail that was accepted.
 *
 * @param from of the envelope
 * @param to of the envelope
 * @param source headers and body as they came, with dots unstuffed
 */
public record ReceivedMail(Instant at, String from, String to, String source) {

  private static final Pattern ENCODED_WORD = Pattern.compile("=\\?UTF-8\\?B\\?([^?]*)\\?=\\s*");
  private static final Pattern TEXT_PART =
      Pattern.compile(
          "Content-Type: text/plain(.*?)\r\n\r\n(.*?)(?=\r\n--|\\z)",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  /** A header, unfolded and with its encoded words read; empty when there is none. */
  public String header(String name) {
    Matcher header =
        Pattern.compile("(?im)^" + Pattern.quote(name) + ": (.*(?:\r\n[ \t].*)*)")
            .matcher(source.substring(0, source.indexOf("\r\n\r\n") + 2));
    return header.find() ? words(header.group(1)) : "";
  }

  /** The text for those who do not see HTML. */
  public String text() {
    Matcher part = TEXT_PART.matcher(source);
    if (!part.find()) {
      return "";
    }
    String text =
        part.group(1).contains("quoted-printable") ? quoted(part.group(2)) : part.group(2);
    return text.replace("\r\n", "\n");
  }

  private static String words(String value) {
    return ENCODED_WORD
        .matcher(value)
        .replaceAll(
            word ->
                Matcher.quoteReplacement(
                    new String(Base64.getDecoder().decode(word.group(1)), StandardCharsets.UTF_8)));
  }

  private static String quoted(String text) {
    String joined = text.replace("=\r\n", "");
    byte[] bytes = new byte[joined.length()];
    int length = 0;
    for (int i = 0; i < joined.length(); i++) {
      if (joined.charAt(i) == '=') {
        bytes[length++] = (byte) Integer.parseInt(joined.substring(i + 1, i + 3), 16);
        i += 2;
      } else {
        bytes[length++] = (byte) joined.charAt(i);
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
