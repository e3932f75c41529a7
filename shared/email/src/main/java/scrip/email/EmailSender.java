package scrip.email;

import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.delivery.Channel;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.Message;
import scrip.delivery.MessageSender;
import scrip.problem.Refused;
import scrip.secrets.SecretStore;

/**
 * Cards by e-mail. One mail is one connection and one submission, never repeated here; its outcome
 * says who may try again. The attempt's id is in the Message-ID, and so in a bounce.
 */
@ApplicationScoped
public class EmailSender implements MessageSender {

  private final EmailConfig config;
  private final SecretStore secrets;
  private final Vertx vertx;
  private final CardMail cardMail;

  public EmailSender(EmailConfig config, SecretStore secrets, Vertx vertx, CardMail cardMail) {
    this.config = config;
    this.secrets = secrets;
    this.vertx = vertx;
    this.cardMail = cardMail;
  }

  @Override
  public Channel channel() {
    return Channel.EMAIL;
  }

  @Override
  public DeliveryOutcome send(Message message) {
    try {
      MailServer server = MailServer.of(secrets.read("mail"));
      if (!MailServer.isAddress(message.to())) {
        return new DeliveryOutcome.Permanent(null, "mail cannot be sent to an address like this");
      }
      Message.Content.Mail content = (Message.Content.Mail) message.content();
      return new Submission(
              vertx, config, server, cardMail.of(message.attempt(), message.to(), content, server))
          .outcome();
    } catch (Refused notConfigured) {
      return new DeliveryOutcome.Misconfigured(null, notConfigured.getMessage());
    }
  }
}
