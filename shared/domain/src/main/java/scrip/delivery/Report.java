package scrip.delivery;

import java.time.Duration;
import java.util.Locale;
import java.util.UUID;

/**
 * What a provider says of a message after its answer. Reports come late, twice, in any order, or
 * never.
 *
 * @param attempt as the callback's address has it; null when only the message is known
 * @param word the provider's own
 * @param failure why it did not get through; null unless its state is undelivered
 */
public record Report(
    Source source,
    Channel channel,
    UUID attempt,
    String messageId,
    State state,
    String word,
    Failure failure) {

  public Report {
    if ((state == State.UNDELIVERED) != (failure != null)) {
      throw new IllegalArgumentException("a failure goes with undelivered, and with nothing else");
    }
  }

  /** The same, of a message that this attempt accounts for. */
  Report of(UUID accounting) {
    return new Report(source, channel, accounting, messageId, state, word, failure);
  }

  /** How we heard of it. */
  public enum Source {
    CALLBACK,
    FETCH,
    LOOK_UP;

    /** The word for it in {@code delivery_receipts}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How far it got; nothing ever goes back from a later one, but from undelivered to delivered. */
  public enum State {
    /** With the provider. */
    ACCEPTED,
    /** With the network. */
    SENT,
    /** The end: not on the handset. */
    UNDELIVERED,
    /** The end: on the handset. */
    DELIVERED
  }

  /**
   * Why it did not get through.
   *
   * @param code the provider's number; null when it gave none
   * @param text what operators read
   * @param hold how long the sender waits, when it is the sender that must; zero otherwise
   * @param alert what somebody is told when nothing more is tried; null for nothing
   */
  public record Failure(
      FailureClass kind, Integer code, String text, Duration hold, DeliveryAlert alert) {

    /** With the usual time to wait for a sender that must, and the usual alert. */
    public Failure(FailureClass kind, Integer code, String text) {
      this(kind, code, text, kind.usualHold(), null);
    }
  }
}
