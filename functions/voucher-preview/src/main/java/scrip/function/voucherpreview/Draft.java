package scrip.function.voucherpreview;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Currency;
import java.util.UUID;
import java.util.regex.Pattern;
import scrip.http.JsonBody;
import scrip.money.Money;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * A voucher that nobody issued yet, to see how it would look.
 *
 * @param expiresOn the last day
 * @param colour as in {@code #00558c}; null for the client's
 * @param scope the name of the station that would take it; null for any
 */
public record Draft(
    UUID clientId, Money amount, String brand, LocalDate expiresOn, String colour, String scope) {

  private static final int TEXT = 100;
  private static final int ENCODED = 2000;
  private static final Pattern COLOUR = Pattern.compile("#[0-9a-f]{6}");
  private static final Pattern DAY = Pattern.compile("2[01][0-9]{2}-[0-9]{2}-[0-9]{2}");

  /** Reads the members of a draft; faults are the body's to tell. */
  static Draft read(JsonBody body) {
    UUID client = body.uuid("clientId", true);
    String brand = body.text("brand", true, TEXT);
    String colour = body.text("colour", false, 7);
    if (colour != null && !COLOUR.matcher(colour).matches()) {
      body.fault("colour", "must be a colour, as in #00558c");
    }
    String scope = body.text("scope", false, TEXT);
    return new Draft(client, money(body), brand, day(body), colour, scope);
  }

  private static Money money(JsonBody body) {
    JsonBody amount = body.object("amount");
    if (amount == null) {
      body.fault("amount", "is required: minor units and their currency");
      return null;
    }
    Long minor = amount.amount("amount", true, 1, 1_000_000_000_000L);
    String currency = amount.text("currency", true, 3);
    if (currency != null && !isCurrency(currency)) {
      amount.fault("currency", "must be a currency of ISO 4217, as in RWF");
    }
    amount.closed();
    return minor == null || currency == null ? null : new Money(minor, currency);
  }

  private static boolean isCurrency(String code) {
    try {
      return Currency.getInstance(code).getDefaultFractionDigits() >= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static LocalDate day(JsonBody body) {
    String typed = body.text("expiresOn", true, 10);
    if (typed == null) {
      return null;
    }
    try {
      if (DAY.matcher(typed).matches()) {
        return LocalDate.parse(typed);
      }
    } catch (DateTimeParseException e) {
      // The fault below says it.
    }
    body.fault("expiresOn", "must be a day, as in 2026-12-31");
    return null;
  }

  /** In the characters of an address. The same draft gives the same text. */
  String encoded() {
    JsonObject json =
        new JsonObject()
            .put("clientId", clientId.toString())
            .put("amount", JsonObject.of("amount", amount.amount(), "currency", amount.currency()))
            .put("brand", brand)
            .put("expiresOn", expiresOn.toString())
            .put("colour", colour)
            .put("scope", scope);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.toBuffer().getBytes());
  }

  /**
   * Reads what {@link #encoded} made.
   *
   * @throws Refused not-found, for anything else
   */
  static Draft decoded(String text) {
    try {
      JsonBody body = JsonBody.of(Base64.getUrlDecoder().decode(text), ENCODED);
      Draft draft = read(body);
      body.done();
      return draft;
    } catch (IllegalArgumentException | Refused e) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
  }
}
