package scrip.tango;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import scrip.money.Money;
import scrip.supplier.CardSupplier.Bought;

/** What Tango's JSON means. */
final class TangoAnswers {

  /**
   * A PIN alone does not tell cards apart; what tells them apart has at least so many characters.
   */
  private static final int TELLS_APART = 8;

  private static final List<String> CODES =
      List.of("cardCode", "cardNumber", "barcodeNumber", "redemptionUrl", "bypassUrl");

  private TangoAnswers() {}

  private record Credential(String type, String label, String kind, String value) {

    boolean isDate() {
      return "date".equals(kind);
    }

    boolean isPicture() {
      return "barcode".equals(kind) || type.equals("barcodeUrl");
    }

    int rank() {
      int at = CODES.indexOf(type);
      return (value.length() >= TELLS_APART ? 0 : 100) + (at < 0 ? CODES.size() : at);
    }
  }

  /**
   * The card of an order; empty when the order has none yet. The code is the credential that tells
   * cards apart; all others (PINs among them) become the number.
   */
  static Optional<Bought> card(JsonObject order) {
    JsonObject reward = order.getJsonObject("reward");
    if (reward == null || order.getString("referenceOrderID") == null) {
      return Optional.empty();
    }
    List<Credential> all = credentials(reward);
    List<Credential> secrets =
        all.stream()
            .filter(c -> !c.isDate() && !c.isPicture() && !c.value().isBlank())
            .sorted(Comparator.comparingInt(Credential::rank))
            .toList();
    if (secrets.isEmpty()) {
      return Optional.empty();
    }
    String number =
        secrets.stream().skip(1).map(Credential::value).collect(Collectors.joining(" "));
    return Optional.of(
        new Bought(
            order.getString("referenceOrderID"),
            secrets.get(0).value(),
            number.isEmpty() ? null : number,
            expiry(all)));
  }

  /**
   * Whether an order is for what we ordered: Tango answers a known reference with what it knows.
   */
  static boolean isFor(JsonObject order, String reference, String item, Money value) {
    JsonObject denomination = order.getJsonObject("denomination", new JsonObject());
    Number amount = denomination.getNumber("value");
    return reference.equals(order.getString("externalRefID"))
        && item.equals(order.getString("utid"))
        && (amount == null || major(value).compareTo(decimal(amount)) == 0)
        && value.currency().equals(denomination.getString("currencyCode", value.currency()));
  }

  /** An amount as Tango writes it: major units. */
  static BigDecimal major(Money value) {
    return BigDecimal.valueOf(value.amount(), digits(value.currency()));
  }

  static Money minor(Number amount, String currency) {
    return new Money(decimal(amount).movePointRight(digits(currency)).longValue(), currency);
  }

  static BigDecimal decimal(Number amount) {
    return new BigDecimal(amount.toString());
  }

  /** What Tango says about a refusal: its own texts and codes, never what we sent. */
  static String refusal(int status, JsonObject body) {
    JsonArray errors = body == null ? null : body.getJsonArray("errors");
    String texts =
        errors == null
            ? ""
            : errors.stream()
                .filter(JsonObject.class::isInstance)
                .map(e -> ((JsonObject) e).getString("message", ""))
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining("; "));
    return "Tango answered " + status + (texts.isEmpty() ? "" : ": " + texts);
  }

  private static int digits(String currency) {
    return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
  }

  private static List<Credential> credentials(JsonObject reward) {
    JsonArray list = reward.getJsonArray("credentialList");
    if (list != null && !list.isEmpty()) {
      return list.stream()
          .filter(JsonObject.class::isInstance)
          .map(JsonObject.class::cast)
          .map(
              c ->
                  new Credential(
                      c.getString("credentialType", ""),
                      c.getString("label", ""),
                      c.getString("type", "text"),
                      String.valueOf(c.getValue("value", ""))))
          .toList();
    }
    JsonObject old = reward.getJsonObject("credentials");
    Stream<Credential> named =
        old == null
            ? Stream.empty()
            : old.stream()
                .map(e -> new Credential("", e.getKey(), "text", String.valueOf(e.getValue())));
    return new ArrayList<>(named.toList());
  }

  private static LocalDate expiry(List<Credential> all) {
    for (Credential one : all) {
      String about = (one.type() + " " + one.label()).toLowerCase(Locale.ROOT);
      if (one.isDate() && about.contains("expir")) {
        try {
          return OffsetDateTime.parse(one.value()).toLocalDate();
        } catch (DateTimeParseException e) {
          return null;
        }
      }
    }
    return null;
  }
}
