package scrip.delivery;

import java.util.Map;
import java.util.UUID;

/**
 * One message as a provider is given it. Holds a card in clear: it is never logged or kept.
 *
 * @param attempt goes into the address for callbacks, so that a lost answer can still be matched
 * @param to E.164, or an e-mail address
 */
public record Message(UUID attempt, String to, Content content) {

  /** What it says. */
  public sealed interface Content {

    /** Plain text, as it is. */
    record Text(String body) implements Content {}

    /**
     * A template that the provider has approved.
     *
     * @param contentSid its id there
     * @param variables its variables by their number, filled in
     */
    record Approved(String contentSid, Map<String, String> variables) implements Content {}

    /**
     * A card by e-mail.
     *
     * @param subject of the campaign, its tokens as they are; null for the usual one
     * @param language ISO 639-1
     * @param from the client's name as recipients know it
     * @param colour of the client, as in {@code #00558c}; null for none
     * @param values by the names of {@link MessageTemplate#TOKENS}, filled in
     */
    record Mail(
        String subject, String language, String from, String colour, Map<String, String> values)
        implements Content {}
  }

  @Override
  public String toString() {
    return "message of attempt " + attempt;
  }
}
