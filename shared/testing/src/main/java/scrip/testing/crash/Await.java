package scrip.testing.crash;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for something to become true by asking again and again; fails when it does not in half a
 * minute, or in {@code -Dscrip.await.seconds} on a machine that has much else to do.
 */
public final class Await {

  private static final long AT_MOST =
      TimeUnit.SECONDS.toNanos(Integer.getInteger("scrip.await.seconds", 30));

  private Await() {}

  public static void until(String what, BooleanSupplier so) {
    long deadline = System.nanoTime() + AT_MOST;
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not in time: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
