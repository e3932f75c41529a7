package scrip.testing.mail;

import static java.util.stream.Collectors.joining;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What the mailboxes would show, newest first: as a page and as JSON. */
final class MailPage {

  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="refresh" content="2">
      <title>What the mailboxes would show</title>
      <style>
      :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
      body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
      .notice, article { border: 1px solid; border-radius: .75rem; padding: .75rem 1rem; }
      article { margin: 1rem 0; border-color: GrayText; }
      .text { white-space: pre-wrap; overflow-wrap: anywhere; }
      </style>
      </head>
      <body>
      <h1>What the mailboxes would show</h1>
      <p class="notice"><strong>This is a stand-in for a mail server. No mail leaves this machine.</strong></p>
      <p>%s</p>
      %s
      </body>
      </html>
      """;

  private static final String ARTICLE =
      """
      <article>
      <p><time>%s</time> from %s to <strong>%s</strong></p>
      <h2>%s</h2>
      <p class="text">%s</p>
      </article>
      """;

  private MailPage() {}

  static String page(List<ReceivedMail> newestFirst) {
    String count =
        newestFirst.isEmpty() ? "No mail yet." : newestFirst.size() + " shown, newest first.";
    return PAGE.formatted(count, newestFirst.stream().map(MailPage::article).collect(joining()));
  }

  static JsonArray json(List<ReceivedMail> newestFirst) {
    return new JsonArray(
        newestFirst.stream()
            .map(
                mail ->
                    new JsonObject()
                        .put("time", mail.at().toString())
                        .put("from", mail.header("From"))
                        .put("to", mail.to())
                        .put("subject", mail.header("Subject"))
                        .put("messageId", mail.header("Message-ID"))
                        .put("text", mail.text()))
            .toList());
  }

  private static String article(ReceivedMail mail) {
    return ARTICLE.formatted(
        mail.at().truncatedTo(ChronoUnit.SECONDS),
        escaped(mail.header("From")),
        escaped(mail.to()),
        escaped(mail.header("Subject")),
        escaped(mail.text()));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
