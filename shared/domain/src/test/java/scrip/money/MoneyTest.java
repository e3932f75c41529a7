package scrip.money;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2500 | USD | USD 25.00",
        "0 | USD | USD 0.00",
        "5 | USD | USD 0.05",
        "99999 | USD | USD 999.99",
        "100000 | USD | USD 1,000.00",
        "123456789 | USD | USD 1,234,567.89",
        "2500 | RWF | RWF 2,500",
        "999 | RWF | RWF 999",
        "1000000 | RWF | RWF 1,000,000",
        "2500 | JPY | JPY 2,500",
        "2500 | KWD | KWD 2.500",
        "1234567 | KWD | KWD 1,234.567",
        "-5 | USD | USD -0.05",
        "-99999 | USD | USD -999.99",
        "-100000 | USD | USD -1,000.00",
        "-999 | RWF | RWF -999",
        "-1000 | RWF | RWF -1,000",
        "-123456 | RWF | RWF -123,456"
      })
  void amounts_are_shown_with_the_decimals_of_their_currency(
      long amount, String currency, String shown) {
    assertEquals(shown, new Money(amount, currency).display());
  }

  @Test
  void the_largest_and_the_smallest_amounts_are_shown_exactly() {
    assertEquals("USD 92,233,720,368,547,758.07", new Money(Long.MAX_VALUE, "USD").display());
    assertEquals("USD -92,233,720,368,547,758.08", new Money(Long.MIN_VALUE, "USD").display());
    assertEquals("JPY 9,223,372,036,854,775,807", new Money(Long.MAX_VALUE, "JPY").display());
  }

  @Test
  void the_language_of_the_machine_changes_nothing() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));

      assertEquals("USD 1,234.50", new Money(123450, "USD").display());
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void a_currency_that_does_not_exist_is_an_error_and_not_a_guess() {
    Money money = new Money(1, "ZZZ");

    assertThrows(IllegalArgumentException.class, money::display);
  }
}
