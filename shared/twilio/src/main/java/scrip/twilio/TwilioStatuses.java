package scrip.twilio;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import scrip.delivery.Channel;
import scrip.delivery.FailureClass;
import scrip.delivery.Report;

/** Status callbacks: Twilio's words for how far a message got, as reports. */
public final class TwilioStatuses {

  static final Pattern SID = Pattern.compile("[A-Za-z0-9]{2,64}");
  static final String WHATSAPP = "whatsapp:";

  private TwilioStatuses() {}

  /**
   * Reads a callback.
   *
   * @param attempt as the callback's address has it; null when it has none
   * @return empty for one without a message, or with a word that we do not know
   */
  public static Optional<Report> report(Map<String, String> fields, UUID attempt) {
    String sid = first(fields, "MessageSid", "SmsSid");
    String word = first(fields, "MessageStatus", "SmsStatus");
    Report.State state = state(word);
    if (!SID.matcher(sid).matches() || state == null) {
      return Optional.empty();
    }
    Channel channel =
        fields.getOrDefault("To", "").startsWith(WHATSAPP) ? Channel.WHATSAPP : Channel.SMS;
    Report.Failure failure =
        state == Report.State.UNDELIVERED ? failure(code(fields.get("ErrorCode"))) : null;
    return Optional.of(
        new Report(Report.Source.CALLBACK, channel, attempt, sid, state, word, failure));
  }

  private static Report.State state(String word) {
    return switch (word) {
      case "queued", "accepted", "scheduled", "sending" -> Report.State.ACCEPTED;
      case "sent" -> Report.State.SENT;
      case "delivered", "read" -> Report.State.DELIVERED;
      case "undelivered", "failed", "canceled" -> Report.State.UNDELIVERED;
      default -> null;
    };
  }

  // What a callback says has no HTTP status to go by: an unlisted number is tried once more.
  private static Report.Failure failure(Integer code) {
    TwilioCodes.Meaning meaning = TwilioCodes.meaning(code, 400);
    if (code == null || !meaning.equals(TwilioCodes.meaning(code, 500))) {
      return new Report.Failure(
          FailureClass.TRANSIENT_ONCE, code, "the network gave no reason that we know");
    }
    return new Report.Failure(FailureClass.valueOf(meaning.kind().name()), code, meaning.text());
  }

  private static Integer code(String text) {
    return text != null && text.matches("[0-9]{1,9}") && !text.matches("0+")
        ? Integer.valueOf(text)
        : null;
  }

  private static String first(Map<String, String> fields, String name, String otherwise) {
    return fields.getOrDefault(name, fields.getOrDefault(otherwise, ""));
  }
}
