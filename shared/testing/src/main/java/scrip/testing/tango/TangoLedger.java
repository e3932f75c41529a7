package scrip.testing.tango;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What the stand-in sold: one order a reference, for ever. Safe for any thread. */
public final class TangoLedger {

  private final Map<String, Order> orders = new LinkedHashMap<>();
  private final Map<String, Integer> repeats = new LinkedHashMap<>();
  private final Random random = new Random();
  private final Clock clock;

  TangoLedger(Clock clock) {
    this.clock = clock;
  }

  /** One sold card. */
  public record Order(
      String id,
      String reference,
      String utid,
      BigDecimal amount,
      String code,
      String number,
      Instant at) {}

  /** The order of that reference: the first one, when there is one already. */
  synchronized Order sell(String reference, String utid, BigDecimal amount, boolean sameCode) {
    Order known = orders.get(reference);
    if (known != null) {
      repeats.merge(reference, 1, Integer::sum);
      return known;
    }
    List<Order> sold = new ArrayList<>(orders.values());
    String code =
        sameCode && !sold.isEmpty() ? sold.get(sold.size() - 1).code() : "TG" + digits(14);
    Order order =
        new Order(
            "RA" + digits(6) + "-" + (orders.size() + 1),
            reference,
            utid,
            amount,
            code,
            digits(16),
            clock.instant());
    orders.put(reference, order);
    return order;
  }

  /** In the order of their sale. */
  public synchronized List<Order> orders() {
    return List.copyOf(orders.values());
  }

  public synchronized Optional<Order> find(String reference) {
    return Optional.ofNullable(orders.get(reference));
  }

  /** The order with the supplier's own id. */
  synchronized Optional<Order> byId(String id) {
    return orders.values().stream().filter(order -> order.id().equals(id)).findFirst();
  }

  /** How often an order that existed was ordered again. */
  public synchronized int repeats() {
    return repeats.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** What all orders came to, in major units. */
  public synchronized BigDecimal spent() {
    return orders.values().stream().map(Order::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private String digits(int count) {
    StringBuilder digits = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }
}
