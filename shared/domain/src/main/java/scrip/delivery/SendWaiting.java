package scrip.delivery;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import scrip.delivery.Deliveries.Turn;

/**
 * Sends messages that wait, by every channel that has a sender here. Any number of instances may do
 * so at once; each delivery belongs to one of them at a time. A run that dies loses nothing: what
 * it had not begun is found again when its lease ends, what it had begun becomes unknown and is not
 * sent again.
 */
@ApplicationScoped
public class SendWaiting {

  static final int CALLS_AT_MOST = 3;
  private static final int ABANDONED_AT_ONCE = 500;

  private final Deliveries deliveries;
  private final DeliveryAttempts attempts;
  private final AttemptOutcomes outcomes;
  private final ComposeMessage messages;
  private final DeliveryConfig config;
  private final Map<Channel, MessageSender> senders;
  private final String[] channels;

  public SendWaiting(
      Deliveries deliveries,
      DeliveryAttempts attempts,
      AttemptOutcomes outcomes,
      ComposeMessage messages,
      DeliveryConfig config,
      @All List<MessageSender> senders) {
    this.deliveries = deliveries;
    this.attempts = attempts;
    this.outcomes = outcomes;
    this.messages = messages;
    this.config = config;
    this.senders =
        senders.stream().collect(Collectors.toMap(MessageSender::channel, Function.identity()));
    this.channels = this.senders.keySet().stream().map(Channel::word).toArray(String[]::new);
  }

  /**
   * What a run did.
   *
   * @param sent calls that the provider accepted
   * @param other calls that came to anything else
   * @param lost deliveries found abandoned in the middle of a call
   * @param flagged deliveries that could not be worked on at all; they stay for the next run
   */
  public record Sent(int sent, int other, int lost, int flagged) {

    @Override
    public String toString() {
      return sent
          + " accepted, "
          + other
          + " not accepted, "
          + lost
          + " unknown, "
          + flagged
          + " flagged";
    }
  }

  /** Works until nothing is due or the run has lasted as long as it may. */
  public Uni<Sent> send(Turn turn) {
    SendTally tally = new SendTally();
    return deliveries
        .loseAbandoned(ABANDONED_AT_ONCE)
        .invoke(lost -> tally.lost(lost.count()))
        .chain(
            lost ->
                new SendRun(
                        atMost ->
                            deliveries.lease(turn, channels, atMost, config.lease(), lost.at()),
                        senders,
                        messages,
                        deliveries,
                        attempts,
                        outcomes,
                        config,
                        tally)
                    .run())
        .map(ignored -> tally.sent());
  }

  /** Whether a first send is due that nobody works on. */
  public Uni<Boolean> anyDue() {
    return deliveries.anyDue(channels);
  }
}
