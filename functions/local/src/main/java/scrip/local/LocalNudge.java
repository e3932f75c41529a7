package scrip.local;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import scrip.delivery.Nudge;
import scrip.function.smsretry.SmsRetryHandler;
import scrip.ops.RunEvent;

/**
 * Nudges within the process: one run at a time, and one more when nudges came while it ran. Nobody
 * waits for it.
 */
@ApplicationScoped
class LocalNudge implements Nudge {

  private static final Logger LOG = Logger.getLogger(LocalNudge.class);

  private final Instance<SmsRetryHandler> sender;
  private final AtomicInteger nudges = new AtomicInteger();

  LocalNudge(Instance<SmsRetryHandler> sender) {
    this.sender = sender;
  }

  @Override
  public Uni<Void> waiting() {
    if (nudges.getAndIncrement() == 0) {
      Infrastructure.getDefaultWorkerPool().execute(this::run);
    }
    return Uni.createFrom().voidItem();
  }

  private void run() {
    int seen = nudges.get();
    try {
      sender.get().handleRequest(new RunEvent(SmsRetryHandler.SEND_WAITING, "nudge"), null);
    } catch (RuntimeException e) {
      LOG.warnf("nudged run failed: %s", e.toString());
    }
    if (nudges.addAndGet(-seen) > 0) {
      Infrastructure.getDefaultWorkerPool().execute(this::run);
    }
  }
}
