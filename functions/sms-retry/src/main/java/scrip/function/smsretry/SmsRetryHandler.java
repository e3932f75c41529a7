package scrip.function.smsretry;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.Locale;
import scrip.delivery.Deliveries.Turn;
import scrip.delivery.SendWaitingSms;
import scrip.ops.Metrics;
import scrip.ops.RunJob;
import scrip.ops.RunJob.Ended;
import scrip.ops.RunJob.Trigger;

/**
 * Sends text messages: first sends on every nudge and once a minute, second and third attempts
 * every five minutes. A run that fails is a function error, so that it is retried, counted and kept
 * in the dead-letter queue.
 */
@ApplicationScoped
@Named("sms-retry")
public class SmsRetryHandler implements RequestHandler<RunEvent, Ended> {

  /** First sends: at once by nudges, and every minute for those that no nudge reached. */
  public static final String SEND_WAITING = "send-waiting-sms-every-1min";

  /** Attempts two and three. Switched off, first sends go on. */
  public static final String RETRY_FAILED = "retry-failed-sms-every-5min";

  private final RunJob runJob;
  private final SendWaitingSms send;
  private final Metrics metrics;

  public SmsRetryHandler(RunJob runJob, SendWaitingSms send, Metrics metrics) {
    this.runJob = runJob;
    this.send = send;
    this.metrics = metrics;
  }

  @Override
  public Ended handleRequest(RunEvent event, Context context) {
    long begun = System.nanoTime();
    String outcome = "failed";
    try {
      Ended ended = run(event).await().indefinitely();
      outcome = ended.status();
      return ended;
    } finally {
      metrics.emit(
          String.valueOf(event.job()),
          outcome,
          (System.nanoTime() - begun) / 1_000_000,
          context == null ? null : context.getAwsRequestId());
    }
  }

  /** Runs the job that the event names. */
  Uni<Ended> run(RunEvent event) {
    Trigger trigger = trigger(event);
    if (RETRY_FAILED.equals(event.job())) {
      return runJob.run(RETRY_FAILED, trigger, () -> send.send(Turn.AGAIN));
    }
    if (SEND_WAITING.equals(event.job())) {
      return sendWaiting(trigger);
    }
    throw new IllegalArgumentException(
        "this function runs "
            + SEND_WAITING
            + " and "
            + RETRY_FAILED
            + "; the event names neither");
  }

  /**
   * Looks once more after the lease was given back: whoever committed a delivery while the run was
   * under way did not nudge, because the run would see it.
   */
  private Uni<Ended> sendWaiting(Trigger trigger) {
    return runJob
        .run(SEND_WAITING, trigger, () -> send.send(Turn.FIRST))
        .chain(
            ended ->
                ended.status().equals("succeeded")
                    ? send.anyDue()
                        .chain(
                            due ->
                                due
                                    ? runJob.run(
                                        SEND_WAITING, Trigger.NUDGE, () -> send.send(Turn.FIRST))
                                    : Uni.createFrom().item(ended))
                    : Uni.createFrom().item(ended));
  }

  private static Trigger trigger(RunEvent event) {
    return event.trigger() == null
        ? Trigger.SCHEDULE
        : Trigger.valueOf(event.trigger().toUpperCase(Locale.ROOT));
  }
}
