package scrip.function.console.records;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import scrip.http.JsonBody;

/** Reads what is sent about a client. */
final class ClientRequest {

  static final String EXAMPLE =
      "{\"name\":\"Acorn Mail\",\"region\":\"US\",\"language\":\"en\",\"mailName\":\"Acorn Rewards\","
          + "\"mailColour\":\"#00558c\"}";

  private static final List<String> REGIONS = List.of(Locale.getISOCountries());
  private static final List<String> LANGUAGES = List.of("en", "fr", "es", "rw");
  private static final Pattern COLOUR = Pattern.compile("#[0-9a-f]{6}");

  private ClientRequest() {}

  /**
   * What may be sent; the language is English where nothing is said.
   *
   * @param region ISO 3166 code
   * @param language of e-mails, and of amounts in messages
   * @param mailName who e-mails say they are from; null for the name
   * @param mailColour as in {@code #00558c}
   */
  record Form(
      String name,
      String region,
      String language,
      String mailName,
      String mailColour,
      String reason) {}

  static ClientRecord fresh(JsonBody sent, UUID id, Instant now) {
    ClientRecord made = new ClientRecord();
    made.id = id;
    made.createdAt = now;
    made.name = sent.text("name", true, 100);
    made.region = sent.word("region", true, REGIONS);
    String language = sent.word("language", false, LANGUAGES);
    made.language = language == null ? "en" : language;
    made.mailName = sent.text("mailName", false, 100);
    made.mailColour = colour(sent);
    return made;
  }

  /** Changes; what is not sent stays. Name and colour of e-mails can be sent as null. */
  static Edits<ClientRecord> edits(JsonBody sent) {
    Edits<ClientRecord> edits = new Edits<>();
    if (sent.has("name")) {
      edits.add("name", sent.text("name", true, 100), c -> c.name, (c, v) -> c.name = v);
    }
    if (sent.has("region")) {
      edits.add(
          "region", sent.word("region", true, REGIONS), c -> c.region, (c, v) -> c.region = v);
    }
    if (sent.has("language")) {
      edits.add(
          "language",
          sent.word("language", true, LANGUAGES),
          c -> c.language,
          (c, v) -> c.language = v);
    }
    if (sent.has("mailName")) {
      edits.add(
          "mailName", sent.text("mailName", false, 100), c -> c.mailName, (c, v) -> c.mailName = v);
    }
    if (sent.has("mailColour")) {
      edits.add("mailColour", colour(sent), c -> c.mailColour, (c, v) -> c.mailColour = v);
    }
    return edits;
  }

  private static String colour(JsonBody sent) {
    String typed = sent.text("mailColour", false, 20);
    String colour = typed == null ? null : typed.toLowerCase(Locale.ROOT);
    if (colour != null && !COLOUR.matcher(colour).matches()) {
      sent.fault("mailColour", "must be a colour, as in #00558c");
    }
    return colour;
  }
}
