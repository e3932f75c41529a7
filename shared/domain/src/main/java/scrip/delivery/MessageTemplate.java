package scrip.delivery;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with tokens in braces.
 *
 * @param text such as {@code Hi {first_name}, your code: {code}}
 */
public record MessageTemplate(String text) {

  private static final Pattern TOKEN = Pattern.compile("\\{([a-z_]+)}");

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
