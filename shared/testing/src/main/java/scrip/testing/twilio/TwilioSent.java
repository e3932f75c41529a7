package scrip.testing.twilio;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a client asked Twilio to send. Absent values are empty strings.
 *
 * @param to the recipient, E.164, {@code whatsapp:} before it for WhatsApp
 * @param from the sender, or the messaging service when no sender is named
 * @param body the text
 * @param statusCallback the URL to report to
 * @param more the other form fields by Twilio's names, such as MediaUrl and ContentSid
 */
public record TwilioSent(
    String to, String from, String body, String statusCallback, Map<String, List<String>> more) {

  private static final Set<String> MORE =
      Set.of("MessagingServiceSid", "MediaUrl", "ContentSid", "ContentVariables", "ValidityPeriod");
  private static final Pattern NUMBER = Pattern.compile("(whatsapp:)?\\+[1-9]\\d{6,14}");
  private static final Pattern URL = Pattern.compile("https?://[^\\s/]+\\S*");
  private static final int LONGEST_BODY = 1600;

  /** Twilio's documented test numbers and the error that each one brings about. */
  private static final Map<String, TwilioFault> RECIPIENTS =
      Map.of(
          "+15005550001", refused(21211, "The 'To' number is not a valid phone number."),
          "+15005550002", refused(21612, "The 'To' number is not reachable from this sender."),
          "+15005550003", refused(21408, "Permission to send to this region is not enabled."),
          "+15005550004", refused(21610, "Attempt to send to unsubscribed recipient."),
          "+15005550009", refused(21614, "The 'To' number is not a valid mobile number."));

  private static final Map<String, TwilioFault> SENDERS =
      Map.of(
          "+15005550001", refused(21212, "The 'From' number is not a valid phone number."),
          "+15005550007", refused(21606, "The 'From' number is not owned by the account."),
          "+15005550008", refused(21611, "This 'From' number has exceeded its queue."));

  static TwilioSent of(Map<String, List<String>> form) {
    Map<String, List<String>> more = new LinkedHashMap<>(form);
    String from = take(more, "From");
    return new TwilioSent(
        take(more, "To"),
        from.isEmpty() ? form.getOrDefault("MessagingServiceSid", List.of("")).get(0) : from,
        take(more, "Body"),
        take(more, "StatusCallback"),
        Map.copyOf(more));
  }

  private static String take(Map<String, List<String>> form, String name) {
    List<String> values = form.remove(name);
    return values == null ? "" : values.get(0);
  }

  /** The error with which Twilio refuses such a request, or {@link TwilioFault#NONE}. */
  TwilioFault refusal() {
    for (String name : more.keySet()) {
      if (!MORE.contains(name)) {
        return refused(20001, "The stand-in knows no parameter '" + name + "'.");
      }
    }
    if (to.isEmpty()) {
      return refused(21604, "A 'To' phone number is required.");
    }
    if (from.isEmpty()) {
      return refused(21603, "A 'From' phone number is required.");
    }
    if (body.isEmpty() && !more.containsKey("MediaUrl") && !more.containsKey("ContentSid")) {
      return refused(21602, "Message body is required.");
    }
    if (body.length() > LONGEST_BODY) {
      return refused(21617, "The concatenated message body exceeds the 1600 character limit.");
    }
    if (!statusCallback.isEmpty() && !URL.matcher(statusCallback).matches()) {
      return refused(21609, "The 'StatusCallback' URL is not a valid URL.");
    }
    if (!NUMBER.matcher(to).matches()) {
      return RECIPIENTS.get("+15005550001");
    }
    TwilioFault recipient = RECIPIENTS.getOrDefault(to, TwilioFault.NONE);
    return recipient == TwilioFault.NONE ? SENDERS.getOrDefault(from, TwilioFault.NONE) : recipient;
  }

  private static TwilioFault refused(int code, String message) {
    return TwilioFault.error(400, code, message);
  }
}
