package scrip.twilio;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import scrip.consent.Inbound;
import scrip.consent.Meaning;
import scrip.consent.Words;
import scrip.delivery.Channel;
import scrip.delivery.PhoneNumber;

/** What Twilio tells of a message that a recipient wrote. */
public final class TwilioInbound {

  /** Twilio answers these itself, in text messages; with its own opt-out texts it says so. */
  private static final Set<String> ANSWERED =
      Set.of(
          "STOP",
          "STOPALL",
          "UNSUBSCRIBE",
          "CANCEL",
          "END",
          "QUIT",
          "OPTOUT",
          "REVOKE",
          "START",
          "UNSTOP",
          "YES",
          "HELP",
          "INFO");

  private TwilioInbound() {}

  /**
   * Reads a message.
   *
   * @return empty for one without an id, or of a sender that is no phone
   */
  public static Optional<Inbound> message(Map<String, String> fields) {
    String sid = fields.getOrDefault("MessageSid", fields.getOrDefault("SmsSid", ""));
    String from = fields.getOrDefault("From", "");
    String text = fields.getOrDefault("Body", "");
    boolean whatsApp = from.startsWith(TwilioStatuses.WHATSAPP);
    Optional<PhoneNumber> number =
        PhoneNumber.read(whatsApp ? from.substring(TwilioStatuses.WHATSAPP.length()) : from, null);
    if (!TwilioStatuses.SID.matcher(sid).matches() || number.isEmpty()) {
      return Optional.empty();
    }
    Meaning taken = taken(fields.get("OptOutType"));
    boolean answered =
        taken != null || !whatsApp && text.length() < 20 && ANSWERED.contains(Words.normal(text));
    return Optional.of(
        new Inbound(
            sid, whatsApp ? Channel.WHATSAPP : Channel.SMS, number.get(), text, taken, answered));
  }

  private static Meaning taken(String optOutType) {
    return switch (optOutType == null ? "" : optOutType) {
      case "STOP" -> Meaning.STOP;
      case "START" -> Meaning.START;
      case "HELP" -> Meaning.HELP;
      default -> null;
    };
  }
}
