package scrip.twilio;

import com.twilio.exception.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.Report;

/** Status and Retry-After of one answer, which the SDK's exceptions do not carry. */
final class LastAnswer {

  private static final long BELIEVED_AT_MOST = Duration.ofHours(1).toSeconds();

  private int status;
  private String retryAfter;

  void read(int answered, Map<String, List<String>> headers) {
    status = answered;
    retryAfter =
        headers.entrySet().stream()
            .filter(header -> header.getKey().equalsIgnoreCase("retry-after"))
            .flatMap(header -> header.getValue().stream())
            .findFirst()
            .orElse(null);
  }

  /** What came of a call that the SDK gave up with an exception. */
  DeliveryOutcome outcome(ApiException e) {
    if (status == 0 || status < 300) {
      // Whatever went wrong after a good answer, or before we saw one: the message may be on its
      // way.
      return new DeliveryOutcome.Unknown("the answer of Twilio could not be read");
    }
    // It may have been taken before something broke, whether Twilio says a number or a gateway
    // gave up.
    if (status >= 500) {
      return new DeliveryOutcome.Unknown(
          "Twilio answered " + status + ", which does not say what became of it");
    }
    Integer code = e.getCode();
    Report.Failure failure = TwilioCodes.failure(code, status);
    return switch (failure.kind()) {
      case PERMANENT, OPTED_OUT, PERMANENT_ALERT ->
          new DeliveryOutcome.Permanent(failure.kind(), code, failure.text(), failure.alert());
      case TRANSIENT, TRANSIENT_ONCE -> new DeliveryOutcome.Transient(code, failure.text());
      case MISCONFIGURED -> new DeliveryOutcome.Misconfigured(code, failure.text());
      case THROTTLED ->
          new DeliveryOutcome.Throttled(code, failure.text(), retryAfter(failure.hold()));
    };
  }

  private Duration retryAfter(Duration otherwise) {
    return retryAfter != null && retryAfter.matches("\\d{1,6}")
        ? Duration.ofSeconds(Math.max(1, Math.min(BELIEVED_AT_MOST, Long.parseLong(retryAfter))))
        : otherwise;
  }
}
