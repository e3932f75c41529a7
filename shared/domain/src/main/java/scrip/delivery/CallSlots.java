package scrip.delivery;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.function.IntPredicate;

/**
 * How many deliveries a run has in its hands, and how many it may have: few at first, so that a
 * provider that is away costs few of them their answer, and one more for each that it accepts. One
 * at a time waits for a change.
 */
final class CallSlots {

  private static final int AT_FIRST = 8;

  private final int most;
  private int limit;
  private int taken;
  private IntPredicate awaited;
  private UniEmitter<? super Integer> waiting;

  CallSlots(int most) {
    this.most = most;
    this.limit = Math.min(most, AT_FIRST);
  }

  /** How many more may be taken, once that is half of what may be held or more. */
  Uni<Integer> room() {
    return when(now -> limit - now >= Math.max(1, limit / 2)).map(now -> limit - now);
  }

  /** When none is held any more. */
  Uni<Void> idle() {
    return when(now -> now == 0).replaceWithVoid();
  }

  synchronized boolean busy() {
    return taken > 0;
  }

  synchronized void take(int count) {
    taken += count;
  }

  /** Gives back; who waited for that goes on within this call. */
  void free(int count, int accepted) {
    UniEmitter<? super Integer> released = null;
    int now;
    synchronized (this) {
      taken -= count;
      now = taken;
      limit = Math.min(most, limit + accepted);
      if (waiting != null && awaited.test(taken)) {
        released = waiting;
        waiting = null;
      }
    }
    if (released != null) {
      released.complete(now);
    }
  }

  private Uni<Integer> when(IntPredicate fits) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              int now;
              synchronized (this) {
                now = taken;
                if (!fits.test(now)) {
                  awaited = fits;
                  waiting = emitter;
                  return;
                }
              }
              emitter.complete(now);
            });
  }
}
