package scrip.delivery;

import java.time.Duration;

/** What came of one call to a provider. Each knows what becomes of its delivery. */
public sealed interface DeliveryOutcome {

  /** The word for it in {@code delivery_attempt_outcomes}. */
  String word();

  /** The state of the delivery after it, given how many calls had counted before. */
  String nextStatus(int callsBefore);

  /** Whether the call counts as one of the three. */
  default boolean counts() {
    return true;
  }

  /**
   * How long this message waits before another call; zero for no wait of its own.
   *
   * @param uncountedBefore attempts before it that did not count
   */
  default Duration wait(int uncountedBefore) {
    return Duration.ZERO;
  }

  /** How long every message of the sender waits; zero when it need not. */
  default Duration senderWait() {
    return Duration.ZERO;
  }

  /** The provider's number of what it said; null when it gave none. */
  default Integer code() {
    return null;
  }

  /** What operators read. No address, no code of a card. */
  default String text() {
    return null;
  }

  /** The kind of alert that somebody is told by; null for none. */
  default DeliveryAlert alert() {
    return null;
  }

  /** Whether the provider says that the recipient asked for no messages. */
  default boolean optsOut() {
    return false;
  }

  /** The provider took the message. That is not delivery. */
  record Accepted(String providerMessageId) implements DeliveryOutcome {
    @Override
    public String word() {
      return "accepted";
    }

    @Override
    public String nextStatus(int callsBefore) {
      return "sent";
    }
  }

  /**
   * It will never go to this address this way.
   *
   * @param kind one of the permanent ones
   * @param alert null for none
   */
  record Permanent(FailureClass kind, Integer code, String text, DeliveryAlert alert)
      implements DeliveryOutcome {

    /** Nobody is told, and nobody opted out. */
    public Permanent(Integer code, String text) {
      this(FailureClass.PERMANENT, code, text, null);
    }

    @Override
    public boolean optsOut() {
      return kind == FailureClass.OPTED_OUT;
    }

    @Override
    public String word() {
      return "permanent";
    }

    @Override
    public String nextStatus(int callsBefore) {
      return "failed";
    }
  }

  /** The provider said no, and may say yes later; the third time is the last. */
  record Transient(Integer code, String text) implements DeliveryOutcome {
    @Override
    public String word() {
      return "transient";
    }

    @Override
    public String nextStatus(int callsBefore) {
      return callsBefore + 1 >= SendWaiting.CALLS_AT_MOST ? "failed" : "pending";
    }
  }

  /** The provider is too busy for this sender. Nothing was sent, nothing counts. */
  record Throttled(Integer code, String text, Duration retryAfter) implements DeliveryOutcome {
    @Override
    public String word() {
      return "throttled";
    }

    @Override
    public String nextStatus(int callsBefore) {
      return "held";
    }

    @Override
    public boolean counts() {
      return false;
    }

    @Override
    public Duration wait(int uncountedBefore) {
      return retryAfter;
    }

    @Override
    public Duration senderWait() {
      return retryAfter;
    }
  }

  /**
   * No connection was made, so nothing was sent and nothing counts; it is tried again at once, then
   * more slowly.
   */
  record NotConnected(String text) implements DeliveryOutcome {
    @Override
    public String word() {
      return "not_connected";
    }

    @Override
    public String nextStatus(int callsBefore) {
      return "pending";
    }

    @Override
    public boolean counts() {
      return false;
    }

    @Override
    public Duration wait(int uncountedBefore) {
      return uncountedBefore < 2
          ? Duration.ZERO
          : Duration.ofSeconds(Math.min(300, 10L * uncountedBefore));
    }
  }

  /**
   * Our account or its credentials are at fault: the whole queue waits, no attempt is burnt,
   * somebody is told.
   */
  record Misconfigured(Integer code, String text) implements DeliveryOutcome {
    @Override
    public String word() {
      return "misconfigured";
    }

    @Override
    public String nextStatus(int callsBefore) {
      return "held";
    }

    @Override
    public boolean counts() {
      return false;
    }

    @Override
    public Duration senderWait() {
      return Duration.ofMinutes(5);
    }
  }

  /**
   * The call was begun and its answer was lost. It may have been sent, so it is never sent again
   * blindly.
   */
  record Unknown(String text) implements DeliveryOutcome {
    @Override
    public String word() {
      return "unknown";
    }

    @Override
    public String nextStatus(int callsBefore) {
      return "unknown";
    }
  }
}
