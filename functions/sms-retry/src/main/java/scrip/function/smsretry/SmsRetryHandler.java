package scrip.function.smsretry;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import scrip.delivery.Deliveries.Turn;
import scrip.delivery.FollowUp;
import scrip.delivery.SendWaiting;
import scrip.ops.Metrics;
import scrip.ops.RunEvent;
import scrip.ops.RunJob;
import scrip.ops.RunJob.Ended;
import scrip.ops.RunJob.Trigger;

/**
 * Sends messages of all channels: first sends on every nudge and once a minute, second and third
 * attempts every five minutes. A run that fails is a function error, so that it is retried, counted
 * and kept in the dead-letter queue.
 */
@ApplicationScoped
@Named("sms-retry")
public class SmsRetryHandler implements RequestHandler<RunEvent, Ended> {

  /** First sends: at once by nudges, and every minute for those that no nudge reached. */
  public static final String SEND_WAITING = "send-waiting-sms-every-1min";

  /**
   * Attempts two and three, then what is still to be asked of providers. Switched off, first sends
   * go on.
   */
  public static final String RETRY_FAILED = "retry-failed-sms-every-5min";

  private static final Duration LOOK_AGAIN_FOR = Duration.ofSeconds(15);

  private final RunJob runJob;
  private final SendWaiting send;
  private final FollowUp followUp;
  private final Metrics metrics;

  public SmsRetryHandler(RunJob runJob, SendWaiting send, FollowUp followUp, Metrics metrics) {
    this.runJob = runJob;
    this.send = send;
    this.followUp = followUp;
    this.metrics = metrics;
  }

  @Override
  public Ended handleRequest(RunEvent event, Context context) {
    return metrics.measured(
        event, context == null ? null : context.getAwsRequestId(), () -> run(event));
  }

  /** Runs the job that the event names. */
  Uni<Ended> run(RunEvent event) {
    Trigger trigger = event.startedBy();
    if (RETRY_FAILED.equals(event.job())) {
      return runJob.run(
          RETRY_FAILED,
          trigger,
          () ->
              send.send(Turn.AGAIN)
                  .chain(sent -> followUp.followUp().map(done -> sent + ", " + done)));
    }
    if (SEND_WAITING.equals(event.job())) {
      return sendWaiting(trigger, System.nanoTime() + LOOK_AGAIN_FOR.toNanos());
    }
    throw new IllegalArgumentException(
        "this function runs "
            + SEND_WAITING
            + " and "
            + RETRY_FAILED
            + "; the event names neither");
  }

  /**
   * Looks again after the lease was given back, until nothing is due: whoever committed a delivery
   * while a run was under way did not nudge, because the run would see it. Ends in time for a run
   * to end before Lambda ends it.
   */
  private Uni<Ended> sendWaiting(Trigger trigger, long lookAgainUntil) {
    return runJob
        .run(SEND_WAITING, trigger, () -> send.send(Turn.FIRST))
        .chain(
            ended ->
                ended.status().equals("succeeded") && System.nanoTime() < lookAgainUntil
                    ? send.anyDue()
                        .chain(
                            due ->
                                due
                                    ? sendWaiting(Trigger.NUDGE, lookAgainUntil).replaceWith(ended)
                                    : Uni.createFrom().item(ended))
                    : Uni.createFrom().item(ended));
  }
}
