package scrip.local;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import scrip.delivery.AttemptOutcomes;
import scrip.delivery.ComposeMessage;
import scrip.delivery.Deliveries;
import scrip.delivery.Deliveries.Turn;
import scrip.delivery.DeliveryAttempts;
import scrip.delivery.DeliveryConfig;
import scrip.delivery.Fallback;
import scrip.delivery.Fallbacks;
import scrip.delivery.SendWaiting;
import scrip.secrets.SecretStore;
import scrip.testing.TestDatabase;
import scrip.testing.Wired;
import scrip.twilio.SmsSender;
import scrip.twilio.TwilioConfig;
import scrip.twilio.TwilioMessages;

/**
 * Senders beside those of the processes, each with a connection of its own and under no lease of a
 * job: what happens when two runs overlap.
 */
final class StormWorkers implements AutoCloseable {

  private final List<Wired> wired = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger failedRuns = new AtomicInteger();
  private volatile boolean ended;

  StormWorkers(TestDatabase database, SecretStore secrets, URI here, Map<String, String> settings) {
    for (Turn turn : Turn.values()) {
      SendWaiting send = sender(database, secrets, here, settings);
      Thread thread = new Thread(() -> work(send, turn));
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  private SendWaiting sender(
      TestDatabase database, SecretStore secrets, URI here, Map<String, String> settings) {
    Wired one = new Wired(database, secrets, 1, Clock.systemUTC(), () -> null);
    wired.add(one);
    TwilioConfig twilio = Wired.mapped(TwilioConfig.class, settings);
    return new SendWaiting(
        new Deliveries(one.pool),
        new DeliveryAttempts(one.pool),
        new AttemptOutcomes(one.pool, new Fallback(new Fallbacks(), one.ids)),
        new ComposeMessage(one.secrets, one.keys, one.ids),
        Wired.mapped(DeliveryConfig.class, settings),
        List.of(new SmsSender(new TwilioMessages(twilio, () -> here, secrets))));
  }

  private void work(SendWaiting send, Turn turn) {
    while (!ended) {
      try {
        send.send(turn).await().atMost(Duration.ofSeconds(60));
      } catch (RuntimeException e) {
        failedRuns.incrementAndGet();
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  /** Runs that failed as a whole, such as by a connection that was cut. */
  int failedRuns() {
    return failedRuns.get();
  }

  @Override
  public void close() {
    ended = true;
    for (Thread thread : threads) {
      try {
        thread.join(30_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    wired.forEach(Wired::close);
  }
}
