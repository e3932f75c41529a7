package scrip.money;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * An amount in minor units of its currency, with the currency's own exponent: 2500 USD is 25.00,
 * 2500 RWF is 2500.
 *
 * @param amount minor units
 * @param currency ISO 4217 code
 */
public record Money(long amount, String currency) {

  /**
   * For people: currency code, then the amount with the currency's decimals and thousands set
   * apart.
   */
  public String display() {
    int digits = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    String plain = BigDecimal.valueOf(amount, digits).toPlainString();
    int point = plain.indexOf('.');
    StringBuilder text = new StringBuilder(plain);
    for (int at = (point < 0 ? plain.length() : point) - 3; at > (amount < 0 ? 1 : 0); at -= 3) {
      text.insert(at, ',');
    }
    return currency + " " + text;
  }
}
