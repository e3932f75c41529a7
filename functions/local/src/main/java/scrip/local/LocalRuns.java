package scrip.local;

import jakarta.enterprise.context.ApplicationScoped;
import scrip.function.smsretry.SmsRetryHandler;
import scrip.function.stuckcardrescue.StuckCardRescueHandler;
import scrip.function.watch.WatchHandler;
import scrip.ops.RunEvent;
import scrip.ops.RunJob.Ended;

/** Which function runs which job. */
@ApplicationScoped
class LocalRuns {

  private final SmsRetryHandler smsRetry;
  private final StuckCardRescueHandler stuckCardRescue;
  private final WatchHandler watch;

  LocalRuns(SmsRetryHandler smsRetry, StuckCardRescueHandler stuckCardRescue, WatchHandler watch) {
    this.smsRetry = smsRetry;
    this.stuckCardRescue = stuckCardRescue;
    this.watch = watch;
  }

  /** Runs to its end. */
  Ended run(String job, String trigger) {
    RunEvent event = new RunEvent(job, trigger);
    return switch (job) {
      case SmsRetryHandler.SEND_WAITING, SmsRetryHandler.RETRY_FAILED ->
          smsRetry.handleRequest(event, null);
      case StuckCardRescueHandler.CLEANUP -> stuckCardRescue.handleRequest(event, null);
      case WatchHandler.WATCH, WatchHandler.COMMIT_IMPORTS -> watch.handleRequest(event, null);
      default -> throw new IllegalArgumentException("there is no job " + job);
    };
  }
}
