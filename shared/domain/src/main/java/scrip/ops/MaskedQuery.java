package scrip.ops;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a statement without its values: what it does, and not about whom. */
final class MaskedQuery {

  static final int LENGTH = 500;

  // Read from left to right; what is cut off before its end is masked to the end. Quoted names
  // stay.
  private static final Pattern PARTS =
      Pattern.compile(
          """
          (?<name>"(?:[^"]|"")*(?:"|$))
          |(?<![\\w$])[eE]'(?:[^'\\\\]|''|\\\\.)*+(?:'|\\\\?$)
          |'(?:[^']|'')*+(?:'|$)
          |\\$\\$.*?(?:\\$\\$|$)
          |\\$(?<tag>[A-Za-z_]\\w*)\\$.*?(?:\\$\\k<tag>\\$|$)
          |--[^\\n]*
          |/\\*.*?(?:\\*/|$)
          |(?<![\\w$])\\d[\\w.]*
          """,
          Pattern.DOTALL | Pattern.COMMENTS);

  private MaskedQuery() {}

  static String of(String query) {
    if (query == null) {
      return null;
    }
    String masked =
        PARTS
            .matcher(query)
            .replaceAll(
                part ->
                    Matcher.quoteReplacement(part.group().startsWith("\"") ? part.group() : "?"));
    String text = masked.replaceAll("\\s+", " ").strip();
    return text.length() > LENGTH ? text.substring(0, LENGTH) + "…" : text;
  }
}
