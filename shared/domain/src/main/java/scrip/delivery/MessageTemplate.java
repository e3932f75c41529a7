package scrip.delivery;

import java.util.ArrayList;
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
      List.of(
          "first_name",
          "last_name",
          "brand",
          "value",
          "code",
          "number",
          "client_name",
          "expires_on");

  private static final int CHARACTERS_AT_MOST = 1600;
  private static final int SEGMENTS_AT_MOST = 10;
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
   * Everything that speaks against keeping it, each as what is wrong and what would be right; empty
   * when nothing does. Whether it must hold the card is for its place to say.
   */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    if (!unknown().isEmpty()) {
      faults.add("has braces around something else than " + String.join(", ", TOKENS));
    }
    String rest = IN_BRACES.matcher(text).replaceAll("");
    if (rest.contains("{") || rest.contains("}")) {
      faults.add("has a brace without its partner; braces stand around tokens only, as in {code}");
    }
    String longest = fill(SampleValues.LONGEST);
    int segments = Segments.of(longest).count();
    if (longest.length() > CHARACTERS_AT_MOST) {
      faults.add(
          "with long names it has "
              + longest.length()
              + " characters; no message takes more than "
              + CHARACTERS_AT_MOST);
    } else if (segments > SEGMENTS_AT_MOST) {
      faults.add(
          "with long names it is cut into "
              + segments
              + " text messages; "
              + SEGMENTS_AT_MOST
              + " are the most");
    }
    return faults;
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
