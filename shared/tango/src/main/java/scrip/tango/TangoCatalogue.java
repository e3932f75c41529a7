package scrip.tango;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import scrip.money.Money;
import scrip.supplier.CardSupplier.Catalogue;

/** Reads one item out of Tango's catalogue. */
final class TangoCatalogue {

  private TangoCatalogue() {}

  /**
   * @param catalogue null when it could not be read
   */
  static Catalogue check(JsonObject catalogue, String utid, Money value) {
    if (catalogue == null) {
      return new Catalogue(null, null, "the catalogue could not be read");
    }
    for (JsonObject brand : objects(catalogue.getJsonArray("brands"))) {
      for (JsonObject item : objects(brand.getJsonArray("items"))) {
        if (utid.equals(item.getString("utid"))) {
          return check(item, value);
        }
      }
    }
    return new Catalogue(false, null, "Tango's catalogue has no such item");
  }

  private static Catalogue check(JsonObject item, Money value) {
    if (!"active".equalsIgnoreCase(item.getString("status", "active"))) {
      return new Catalogue(false, null, "the item is not active");
    }
    if (!value.currency().equals(item.getString("currencyCode"))) {
      return new Catalogue(
          true, false, "the item is in " + item.getString("currencyCode", "another currency"));
    }
    BigDecimal amount = TangoAnswers.major(value);
    if (item.getNumber("faceValue") != null) {
      boolean fits = amount.compareTo(TangoAnswers.decimal(item.getNumber("faceValue"))) == 0;
      return new Catalogue(
          true, fits, fits ? null : "the item has another value: " + item.getNumber("faceValue"));
    }
    Number least = item.getNumber("minValue");
    Number most = item.getNumber("maxValue");
    boolean fits =
        (least == null || amount.compareTo(TangoAnswers.decimal(least)) >= 0)
            && (most == null || amount.compareTo(TangoAnswers.decimal(most)) <= 0);
    return new Catalogue(
        true, fits, fits ? null : "the item is sold from " + least + " to " + most);
  }

  private static List<JsonObject> objects(JsonArray list) {
    return list == null
        ? List.of()
        : list.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList();
  }
}
