package scrip.function.console.deliveries;

import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import scrip.delivery.Channel;
import scrip.function.console.SignedIn;
import scrip.giftcard.Contacts;
import scrip.giftcard.ManualAct;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.notification.Notifications.Before;
import scrip.problem.Fault;
import scrip.problem.Refused;

/** The bodies of requests about deliveries, and how they and filters are read. */
final class DeliveryRequests {

  private static final int BODY_AT_MOST = 16_384;
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private DeliveryRequests() {}

  /** To act on one. */
  @Schema(name = "DeliveryReason")
  public record ReasonRequest(@Schema(required = true, maxLength = 500) String reason) {}

  /** To send one again. */
  @Schema(name = "Resend")
  public record ResendRequest(
      @Schema(required = true, maxLength = 500) String reason,
      @Schema(
              enumeration = {"sms", "whatsapp", "email"},
              description =
                  "Left out: the channel of the old one; else one that the campaign offers, or email")
          String channel,
      @Schema(description = "Left out: the one that we know") NewContact contact) {}

  /** A phone or an e-mail address, not both. */
  @Schema(name = "NewContact")
  public record NewContact(String phone, String email) {}

  /** To send one by e-mail. */
  @Schema(name = "SendByEmail")
  public record EmailRequest(
      @Schema(required = true, maxLength = 500) String reason,
      @Schema(maxLength = 254, description = "Left out: the one that we know") String email) {}

  static JsonBody body(byte[] body) {
    return JsonBody.of(body, BODY_AT_MOST);
  }

  /** Reads the reason, which every act has, and ends the reading. */
  static ManualAct act(JsonBody json, RoutingContext http) {
    String reason = json.text("reason", true, 500);
    json.done();
    return new ManualAct(SignedIn.caller(http), reason);
  }

  /** Where it shall go, of a resend. */
  static Contacts.Asked contact(JsonBody json) {
    String word = json.word("channel", false, words(Channel.values(), Channel::word));
    Channel channel = word == null ? null : Channel.of(word).orElseThrow();
    JsonBody contact = json.object("contact");
    if (contact == null) {
      return new Contacts.Asked(channel, null, null);
    }
    String phone = contact.text("phone", false, 40);
    String email = contact.text("email", false, 254);
    contact.closed();
    if ((phone == null) == (email == null)) {
      json.fault("contact", "must name either a phone or an email");
    }
    return new Contacts.Asked(channel, phone, email);
  }

  static UUID[] clients(RoutingContext http) {
    return SignedIn.caller(http).agent().clients().orNull();
  }

  /** One of these by its word; null for none typed, and with a fault for any other. */
  static <T> T word(
      String name, String typed, T[] values, Function<T, String> word, List<Fault> faults) {
    if (typed == null) {
      return null;
    }
    for (T value : values) {
      if (word.apply(value).equals(typed)) {
        return value;
      }
    }
    faults.add(new Fault(name, "must be one of " + String.join(", ", words(values, word))));
    return null;
  }

  static UUID id(String name, String typed, List<Fault> faults) {
    if (typed == null || UUID_FORM.matcher(typed).matches()) {
      return typed == null ? null : UUID.fromString(typed);
    }
    faults.add(new Fault(name, "must be an id"));
    return null;
  }

  static Long number(String name, String typed, int digits, List<Fault> faults) {
    if (typed == null || typed.matches("[0-9]{1," + digits + "}")) {
      return typed == null ? null : Long.valueOf(typed);
    }
    faults.add(new Fault(name, "must be a whole number of at most " + digits + " digits"));
    return null;
  }

  static Instant instant(String name, String typed, List<Fault> faults) {
    try {
      OffsetDateTime time = typed == null ? null : OffsetDateTime.parse(typed);
      if (time == null || time.getYear() >= 2000 && time.getYear() < 2200) {
        return time == null ? null : time.toInstant();
      }
    } catch (DateTimeException e) {
      // The fault below says it.
    }
    faults.add(new Fault(name, "must be a time in ISO 8601, such as 2026-03-01T00:00:00Z"));
    return null;
  }

  /** Where a page begins; null for the first one. */
  static Before before(String cursor) {
    String[] parts = Page.parts(cursor, 2);
    if (parts == null) {
      return null;
    }
    try {
      if (UUID_FORM.matcher(parts[1]).matches()) {
        return new Before(Instant.parse(parts[0]), UUID.fromString(parts[1]));
      }
    } catch (DateTimeException e) {
      // Refused below.
    }
    throw Refused.invalid("cursor", "is not a nextCursor of this list");
  }

  private static <T> List<String> words(T[] values, Function<T, String> word) {
    return Arrays.stream(values).map(word).toList();
  }
}
