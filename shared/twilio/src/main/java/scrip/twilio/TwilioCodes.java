package scrip.twilio;

import java.util.Map;

/**
 * What Twilio's numbers mean for a delivery, and what operators read. Numbers that are not here go
 * by the HTTP status they came with.
 */
final class TwilioCodes {

  private TwilioCodes() {}

  /** What is done about it. */
  enum Kind {
    PERMANENT,
    TRANSIENT,
    THROTTLED,
    MISCONFIGURED
  }

  /** One number's meaning. */
  record Meaning(Kind kind, String text) {}

  private static final Map<Integer, Meaning> MEANINGS =
      Map.ofEntries(
          permanent(21211, "the number is not valid"),
          permanent(21614, "the number is not valid for text messages"),
          permanent(21610, "the recipient opted out by STOP"),
          permanent(30004, "the recipient or their network blocks our messages"),
          permanent(30005, "the handset is unknown or no longer in service"),
          permanent(30006, "the number is a landline or its network takes no texts"),
          permanent(30007, "the network filtered the message; do not send the same text again"),
          permanent(
              30034,
              "our sender is not registered for this country; see the sender's registration"),
          entry(30003, Kind.TRANSIENT, "the handset is off or out of reach"),
          entry(30008, Kind.TRANSIENT, "the network gave no reason"),
          entry(20429, Kind.THROTTLED, "too many requests at a time for our account"),
          entry(21611, Kind.THROTTLED, "the queue of our sender is full"),
          entry(30001, Kind.THROTTLED, "the queue of our sender is full"),
          entry(63018, Kind.THROTTLED, "the rate limit of the sender is reached"),
          entry(63038, Kind.THROTTLED, "the daily cap of our account is reached"),
          entry(20003, Kind.MISCONFIGURED, "Twilio refuses our account or token"),
          entry(20005, Kind.MISCONFIGURED, "our Twilio account is not active"),
          entry(21212, Kind.MISCONFIGURED, "our sender is not valid"),
          entry(21606, Kind.MISCONFIGURED, "our sender number cannot send texts"),
          entry(21608, Kind.MISCONFIGURED, "a trial account sends to verified numbers only"),
          entry(21603, Kind.MISCONFIGURED, "no sender number is configured"));

  /** The meaning of a number, or of the HTTP status when the number is not known. */
  static Meaning meaning(Integer code, int status) {
    Meaning known = code == null ? null : MEANINGS.get(code);
    if (known != null) {
      return known;
    }
    if (status == 429) {
      return new Meaning(Kind.THROTTLED, "too many requests");
    }
    if ((status < 400 || code == null && status == 404)
        || status == 401
        || status == 403
        || status == 407) {
      // Also who answers like nobody of Twilio's: a proxy, a wrong address. No message is burnt for
      // that.
      return new Meaning(
          Kind.MISCONFIGURED,
          "our credentials or the address of Twilio are refused (" + status + ")");
    }
    return status >= 500
        ? new Meaning(Kind.TRANSIENT, "Twilio had a fault of its own (" + status + ")")
        : new Meaning(Kind.PERMANENT, "Twilio refused the message (" + status + ")");
  }

  private static Map.Entry<Integer, Meaning> permanent(int code, String text) {
    return entry(code, Kind.PERMANENT, text);
  }

  private static Map.Entry<Integer, Meaning> entry(int code, Kind kind, String text) {
    return Map.entry(code, new Meaning(kind, text));
  }
}
