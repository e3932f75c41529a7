package scrip.twilio;

import java.util.Optional;
import java.util.UUID;
import scrip.delivery.Channel;
import scrip.delivery.Report;
import scrip.delivery.Report.State;

/** Twilio's words for how far a message got, in callbacks and in its records alike. */
public final class TwilioReports {

  private TwilioReports() {}

  /**
   * What a status says.
   *
   * @param attempt null when only the message is known
   * @param word as Twilio writes it
   * @param code null or 0 when there is none; looked at only when the message failed
   * @return empty when the word is none of an outgoing message's
   */
  public static Optional<Report> report(
      Report.Source source,
      Channel channel,
      UUID attempt,
      String messageId,
      String word,
      Integer code) {
    return state(word)
        .map(
            state ->
                new Report(
                    source,
                    channel,
                    attempt,
                    messageId,
                    state,
                    word,
                    state == State.UNDELIVERED ? TwilioCodes.failure(code) : null));
  }

  private static Optional<State> state(String word) {
    return Optional.ofNullable(
        switch (word) {
          case "accepted", "scheduled", "queued", "sending" -> State.ACCEPTED;
          case "sent" -> State.SENT;
          case "undelivered", "failed", "canceled" -> State.UNDELIVERED;
          case "delivered", "read" -> State.DELIVERED;
          default -> null;
        });
  }
}
