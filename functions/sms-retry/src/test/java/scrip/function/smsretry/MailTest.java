package scrip.function.smsretry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.delivery.Channel;
import scrip.delivery.DeliveryOutcome.Accepted;
import scrip.delivery.Message;
import scrip.delivery.Message.Content.Mail;
import scrip.email.EmailSender;
import scrip.testing.function.Cloud;
import scrip.testing.mail.MailStandIn;
import scrip.testing.mail.ReceivedMail;

/** The function's own templates and mail client: none of them is switched off in tests. */
@QuarkusTest
@QuarkusTestResource(
    value = Cloud.class,
    initArgs = {
      @ResourceArg(name = "scrip.public-url", value = "http://127.0.0.1:9"),
      @ResourceArg(name = "scrip.twilio.base-url", value = Cloud.PROVIDER)
    })
class MailTest {

  @Inject EmailSender sender;

  @Test
  void a_card_leaves_by_mail_as_text_and_as_escaped_html() {
    Map<String, String> values =
        Map.of("brand", "<b>Librairie</b>", "value", "25", "code", "GC12", "number", "6006");
    Mail card = new Mail(null, "fr", "Société", "#00558c", values);
    UUID attempt = UUID.randomUUID();
    int port = Cloud.settings().mailPort();

    try (MailStandIn server = MailStandIn.start(MailStandIn.Config.defaults().withPorts(port, 0))) {
      assertInstanceOf(Accepted.class, sender.send(new Message(attempt, "ann@example.com", card)));

      ReceivedMail mail = server.mails().get(0);
      assertEquals(Channel.EMAIL, sender.channel());
      assertEquals("Votre carte cadeau <b>Librairie</b>", mail.header("Subject"));
      assertTrue(mail.text().contains("Numéro de carte: 6006\n"), mail.text());
      assertTrue(mail.source().contains("&lt;b&gt;Librairie&lt;/b&gt;"));
      assertFalse(mail.source().contains("</title>\r\n<b>"));
    }
  }
}
