package scrip.testing.twilio;

import static java.util.stream.Collectors.joining;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import scrip.testing.twilio.TwilioLedger.Callback;
import scrip.testing.twilio.TwilioLedger.Message;

/** What the phone would show: the newest messages, as a page and as JSON. */
final class TwilioPhone {

  private static final int SHOWN = 200;
  private static final String NOTICE =
      "This is a stand-in for Twilio. Nothing leaves this machine and no phone receives anything.";

  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="refresh" content="2">
      <title>What the phone would show</title>
      <style>
      :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
      body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
      .notice, article { border: 1px solid; border-radius: .75rem; padding: .75rem 1rem; }
      article { margin: 1rem 0; border-color: GrayText; }
      .text { white-space: pre-wrap; overflow-wrap: anywhere; }
      .text { font-size: 1.125rem; margin: .5rem 0; }
      .fine { font-size: .875rem; overflow-wrap: anywhere; margin: 0; }
      </style>
      </head>
      <body>
      <h1>What the phone would show</h1>
      <p class="notice"><strong>%s</strong></p>
      <p>%s</p>
      %s
      </body>
      </html>
      """;

  private static final String ARTICLE =
      """
      <article>
      <p class="fine"><time>%s</time> to <strong>%s</strong> · <strong>%s</strong></p>
      <p class="text">%s</p>
      <p class="fine">%s · callback: %s</p>
      </article>
      """;

  private TwilioPhone() {}

  static String page(TwilioLedger ledger) {
    int kept = ledger.size();
    String count =
        switch (kept) {
          case 0 -> "No message yet.";
          case 1 -> "1 message.";
          default -> kept + " messages, newest first" + (kept > SHOWN ? ", the last 200." : ".");
        };
    return PAGE.formatted(
        NOTICE, count, shown(ledger).map(TwilioPhone::article).collect(joining()));
  }

  static JsonObject json(TwilioLedger ledger) {
    List<JsonObject> messages =
        shown(ledger)
            .map(
                message ->
                    new JsonObject()
                        .put("time", message.acceptedAt().toString())
                        .put("to", message.to())
                        .put("from", message.from())
                        .put("text", text(message))
                        .put("state", state(message))
                        .put("sid", message.sid())
                        .put("callback", callback(message)))
            .toList();
    return new JsonObject()
        .put("notice", NOTICE)
        .put("kept", ledger.size())
        .put("messages", new JsonArray(messages));
  }

  private static Stream<Message> shown(TwilioLedger ledger) {
    return ledger.newestFirst().limit(SHOWN);
  }

  private static String article(Message message) {
    // A phone makes links of addresses, and so the page does.
    String text = escaped(text(message)).replaceAll("https?://[^\\s<>]+", "<a href=\"$0\">$0</a>");
    return ARTICLE.formatted(
        message.acceptedAt().truncatedTo(ChronoUnit.SECONDS),
        escaped(message.to()),
        escaped(state(message)),
        text,
        message.sid(),
        escaped(callback(message)));
  }

  private static String text(Message message) {
    Map<String, List<String>> more = message.sent().more();
    String template =
        Stream.of("ContentSid", "ContentVariables", "MediaUrl")
            .filter(more::containsKey)
            .map(name -> name + " " + String.join(" ", more.get(name)))
            .collect(joining("\n"));
    return (message.body() + "\n" + template).strip();
  }

  private static String state(Message message) {
    return message.status() + (message.errorCode() == 0 ? "" : " " + message.errorCode());
  }

  private static String callback(Message message) {
    if (message.statusCallback().isEmpty()) {
      return "none asked for";
    }
    return message.callbacks().isEmpty()
        ? "none yet"
        : message.callbacks().stream().map(TwilioPhone::answer).collect(joining(", "));
  }

  private static String answer(Callback callback) {
    return callback.status()
        + " → "
        + (callback.httpStatus() == 0
            ? "nobody answered (" + callback.failure() + ")"
            : callback.httpStatus());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
