package scrip.delivery;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with tokens in braces.
 *
 * @param text such as {@code Hi {first_name}, your code: {code}}
 */
public record MessageTemplate(String text) {

  /** What a message of a card can be filled in with. */
  public static final List<String> TOKENS =
      List.of("first_name", "brand", "value", "code", "number");

  private static final Pattern TOKEN = Pattern.compile("\\{([a-z_]+)}");
  private static final Pattern IN_BRACES = Pattern.compile("\\{[^{}]*}");

  /**
   * What stands in braces without being one of {@link #TOKENS}: it would vanish, or be sent as it
   * is written.
   */
  public List<String> unknown() {
    return IN_BRACES
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .filter(found -> !TOKENS.contains(found.substring(1, found.length() - 1)))
        .distinct()
        .toList();
  }

  /** Whether the message would hold the card. */
  public boolean showsCode() {
    return text.contains("{code}");
  }

  /**
   * Fills the tokens in; a token without a value vanishes, together with a space before it. Values
   * are not templates.
   */
  public String fill(Map<String, String> values) {
    Matcher tokens = TOKEN.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (tokens.find()) {
      String value = values.getOrDefault(tokens.group(1), "");
      tokens.appendReplacement(filled, "");
      if (value.isEmpty() && !filled.isEmpty() && filled.charAt(filled.length() - 1) == ' ') {
        filled.setLength(filled.length() - 1);
      }
      filled.append(value);
    }
    return tokens.appendTail(filled).toString();
  }
}
