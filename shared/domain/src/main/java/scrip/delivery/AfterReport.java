package scrip.delivery;

import java.time.Duration;
import scrip.delivery.Report.Failure;
import scrip.delivery.Report.State;

/**
 * What becomes of a delivery by a report of one of its messages.
 *
 * @param status the state it is in then
 * @param calls its calls that count then
 * @param pause how long it waits, when it is to be tried again
 * @param ended whether it ended without getting through, so that another channel may
 * @param alert what somebody is told; null for nothing
 */
record AfterReport(String status, int calls, Duration pause, boolean ended, DeliveryAlert alert) {

  /**
   * How a delivery stands before a report.
   *
   * @param latest whether the report's attempt is the last one begun
   * @param known how far its message was known to be; null when it was not known at all
   * @param superseded whether another delivery of its card is on its way or there
   */
  record Standing(String status, int calls, boolean latest, State known, boolean superseded) {

    /** Whether more is known of the message already. */
    boolean ahead(State state) {
      return known != null && known.compareTo(state) > 0;
    }

    /** Whether it was not known that the message did not get through. */
    boolean failsNow(State state) {
      return state == State.UNDELIVERED && (known == null || known.compareTo(state) < 0);
    }

    private AfterReport stays() {
      return new AfterReport(status, calls, Duration.ZERO, false, null);
    }

    private AfterReport becomes(String next) {
      return new AfterReport(next, counted(), Duration.ZERO, false, null);
    }

    /** Whoever makes the call will find its lease gone, so the call is counted here. */
    private int counted() {
      return status.equals("sending") ? Math.min(SendWaiting.CALLS_AT_MOST, calls + 1) : calls;
    }
  }

  /** The same report again changes nothing, and reports of one message may come in any order. */
  static AfterReport of(Standing before, Report report) {
    if (before.status().equals("delivered")
        || before.status().equals("manually_delivered")
        || before.ahead(report.state())) {
      return before.stays();
    }
    return switch (report.state()) {
      case DELIVERED -> before.becomes("delivered");
      case ACCEPTED, SENT ->
          before.status().equals("sent") || before.status().equals("undelivered")
              ? before.stays()
              : before.becomes("sent");
      case UNDELIVERED ->
          before.latest() && before.failsNow(report.state())
              ? failed(before, report.failure())
              : before.stays();
    };
  }

  private static AfterReport failed(Standing before, Failure failure) {
    return switch (before.status()) {
      case "undelivered" -> before.stays();
      // Nothing more was going to be tried: it is only known better how it ended.
      case "suppressed" -> before.becomes("undelivered");
      case "failed" -> ends(before, null);
      default ->
          switch (failure.kind()) {
            case PERMANENT, OPTED_OUT -> ends(before, null);
            case PERMANENT_ALERT -> ends(before, failure.alert());
            case TRANSIENT ->
                mayGoAgain(before, SendWaiting.CALLS_AT_MOST) ? again(before) : ends(before, null);
            case TRANSIENT_ONCE ->
                mayGoAgain(before, 2) ? again(before) : ends(before, failure.alert());
            case THROTTLED, MISCONFIGURED ->
                before.superseded() ? ends(before, null) : held(before, failure.hold());
          };
    };
  }

  /** What was sent again meanwhile is not sent once more: its recipient would get it twice. */
  private static boolean mayGoAgain(Standing before, int calls) {
    return !before.superseded() && before.counted() < calls;
  }

  private static AfterReport held(Standing before, Duration hold) {
    return new AfterReport("held", Math.max(0, before.counted() - 1), hold, false, null);
  }

  private static AfterReport ends(Standing before, DeliveryAlert alert) {
    return new AfterReport("undelivered", before.counted(), Duration.ZERO, true, alert);
  }

  /** A handset that is off is not on a minute later: gaps grow. */
  private static AfterReport again(Standing before) {
    Duration pause = before.counted() < 2 ? Duration.ofMinutes(1) : Duration.ofMinutes(10);
    return new AfterReport("pending", before.counted(), pause, false, null);
  }
}
