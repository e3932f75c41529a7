package scrip.local;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.function.smsretry.RunEvent;
import scrip.function.smsretry.SmsRetryHandler;

/** The schedules that EventBridge keeps in the cloud. */
@ApplicationScoped
class LocalTimers {

  private final SmsRetryHandler smsRetry;

  LocalTimers(SmsRetryHandler smsRetry) {
    this.smsRetry = smsRetry;
  }

  @Scheduled(
      every = "${scrip.local.timers.send-waiting:1m}",
      delayed = "5s",
      identity = SmsRetryHandler.SEND_WAITING)
  void sendWaiting() {
    smsRetry.handleRequest(new RunEvent(SmsRetryHandler.SEND_WAITING, "schedule"), null);
  }

  @Scheduled(
      every = "${scrip.local.timers.retry-failed:5m}",
      delayed = "30s",
      identity = SmsRetryHandler.RETRY_FAILED)
  void retryFailed() {
    smsRetry.handleRequest(new RunEvent(SmsRetryHandler.RETRY_FAILED, "schedule"), null);
  }
}
