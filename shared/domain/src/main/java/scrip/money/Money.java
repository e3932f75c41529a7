package scrip.money;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;

/**
 * An amount in minor units of its currency, with the currency's own exponent: 2500 USD is 25.00,
 * 2500 RWF is 2500.
 *
 * @param amount minor units
 * @param currency ISO 4217 code
 */
public record Money(long amount, String currency) {

  private static final Set<String> SPANISH_WITH_COMMA =
      Set.of("", "ES", "AR", "BO", "CL", "CO", "EC", "PY", "UY", "VE");

  /**
   * How a language writes amounts. Rules of our own: a native program has the locale data of one
   * language, and that data parts digits with spaces that text messages do not have.
   */
  private enum Form {
    ENGLISH(',', '.', true),
    FRENCH(' ', ',', false),
    SPANISH('.', ',', false),
    KINYARWANDA('.', ',', true);

    private final char group;
    private final char point;
    private final boolean currencyFirst;

    Form(char group, char point, boolean currencyFirst) {
      this.group = group;
      this.point = point;
      this.currencyFirst = currencyFirst;
    }

    static Form of(Locale locale) {
      return switch (locale.getLanguage()) {
        case "fr" -> FRENCH;
        case "es" -> SPANISH_WITH_COMMA.contains(locale.getCountry()) ? SPANISH : ENGLISH;
        case "rw" -> KINYARWANDA;
        default -> ENGLISH;
      };
    }
  }

  /**
   * For people: currency code, then the amount with the currency's decimals and thousands set
   * apart.
   */
  public String display() {
    return display(Form.ENGLISH);
  }

  /**
   * The same in somebody's language, in characters that every text message has: {@code USD
   * 1,250.00} in English, {@code 1 250,00 USD} in French, {@code 1.250,00 USD} in Spanish, {@code
   * USD 1.250,00} in Kinyarwanda; in Spanish of North and Central America and of Peru as in
   * English. Languages that are not known are written like English.
   */
  public String display(Locale locale) {
    return display(Form.of(locale));
  }

  private String display(Form form) {
    int digits = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    String plain = BigDecimal.valueOf(amount, digits).toPlainString();
    int point = plain.indexOf('.');
    StringBuilder text = new StringBuilder(plain);
    if (point >= 0) {
      text.setCharAt(point, form.point);
    }
    for (int at = (point < 0 ? plain.length() : point) - 3; at > (amount < 0 ? 1 : 0); at -= 3) {
      text.insert(at, form.group);
    }
    return form.currencyFirst ? currency + " " + text : text + " " + currency;
  }
}
