package scrip.money;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.DecimalFormatSymbols;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | 123456789 | USD | USD 1,234,567.89",
        "en-RW | 2500 | RWF | RWF 2,500",
        "fr | 123456789 | USD | 1 234 567,89 USD",
        "fr-RW | 2500 | RWF | 2 500 RWF",
        "fr | 2500 | JOD | 2,500 JOD",
        "fr | -5 | USD | -0,05 USD",
        "es | 123456789 | USD | 1.234.567,89 USD",
        "es-ES | 2500 | EUR | 25,00 EUR",
        "es-AR | 250000 | ARS | 2.500,00 ARS",
        "es-US | 123456789 | USD | USD 1,234,567.89",
        "es-MX | 250000 | MXN | MXN 2,500.00",
        "es | 2500000 | BHD | 2.500,000 BHD",
        "rw | 2500 | RWF | RWF 2.500",
        "rw-RW | 125000 | USD | USD 1.250,00",
        "rw | -100000 | RWF | RWF -100.000",
        "ar-EG | 125000 | USD | USD 1,250.00",
        "und | 125000 | USD | USD 1,250.00"
      })
  void amounts_are_shown_as_a_language_writes_them(
      String locale, long amount, String currency, String shown) {
    assertEquals(shown, new Money(amount, currency).display(Locale.forLanguageTag(locale)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "en-US", "en-GB", "en-RW", "fr-FR", "fr-RW", "fr-CA", "fr-BE", "rw-RW", "es-ES", "es-AR",
            "es-BO", "es-CL", "es-CO",
        "es-EC", "es-PY", "es-UY", "es-VE", "es-US", "es-MX", "es-PR", "es-GT", "es-HN", "es-NI",
            "es-PA", "es-DO", "es-PE"
      })
  void separators_are_those_of_the_common_locale_data(String tag) {
    Locale locale = Locale.forLanguageTag(tag);
    DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(locale);
    char group =
        Character.isSpaceChar(symbols.getGroupingSeparator())
            ? ' '
            : symbols.getGroupingSeparator();

    String shown = new Money(123456789, "USD").display(locale);

    assertEquals(
        "1" + group + "234" + group + "567" + symbols.getDecimalSeparator() + "89",
        shown.replaceAll("^USD | USD$", ""));
  }

  @Test
  void no_amount_takes_a_text_message_to_another_alphabet() {
    for (String language : new String[] {"en", "fr", "es", "rw"}) {
      String shown = new Money(-123456789, "USD").display(Locale.forLanguageTag(language));

      assertTrue(shown.matches("[ -~]+"), shown);
    }
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
