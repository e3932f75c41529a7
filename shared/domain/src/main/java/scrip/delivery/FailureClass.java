package scrip.delivery;

import java.time.Duration;

/** What is done about a message that did not get through, by the provider's number for it. */
public enum FailureClass {
  /** This address will never be reached this way; another channel may. */
  PERMANENT,

  /** The recipient asked for no messages: nothing is sent to them any more, by any channel. */
  OPTED_OUT,

  /** As permanent, and somebody is told: the same text or sender would fail again. */
  PERMANENT_ALERT,

  /** It may get through later; the third time is the last. */
  TRANSIENT,

  /**
   * As transient, but the second time is the last, and somebody is told: nobody knows the number.
   */
  TRANSIENT_ONCE,

  /** The sender is too fast, or its quota is spent: all its messages wait, no attempt is burnt. */
  THROTTLED,

  /** Our account, its credentials or its sender are at fault: the queue is held. */
  MISCONFIGURED;

  /** How long the sender waits when the provider does not say. */
  public Duration usualHold() {
    return switch (this) {
      case THROTTLED -> Duration.ofSeconds(30);
      case MISCONFIGURED -> Duration.ofMinutes(5);
      default -> Duration.ZERO;
    };
  }
}
