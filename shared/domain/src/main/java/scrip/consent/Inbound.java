package scrip.consent;

import scrip.delivery.Channel;
import scrip.delivery.PhoneNumber;

/**
 * One message that a recipient wrote. Prints itself without the text and the number.
 *
 * @param messageId the provider's
 * @param taken as what the provider took it itself; null when it does not say
 * @param answered whether the provider answers it, so that we do not
 */
public record Inbound(
    String messageId,
    Channel channel,
    PhoneNumber from,
    String text,
    Meaning taken,
    boolean answered) {

  @Override
  public String toString() {
    return "Inbound[" + messageId + " " + channel.word() + "]";
  }
}
