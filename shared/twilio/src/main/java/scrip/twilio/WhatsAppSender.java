package scrip.twilio;

import jakarta.enterprise.context.ApplicationScoped;
import scrip.delivery.Channel;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.Message;
import scrip.delivery.MessageSender;

/** Messages by WhatsApp, as an approved template or as a text within 24 hours of an answer. */
@ApplicationScoped
public class WhatsAppSender implements MessageSender {

  private final TwilioMessages messages;

  public WhatsAppSender(TwilioMessages messages) {
    this.messages = messages;
  }

  @Override
  public Channel channel() {
    return Channel.WHATSAPP;
  }

  @Override
  public DeliveryOutcome send(Message message) {
    return messages.send(message, Addresses.WHATSAPP);
  }
}
