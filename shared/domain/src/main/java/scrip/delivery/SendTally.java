package scrip.delivery;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import scrip.delivery.SendWaiting.Sent;

/** What a run has done so far, and which providers have gone silent meanwhile. */
final class SendTally {

  private static final int SILENT_FROM = 3;

  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger other = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger flagged = new AtomicInteger();
  private final Map<Channel, AtomicInteger> unanswered = new ConcurrentHashMap<>();

  void count(Channel channel, DeliveryOutcome outcome) {
    boolean taken = outcome instanceof DeliveryOutcome.Accepted;
    (taken ? accepted : other).incrementAndGet();
    AtomicInteger since = unanswered.computeIfAbsent(channel, c -> new AtomicInteger());
    if (taken) {
      since.set(0);
    } else if (outcome instanceof DeliveryOutcome.Unknown) {
      since.incrementAndGet();
    }
  }

  void lost(int count) {
    lost.addAndGet(count);
  }

  void flag() {
    flagged.incrementAndGet();
  }

  /**
   * Whether answers were lost, three or more, since the provider last accepted anything. Being told
   * so begins the count anew.
   */
  boolean silent(Channel channel) {
    AtomicInteger since = unanswered.get(channel);
    return since != null && since.getAndUpdate(n -> n >= SILENT_FROM ? 0 : n) >= SILENT_FROM;
  }

  Sent sent() {
    return new Sent(accepted.get(), other.get(), lost.get(), flagged.get());
  }
}
