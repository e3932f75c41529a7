package scrip.function.console.stock;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import scrip.function.console.records.Edits;
import scrip.function.console.records.PoolRecord;
import scrip.http.JsonBody;
import scrip.money.Money;
import scrip.problem.Refused;

/** Reads what is sent about a pool. */
final class PoolRequest {

  static final String EXAMPLE =
      "{\"clientId\":\"0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b\",\"brandId\":\"0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1c\","
          + "\"poolName\":\"Coffee 25\",\"value\":{\"amount\":2500,\"currency\":\"USD\"},\"lowStockThreshold\":20}";

  private static final List<String> METHODS = List.of("csv_only", "api_only", "csv_with_fallback");
  private static final long AMOUNT_AT_MOST = 1_000_000_000_000L;

  private PoolRequest() {}

  /**
   * What may be sent. Client and brand never change; the value not once a card exists. Cost and
   * price are minor units of the value's currency.
   */
  record Form(
      UUID clientId,
      UUID brandId,
      String poolName,
      Money value,
      Integer lowStockThreshold,
      String purchaseMethod,
      String apiProvider,
      String supplierItem,
      Long costMinor,
      Long priceMinor,
      Boolean archived,
      String reason) {}

  static PoolRecord fresh(JsonBody sent, UUID id, Instant now) {
    PoolRecord made = new PoolRecord();
    made.id = id;
    made.createdAt = now;
    made.clientId = sent.uuid("clientId", true);
    made.brandId = sent.uuid("brandId", true);
    made.poolName = sent.text("poolName", true, 100);
    Money value = value(sent, true);
    made.valueMinor = value == null ? 0 : value.amount();
    made.currency = value == null ? null : value.currency();
    made.lowStockThreshold = sent.number("lowStockThreshold", 0, 1_000_000, 20);
    String method = sent.word("purchaseMethod", false, METHODS);
    made.purchaseMethod = method == null ? "csv_only" : method;
    made.apiProvider = sent.text("apiProvider", false, 50);
    made.supplierItem = sent.text("supplierItem", false, 100);
    made.costMinor = sent.amount("costMinor", false, 0, AMOUNT_AT_MOST);
    made.priceMinor = sent.amount("priceMinor", false, 0, AMOUNT_AT_MOST);
    if (!suppliersFit(made)) {
      sent.fault("apiProvider", NO_SUPPLIER);
    }
    return made;
  }

  /** Changes; what is not sent stays, supplier, cost and price can be sent as null. */
  static Edits<PoolRecord> edits(JsonBody sent, Instant now) {
    Edits<PoolRecord> edits = new Edits<>();
    if (sent.has("poolName")) {
      edits.add(
          "poolName", sent.text("poolName", true, 100), p -> p.poolName, (p, v) -> p.poolName = v);
    }
    if (sent.has("value")) {
      edits.add(
          "value",
          value(sent, true),
          p -> new Money(p.valueMinor, p.currency),
          (p, v) -> {
            p.valueMinor = v.amount();
            p.currency = v.currency();
          });
    }
    if (sent.has("lowStockThreshold")) {
      edits.add(
          "lowStockThreshold",
          sent.amount("lowStockThreshold", true, 0, 1_000_000),
          p -> (long) p.lowStockThreshold,
          (p, v) -> p.lowStockThreshold = v.intValue());
    }
    if (sent.has("archived")) {
      Boolean archived = sent.flag("archived", true);
      edits.add(
          "archived", archived, p -> p.archivedAt != null, (p, v) -> p.archivedAt = v ? now : null);
    }
    supplier(sent, edits);
    return edits;
  }

  private static void supplier(JsonBody sent, Edits<PoolRecord> edits) {
    if (sent.has("purchaseMethod")) {
      edits.add(
          "purchaseMethod",
          sent.word("purchaseMethod", true, METHODS),
          p -> p.purchaseMethod,
          (p, v) -> p.purchaseMethod = v);
    }
    if (sent.has("apiProvider")) {
      edits.add(
          "apiProvider",
          sent.text("apiProvider", false, 50),
          p -> p.apiProvider,
          (p, v) -> p.apiProvider = v);
    }
    if (sent.has("supplierItem")) {
      edits.add(
          "supplierItem",
          sent.text("supplierItem", false, 100),
          p -> p.supplierItem,
          (p, v) -> p.supplierItem = v);
    }
    if (sent.has("costMinor")) {
      edits.add(
          "costMinor",
          sent.amount("costMinor", false, 0, AMOUNT_AT_MOST),
          p -> p.costMinor,
          (p, v) -> p.costMinor = v);
    }
    if (sent.has("priceMinor")) {
      edits.add(
          "priceMinor",
          sent.amount("priceMinor", false, 0, AMOUNT_AT_MOST),
          p -> p.priceMinor,
          (p, v) -> p.priceMinor = v);
    }
  }

  private static final String NO_SUPPLIER = "is required where cards are bought by API";

  static void check(PoolRecord pool) {
    if (!suppliersFit(pool)) {
      throw Refused.invalid("/apiProvider", NO_SUPPLIER);
    }
  }

  private static boolean suppliersFit(PoolRecord pool) {
    return pool.purchaseMethod.equals("csv_only") || pool.apiProvider != null;
  }

  private static Money value(JsonBody sent, boolean required) {
    JsonBody value = sent.object("value");
    if (value == null) {
      if (required) {
        sent.fault("value", "is required: an amount in minor units and its currency");
      }
      return null;
    }
    Long amount = value.amount("amount", true, 1, AMOUNT_AT_MOST);
    String currency = value.text("currency", true, 3);
    value.closed();
    if (currency != null && !isCurrency(currency)) {
      value.fault("currency", "must be a currency of ISO 4217, as in USD");
    }
    return amount == null || currency == null ? null : new Money(amount, currency);
  }

  /** One that money is counted in: not a metal, not a test code. */
  private static boolean isCurrency(String code) {
    try {
      return Currency.getInstance(code).getDefaultFractionDigits() >= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
