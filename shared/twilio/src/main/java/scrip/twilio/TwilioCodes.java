package scrip.twilio;

import static scrip.delivery.DeliveryAlert.SENDER_UNREGISTERED;
import static scrip.delivery.DeliveryAlert.SMS_FILTERED;
import static scrip.delivery.DeliveryAlert.UNLISTED_CODE;
import static scrip.delivery.FailureClass.MISCONFIGURED;
import static scrip.delivery.FailureClass.OPTED_OUT;
import static scrip.delivery.FailureClass.PERMANENT;
import static scrip.delivery.FailureClass.PERMANENT_ALERT;
import static scrip.delivery.FailureClass.THROTTLED;
import static scrip.delivery.FailureClass.TRANSIENT;
import static scrip.delivery.FailureClass.TRANSIENT_ONCE;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import scrip.delivery.DeliveryAlert;
import scrip.delivery.FailureClass;
import scrip.delivery.Report.Failure;

/**
 * What Twilio's numbers mean for a delivery, and what operators read. A number that is not here
 * goes by the HTTP status it came with, and, in a callback, counts as transient once: Twilio splits
 * its numbers from time to time.
 */
public final class TwilioCodes {

  private static final Duration UNTIL_THE_CAP_ROLLS = Duration.ofHours(1);

  // WhatsApp's three end this channel only: the recipient may still be reached by another.
  private static final Map<Integer, Failure> LISTED =
      Stream.of(
              of(21211, PERMANENT, "the number is not valid"),
              of(21614, PERMANENT, "the number is not valid for text messages"),
              of(21610, OPTED_OUT, "the recipient opted out by STOP"),
              of(30004, PERMANENT, "the recipient or their network blocks our messages"),
              of(30005, PERMANENT, "the handset is unknown or no longer in service"),
              of(30006, PERMANENT, "the number is a landline or its network takes no texts"),
              of(63016, PERMANENT, "no answer of theirs for 24 hours: WhatsApp needs a template"),
              of(63024, PERMANENT, "the recipient cannot be reached by WhatsApp"),
              of(63049, PERMANENT, "WhatsApp chose not to deliver it to this recipient"),
              told(30007, SMS_FILTERED, "the network filtered the message; change text or sender"),
              told(30034, SENDER_UNREGISTERED, "our sender is not registered for this country"),
              of(30003, TRANSIENT, "the handset is off or out of reach"),
              of(30008, TRANSIENT, "the network gave no reason"),
              of(30036, TRANSIENT, "it waited too long for its turn at Twilio"),
              of(20429, THROTTLED, "too many requests at a time for our account"),
              of(21611, THROTTLED, "the queue of our sender is full"),
              of(30001, THROTTLED, "the queue of our sender is full"),
              of(63018, THROTTLED, "the rate limit of the sender is reached"),
              held(63038, UNTIL_THE_CAP_ROLLS, "the daily cap of our account is reached"),
              of(20003, MISCONFIGURED, "Twilio refuses our account or token"),
              of(20005, MISCONFIGURED, "our Twilio account is not active"),
              of(21212, MISCONFIGURED, "our sender is not valid"),
              of(21603, MISCONFIGURED, "no sender number is configured"),
              of(21606, MISCONFIGURED, "our sender number cannot send texts"),
              of(21608, MISCONFIGURED, "a trial account sends to verified numbers only"))
          .collect(Collectors.toUnmodifiableMap(Failure::code, Function.identity()));

  private TwilioCodes() {}

  /**
   * Why a message was refused.
   *
   * @param code null when the answer had none
   * @param status of the answer, which was no good one
   */
  public static Failure failure(Integer code, int status) {
    Failure listed = code == null ? null : LISTED.get(code);
    if (listed != null) {
      return listed;
    }
    if (status == 429) {
      return new Failure(THROTTLED, code, "too many requests");
    }
    // Also who answers like nobody of Twilio's: a proxy, a wrong address. No message is burnt for
    // that.
    if (status < 400
        || code == null && status == 404
        || status == 401
        || status == 403
        || status == 407) {
      return new Failure(
          MISCONFIGURED,
          code,
          "our credentials or the address of Twilio are refused (" + status + ")");
    }
    return status >= 500
        ? new Failure(TRANSIENT, code, "Twilio had a fault of its own (" + status + ")")
        : new Failure(PERMANENT, code, "Twilio refused the message (" + status + ")");
  }

  /**
   * Why a message that was taken did not get through.
   *
   * @param code null or 0 when the report had none
   */
  public static Failure failure(Integer code) {
    Integer given = Integer.valueOf(0).equals(code) ? null : code;
    Failure listed = given == null ? null : LISTED.get(given);
    if (listed != null) {
      return listed;
    }
    String text =
        given == null ? "Twilio gave no reason" : "Twilio's number for it is not in our list";
    return new Failure(TRANSIENT_ONCE, given, text, Duration.ZERO, UNLISTED_CODE);
  }

  private static Failure of(int code, FailureClass kind, String text) {
    return new Failure(kind, code, text);
  }

  private static Failure told(int code, DeliveryAlert alert, String text) {
    return new Failure(PERMANENT_ALERT, code, text, Duration.ZERO, alert);
  }

  private static Failure held(int code, Duration hold, String text) {
    return new Failure(THROTTLED, code, text, hold, null);
  }
}
