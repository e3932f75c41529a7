package scrip.delivery;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import scrip.money.Money;

/** What templates are filled in with where there is no card and nobody to send it to. */
public final class SampleValues {

  /** As long as names and codes become: by these, lengths are judged before anything is sent. */
  static final Map<String, String> LONGEST =
      Map.of(
          "first_name", "n".repeat(25),
          "last_name", "n".repeat(30),
          "brand", "n".repeat(40),
          "value", "USD 1,000,000.00",
          "code", "0".repeat(40),
          "number", "0".repeat(32),
          "client_name", "n".repeat(40),
          "expires_on", "2030-12-31");

  private static final Map<String, String> USUAL =
      Map.of(
          "first_name", "Ada",
          "last_name", "Sample",
          "brand", "Sample Brand",
          "code", "XXXX-SAMPLE",
          "number", "0000-SAMPLE",
          "client_name", "Sample Client",
          "expires_on", "2030-12-31");

  private static final Money VALUE = new Money(2500, "USD");

  private SampleValues() {}

  /**
   * Values of a usual length for every token. No card has this code.
   *
   * @param brand null for a sample, like the value and the client's name
   */
  public static Map<String, String> of(
      String brand, Money value, String clientName, Locale locale) {
    Map<String, String> values = known(brand, value, clientName, locale, USUAL);
    values.computeIfAbsent("value", token -> VALUE.display(locale));
    return values;
  }

  /** The longest plausible ones, apart from what is known. */
  public static Map<String, String> longest(
      String brand, Money value, String clientName, Locale locale) {
    return known(brand, value, clientName, locale, LONGEST);
  }

  private static Map<String, String> known(
      String brand, Money value, String clientName, Locale locale, Map<String, String> otherwise) {
    Map<String, String> values = new HashMap<>(otherwise);
    if (brand != null) {
      values.put("brand", brand);
    }
    if (value != null) {
      values.put("value", value.display(locale));
    }
    if (clientName != null) {
      values.put("client_name", clientName);
    }
    return values;
  }
}
