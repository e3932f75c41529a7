package scrip.twilio;

import com.twilio.exception.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.FailureClass;

/** Status and Retry-After of one answer, which the SDK's exceptions do not carry. */
final class LastAnswer {

  private static final Duration THROTTLED_FOR = Duration.ofSeconds(30);
  private static final Duration DAILY_CAP_FOR = Duration.ofHours(1);
  private static final int DAILY_CAP = 63038;
  private static final int OPTED_OUT = 21610;

  /** Kinds of alerts, by the numbers that raise them. */
  private static final Map<Integer, String> ALERTS =
      Map.of(30007, "sms-filtered", 30034, "sender-unregistered");

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
    TwilioCodes.Meaning meaning = TwilioCodes.meaning(code, status);
    return switch (meaning.kind()) {
      case PERMANENT -> permanent(code, meaning.text());
      case TRANSIENT -> new DeliveryOutcome.Transient(code, meaning.text());
      case MISCONFIGURED -> new DeliveryOutcome.Misconfigured(code, meaning.text());
      case THROTTLED ->
          new DeliveryOutcome.Throttled(
              code,
              meaning.text(),
              retryAfter(Integer.valueOf(DAILY_CAP).equals(code) ? DAILY_CAP_FOR : THROTTLED_FOR));
    };
  }

  private static DeliveryOutcome permanent(Integer code, String text) {
    if (code == null) {
      return new DeliveryOutcome.Permanent(null, text);
    }
    if (code == OPTED_OUT) {
      return new DeliveryOutcome.Permanent(FailureClass.OPTED_OUT, code, text, null);
    }
    String alert = ALERTS.get(code);
    return alert == null
        ? new DeliveryOutcome.Permanent(code, text)
        : new DeliveryOutcome.Permanent(FailureClass.PERMANENT_ALERT, code, text, alert);
  }

  private Duration retryAfter(Duration otherwise) {
    return retryAfter != null && retryAfter.matches("\\d{1,6}")
        ? Duration.ofSeconds(Math.max(1, Long.parseLong(retryAfter)))
        : otherwise;
  }
}
