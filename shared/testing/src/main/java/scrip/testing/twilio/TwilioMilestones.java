package scrip.testing.twilio;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Counts events, and lets a test wait for the n-th instead of sleeping. */
final class TwilioMilestones {

  private final Map<Integer, CompletableFuture<Void>> awaited = new HashMap<>();
  private int count;

  void reach() {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      waiting = awaited.remove(++count);
    }
    if (waiting != null) {
      waiting.complete(null);
    }
  }

  synchronized CompletableFuture<Void> reached(int n) {
    return n <= count
        ? CompletableFuture.completedFuture(null)
        : awaited.computeIfAbsent(n, key -> new CompletableFuture<>()).copy();
  }

  synchronized int count() {
    return count;
  }

  /** Back to 0; who still waits is told so by a CancellationException. */
  void reset() {
    List<CompletableFuture<Void>> left;
    synchronized (this) {
      left = List.copyOf(awaited.values());
      awaited.clear();
      count = 0;
    }
    left.forEach(waiting -> waiting.cancel(false));
  }
}
