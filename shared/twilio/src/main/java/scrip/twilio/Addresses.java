package scrip.twilio;

import com.twilio.type.PhoneNumber;
import java.util.Map;

/** How Twilio writes addresses of a channel, and which member of the secret is its sender. */
enum Addresses {
  SMS("", "from", "messagingService"),
  WHATSAPP("whatsapp:", "whatsappFrom", null);

  private final String prefix;
  private final String number;
  private final String service;

  Addresses(String prefix, String number, String service) {
    this.prefix = prefix;
    this.number = number;
    this.service = service;
  }

  PhoneNumber of(String e164) {
    return new PhoneNumber(e164.startsWith(prefix) ? e164 : prefix + e164);
  }

  /** The id of the messaging service that picks the number; null when there is none. */
  String service(Map<String, String> account) {
    return service == null ? null : account.get(service);
  }

  /** Our number; null when there is none. */
  PhoneNumber from(Map<String, String> account) {
    return account.get(number) == null ? null : of(account.get(number));
  }

  /** What operators read when the secret names no sender. */
  String missing() {
    return "The secret 'twilio' lacks its member '" + number + "'.";
  }
}
