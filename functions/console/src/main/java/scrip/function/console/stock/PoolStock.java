package scrip.function.console.stock;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import scrip.money.Money;

/**
 * A pool and what it holds at this moment.
 *
 * @param badge empty, low or in_stock
 * @param waiting how many recipients wait for a card of it
 * @param hoursUntilEmpty at the pace of the last 24 hours; null when nobody claimed in them
 * @param cost what one card costs us
 * @param price what the client pays for one card
 */
public record PoolStock(
    UUID id,
    UUID clientId,
    UUID brandId,
    String brand,
    String poolName,
    Money value,
    String badge,
    Cards cards,
    long waiting,
    Double hoursUntilEmpty,
    int lowStockThreshold,
    String purchaseMethod,
    String apiProvider,
    String supplierItem,
    Money cost,
    Money price,
    Instant archivedAt,
    Instant createdAt) {

  /** Exact counts of cards by state, which add up to the total. */
  public record Cards(
      long available,
      long claimed,
      long sent,
      long delivered,
      long quarantined,
      @JsonProperty("void") long voided,
      long expired,
      long total) {}

  static String badge(long available, int threshold) {
    return available == 0 ? "empty" : available <= threshold ? "low" : "in_stock";
  }

  static Double hoursUntilEmpty(long available, long claimsOfADay) {
    return claimsOfADay == 0 ? null : Math.round(available * 240.0 / claimsOfADay) / 10.0;
  }
}
