package scrip.email;

import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.vertx.core.MultiMap;
import io.vertx.ext.mail.MailMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import scrip.delivery.Message.Content.Mail;
import scrip.delivery.MessageTemplate;

/** A card as a mail: the same words as text and as HTML, in the client's name and colour. */
@ApplicationScoped
class CardMail {

  private static final int SUBJECT_AT_MOST = 200;
  private static final int NAME_AT_MOST = 100;
  private static final int VALUE_AT_MOST = 500;

  private final Template html;
  private final Template text;

  CardMail(@Location("mail/card.html") Template html, @Location("mail/card.txt") Template text) {
    this.html = html;
    this.text = text;
  }

  MailMessage of(UUID attempt, String to, Mail content, MailServer server) {
    Map<String, String> values = new HashMap<>();
    content.values().forEach((k, v) -> values.put(k, v == null ? "" : line(v, VALUE_AT_MOST)));
    values.put("client_name", line(Objects.requireNonNullElse(content.from(), ""), NAME_AT_MOST));
    values.put("from_address", server.from());
    Wording wording = Wording.of(content.language());
    Map<String, Object> data = new HashMap<>(wording.filled(values));
    data.put("language", wording.language());
    data.put("client", values.get("client_name"));
    data.put("code", values.getOrDefault("code", ""));
    data.put("number", values.getOrDefault("number", ""));
    data.put("expires", values.getOrDefault("expires_on", ""));
    Colour colour = Colour.of(content.colour());
    data.put("colour", colour.css());
    data.put("on_colour", colour.textOn());
    String subject = subject(content, values, (String) data.get("subject"));
    data.put("subject", subject);
    MailMessage mail = new MailMessage();
    mail.setFrom(server.from())
        .setTo(to)
        .setText(text.render(data))
        .setHtml(html.render(data))
        .setHeaders(headers(attempt, subject, values.get("client_name"), server));
    return mail;
  }

  /** The client's own subject may name the recipient and the card, but does not show its code. */
  private static String subject(Mail content, Map<String, String> values, String usual) {
    if (content.subject() == null || content.subject().isBlank()) {
      return line(usual, SUBJECT_AT_MOST);
    }
    Map<String, String> shown = new HashMap<>(values);
    shown.keySet().removeAll(java.util.Set.of("code", "number"));
    return line(new MessageTemplate(content.subject()).fill(shown), SUBJECT_AT_MOST);
  }

  private static MultiMap headers(UUID attempt, String subject, String client, MailServer server) {
    return MultiMap.caseInsensitiveMultiMap()
        .add("Message-ID", "<" + attempt + "@" + server.domain() + ">")
        .add("From", MailHeaders.mailbox(client, server.from()))
        .add("Subject", MailHeaders.subject(subject))
        .add("Auto-Submitted", "auto-generated")
        .add("List-Unsubscribe", "<mailto:" + server.from() + "?subject=unsubscribe>");
  }

  private static String line(String value, int charactersAtMost) {
    return MailHeaders.oneLine(value, charactersAtMost);
  }
}
