package scrip.delivery;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A phone number that can exist, in E.164. Prints itself masked.
 *
 * @param e164 plus sign, country code, number
 */
public record PhoneNumber(String e164) {

  /** The library takes a number out of any text around it; we do not. */
  private static final Pattern FOREIGN = Pattern.compile("[\\p{L}<>=;'\"]");

  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");

  /**
   * Reads what somebody typed.
   *
   * @param region ISO 3166 code of the country whose numbers need no country code
   * @return empty when no number of any country's plan can be read from it
   */
  public static Optional<PhoneNumber> read(String typed, String region) {
    if (typed == null || FOREIGN.matcher(typed).find()) {
      return Optional.empty();
    }
    PhoneNumberUtil plans = PhoneNumberUtil.getInstance();
    try {
      var number = plans.parse(typed, region);
      // Possible only within its own town does not do: a message needs the whole number.
      if (plans.isPossibleNumberWithReason(number) != ValidationResult.IS_POSSIBLE
          || number.hasExtension()) {
        return Optional.empty();
      }
      // A few plans allow numbers that are shorter or longer than the database keeps.
      return Optional.of(plans.format(number, PhoneNumberUtil.PhoneNumberFormat.E164))
          .filter(text -> E164.matcher(text).matches())
          .map(PhoneNumber::new);
    } catch (NumberParseException e) {
      return Optional.empty();
    }
  }

  /** The first digit and the last two, as its owner will recognise it. */
  public String masked() {
    return Contact.mask(e164);
  }

  @Override
  public String toString() {
    return masked();
  }
}
