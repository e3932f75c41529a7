package scrip.twilio;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import scrip.delivery.Channel;
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
    if (!SID.matcher(sid).matches()) {
      return Optional.empty();
    }
    Channel channel =
        fields.getOrDefault("To", "").startsWith(WHATSAPP) ? Channel.WHATSAPP : Channel.SMS;
    return TwilioReports.report(
        Report.Source.CALLBACK, channel, attempt, sid, word, code(fields.get("ErrorCode")));
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
