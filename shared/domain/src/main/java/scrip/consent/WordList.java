package scrip.consent;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The words that mean one thing.
 *
 * @param key as {@link Meaning#key()} says
 * @param value the words, as they are compared
 */
public record WordList(String key, List<String> value, String changedBy, Instant changedAt) {

  Meaning meaning() {
    return Meaning.valueOf(key.substring(key.indexOf('.') + 1).toUpperCase(Locale.ROOT));
  }
}
