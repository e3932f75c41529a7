package scrip.email;

import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailMessage;
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
    MailServer server;
    try {
      server = MailServer.of(secrets.read("mail"));
    } catch (Refused notConfigured) {
      return new DeliveryOutcome.Misconfigured(null, notConfigured.getMessage());
    }
    if (!MailServer.isAddress(message.to())) {
      return new DeliveryOutcome.Permanent(null, "mail cannot be sent to an address like this");
    }
    MailMessage mail;
    try {
      mail =
          cardMail.of(
              message.attempt(), message.to(), (Message.Content.Mail) message.content(), server);
    } catch (RuntimeException e) {
      // A fault of our templates, and before any call: nothing is unknown.
      return new DeliveryOutcome.Misconfigured(
          null, "a mail could not be made: " + e.getClass().getSimpleName());
    }
    return new Submission(vertx, config, server, mail).outcome();
  }
}
