package scrip.voucher;

import java.util.Locale;

/**
 * How a client's vouchers look.
 *
 * @param sender who they say they are from
 * @param colour as in {@code #00558c}; null for the usual one
 * @param language en, fr, es or rw
 * @param region ISO 3166 code; amounts are written as there
 * @param logo null when there is none
 */
public record ClientLook(
    String sender, String colour, String language, String region, ClientLogo logo) {

  public Locale locale() {
    return new Locale.Builder().setLanguage(language).setRegion(region).build();
  }
}
