package scrip.delivery;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import java.util.Optional;

/**
 * A phone number that can exist, in E.164. Prints itself masked.
 *
 * @param e164 plus sign, country code, number
 */
public record PhoneNumber(String e164) {

  /**
   * Reads what somebody typed.
   *
   * @param region ISO 3166 code of the country whose numbers need no country code
   * @return empty when no number of any country's plan can be read from it
   */
  public static Optional<PhoneNumber> read(String typed, String region) {
    PhoneNumberUtil plans = PhoneNumberUtil.getInstance();
    try {
      var number = plans.parse(typed, region);
      // Possible only within its own town does not do: a message needs the whole number.
      return plans.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE
              && !number.hasExtension()
          ? Optional.of(
              new PhoneNumber(plans.format(number, PhoneNumberUtil.PhoneNumberFormat.E164)))
          : Optional.empty();
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /** Country and last two digits, as its owner will recognise it. */
  public String masked() {
    return Contact.mask(e164);
  }

  @Override
  public String toString() {
    return masked();
  }
}
