package scrip.local;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.function.smsretry.SmsRetryHandler;
import scrip.function.stuckcardrescue.StuckCardRescueHandler;
import scrip.function.watch.WatchHandler;

/** The schedules that EventBridge keeps in the cloud. */
@ApplicationScoped
class LocalTimers {

  private final LocalRuns runs;

  LocalTimers(LocalRuns runs) {
    this.runs = runs;
  }

  @Scheduled(
      every = "${scrip.local.timers.send-waiting:1m}",
      delayed = "5s",
      identity = SmsRetryHandler.SEND_WAITING)
  void sendWaiting() {
    runs.run(SmsRetryHandler.SEND_WAITING, "schedule");
  }

  @Scheduled(
      every = "${scrip.local.timers.retry-failed:5m}",
      delayed = "30s",
      identity = SmsRetryHandler.RETRY_FAILED)
  void retryFailed() {
    runs.run(SmsRetryHandler.RETRY_FAILED, "schedule");
  }

  @Scheduled(
      every = "${scrip.local.timers.cleanup-stuck-cards:10m}",
      delayed = "40s",
      identity = StuckCardRescueHandler.CLEANUP)
  void cleanUpStuckCards() {
    runs.run(StuckCardRescueHandler.CLEANUP, "schedule");
  }

  @Scheduled(
      every = "${scrip.local.timers.watch:1m}",
      delayed = "10s",
      identity = WatchHandler.WATCH)
  void watch() {
    runs.run(WatchHandler.WATCH, "schedule");
  }

  @Scheduled(
      every = "${scrip.local.timers.commit-imports:1m}",
      delayed = "15s",
      identity = WatchHandler.COMMIT_IMPORTS)
  void commitImports() {
    runs.run(WatchHandler.COMMIT_IMPORTS, "schedule");
  }
}
