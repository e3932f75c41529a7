package scrip.delivery;

import io.vertx.mutiny.sqlclient.Row;
import java.util.UUID;

/**
 * A leased delivery with what its message is made of.
 *
 * @param calls provider calls that count so far
 * @param attempts calls begun so far, counting or not
 * @param row what the message is made of, and what the card is opened from
 */
record WaitingDelivery(
    UUID id, UUID lease, Channel channel, String address, int calls, int attempts, Row row) {

  /**
   * Ready to be called for.
   *
   * @param bodyHash of the text; null when it is the provider that writes it
   */
  record Composed(WaitingDelivery delivery, Message message, byte[] bodyHash) {
    UUID attempt() {
      return message.attempt();
    }
  }

  /** Called for. */
  record Called(
      WaitingDelivery delivery, UUID attempt, DeliveryOutcome outcome, int latencyMillis) {}
}
