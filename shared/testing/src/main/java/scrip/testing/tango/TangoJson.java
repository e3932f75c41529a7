package scrip.testing.tango;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import scrip.testing.tango.TangoLedger.Order;

/** Tango's JSON, and the page that shows what was sold. */
final class TangoJson {

  static final String ITEM = "U561593";
  private static final String FIXED = "U000025";
  private static final BigDecimal LEAST = new BigDecimal("5.00");
  private static final BigDecimal MOST = new BigDecimal("500.00");

  private TangoJson() {}

  static JsonObject order(TangoStandIn.Config config, Order order, boolean withReward) {
    JsonObject json =
        new JsonObject()
            .put("referenceOrderID", order.id())
            .put("externalRefID", order.reference())
            .put("customerIdentifier", config.customer())
            .put("accountIdentifier", config.account())
            .put("utid", order.utid())
            .put("sendEmail", false)
            .put("status", "COMPLETE")
            .put("createdAt", order.at().toString())
            .put(
                "denomination",
                new JsonObject().put("value", order.amount()).put("currencyCode", "USD"));
    return withReward
        ? json.put(
            "reward",
            new JsonObject()
                .put(
                    "credentials",
                    new JsonObject()
                        .put("Redemption Code", order.code())
                        .put("Card Number", order.number()))
                .put(
                    "credentialList",
                    new JsonArray()
                        .add(credential("Redemption Code", order.code(), "cardCode"))
                        .add(credential("Card Number", order.number(), "cardNumber"))))
        : json;
  }

  private static JsonObject credential(String label, String value, String type) {
    return new JsonObject()
        .put("label", label)
        .put("value", value)
        .put("type", "text")
        .put("credentialType", type);
  }

  static JsonObject account(TangoStandIn.Config config, BigDecimal funds) {
    return new JsonObject()
        .put("accountIdentifier", config.account())
        .put("displayName", "Stand-in")
        .put("currencyCode", "USD")
        .put("currentBalance", funds)
        .put("status", "ACTIVE");
  }

  static JsonObject catalogue() {
    JsonObject item =
        new JsonObject()
            .put("rewardName", "Corner Coffee")
            .put("currencyCode", "USD")
            .put("status", "active");
    return new JsonObject()
        .put("catalogName", "Stand-in")
        .put(
            "brands",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("brandName", "Corner Coffee")
                        .put(
                            "items",
                            new JsonArray()
                                .add(
                                    item.copy()
                                        .put("utid", ITEM)
                                        .put("valueType", "VARIABLE_VALUE")
                                        .put("minValue", LEAST)
                                        .put("maxValue", MOST))
                                .add(
                                    item.copy()
                                        .put("utid", FIXED)
                                        .put("valueType", "FIXED_VALUE")
                                        .put("faceValue", new BigDecimal("25.00"))))));
  }

  /** Why an order is not acceptable; null when it is. */
  static String refusal(TangoStandIn.Config config, JsonObject order) {
    if (!config.account().equals(order.getString("accountIdentifier"))
        || !config.customer().equals(order.getString("customerIdentifier"))) {
      return "The account or customer identifier is not valid.";
    }
    if (!List.of(ITEM, FIXED).contains(order.getString("utid", ""))) {
      return "The Item identifier provided is not valid.";
    }
    String reference = order.getString("externalRefID");
    if (reference == null || !reference.matches("[A-Za-z0-9-]{1,100}")) {
      return "The external reference is not valid.";
    }
    Number amount = order.getNumber("amount");
    boolean fits =
        amount != null
            && LEAST.compareTo(new BigDecimal(amount.toString())) <= 0
            && MOST.compareTo(new BigDecimal(amount.toString())) >= 0;
    return fits ? null : "The amount is not valid for this item.";
  }

  static JsonObject error(String path, int status, String text) {
    return new JsonObject()
        .put("path", path)
        .put("httpCode", status)
        .put("errors", new JsonArray().add(new JsonObject().put("message", text)));
  }

  static String page(TangoLedger ledger) {
    StringBuilder rows = new StringBuilder();
    for (Order order : ledger.orders()) {
      rows.append("<tr><td>")
          .append(order.at())
          .append("</td><td>")
          .append(order.reference())
          .append("</td><td>")
          .append(order.id())
          .append("</td><td>")
          .append(order.amount())
          .append("</td><td>…")
          .append(order.code().substring(order.code().length() - 4))
          .append("</td></tr>");
    }
    return "<!doctype html><html lang=en><meta charset=utf-8><title>What the supplier sold</title>"
        + "<h1>What the supplier sold</h1><table><tr><th>when<th>reference<th>order<th>amount<th>code"
        + rows
        + "</table></html>";
  }
}
