package scrip.twilio;

import jakarta.enterprise.context.ApplicationScoped;
import scrip.delivery.Channel;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.Message;
import scrip.delivery.MessageSender;

/** Text messages. */
@ApplicationScoped
public class SmsSender implements MessageSender {

  private final TwilioMessages messages;

  public SmsSender(TwilioMessages messages) {
    this.messages = messages;
  }

  @Override
  public Channel channel() {
    return Channel.SMS;
  }

  @Override
  public DeliveryOutcome send(Message message) {
    return messages.send(message, Addresses.SMS);
  }
}
