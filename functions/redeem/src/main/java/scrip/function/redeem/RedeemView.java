package scrip.function.redeem;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import scrip.delivery.Channel;
import scrip.giftcard.Contacts;
import scrip.giftcard.RedeemCode;
import scrip.giftcard.RedeemCode.Redeemed;
import scrip.giftcard.RedeemRefusal;
import scrip.giftcard.Redemption;
import scrip.problem.Fault;
import scrip.problem.Refusal;
import scrip.problem.Refused;
import scrip.secrets.CardSecret;

/**
 * What the page shows: the form, or a result. {@code redeem.js} fills the same places with the same
 * words: whoever changes one changes the other.
 *
 * @param notice null when there is nothing to say
 * @param result {@link Result#NONE} while the form is shown
 * @param refreshes whether a browser without scripts is to look again
 */
public record RedeemView(
    int status, String title, Typed typed, Notice notice, Result result, boolean refreshes) {

  private static final String ASK = "Redeem your gift card";
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

  static RedeemView form() {
    return new RedeemView(200, ASK, Typed.NOTHING, null, Result.NONE, false);
  }

  static RedeemView refused(Refused refused, Typed typed, Instant now, String requestId) {
    return refused(refused.refusal().status(), typed, Notice.of(refused, now, requestId));
  }

  /** For a browser that may not see a redemption, whether there is one or not. */
  static RedeemView elsewhere() {
    String help = "Use the browser that redeemed it, or type the code to see where its card went.";
    Notice notice = new Notice("We cannot show this here", List.of(help), "", false);
    return refused(404, Typed.NOTHING, notice);
  }

  static RedeemView progress(Redemption redemption) {
    Result result = Result.of(redemption, false, null);
    return shown(result, result.is("pending held sending unknown"));
  }

  static RedeemView redeemed(Redeemed redeemed) {
    return shown(Result.of(redeemed.redemption(), redeemed.already(), redeemed.card()), false);
  }

  /** Currencies whose decimals are not two, for the script: browsers disagree with ISO on some. */
  public String exponents() {
    return Currency.getAvailableCurrencies().stream()
        .filter(c -> c.getDefaultFractionDigits() != 2)
        .map(c -> c.getCurrencyCode() + ":" + Math.max(0, c.getDefaultFractionDigits()))
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static RedeemView refused(int status, Typed typed, Notice notice) {
    return new RedeemView(status, notice.title() + " – " + ASK, typed, notice, Result.NONE, false);
  }

  private static RedeemView shown(Result result, boolean refreshes) {
    String title = result.value() + " " + result.brand() + " – your gift card";
    return new RedeemView(200, title, Typed.NOTHING, null, result, refreshes);
  }

  /** What was typed, shown again to be corrected. Prints itself as nothing. */
  public record Typed(String code, String phone, String email) {

    static final Typed NOTHING = new Typed("", "", "");

    /** Reads a form's fields; of one that is malformed there are none. */
    static Typed of(byte[] form) {
      try {
        var fields = new QueryStringDecoder(new String(form, UTF_8), false).parameters();
        return new Typed(
            fields.getOrDefault("code", List.of("")).get(0).strip(),
            fields.getOrDefault("phone", List.of("")).get(0).strip(),
            fields.getOrDefault("email", List.of("")).get(0).strip());
      } catch (IllegalArgumentException e) {
        return NOTHING;
      }
    }

    RedeemCode.Request request() {
      if (code.isEmpty() || code.length() > 100) {
        throw Refused.invalid("/code", "must be 1 to 100 characters");
      }
      if (!phone.isEmpty() && !email.isEmpty()) {
        throw Refused.invalid("/contact", "must name a phone or an email, not both");
      }
      return new RedeemCode.Request(
          code, new Contacts.Asked(null, orNull(phone), orNull(email)), 1);
    }

    private static String orNull(String field) {
      return field.isEmpty() ? null : field;
    }

    @Override
    public String toString() {
      return "Typed[…]";
    }
  }

  /**
   * A refusal in words.
   *
   * @param field what to correct, {@code code}, {@code phone} or {@code email}; else empty
   * @param asksContact whether another contact would help
   */
  public record Notice(String title, List<String> lines, String field, boolean asksContact) {

    static Notice of(Refused refused, Instant now, String requestId) {
      Refusal refusal = refused.refusal();
      Map<String, Object> members = refused.members();
      if (members.get("errors") instanceof List<?> faults) {
        List<String> fields = faults.stream().map(Notice::field).distinct().toList();
        List<String> lines = faults.stream().map(Notice::words).toList();
        String field = fields.size() > 1 ? "phone" : fields.get(0);
        return new Notice("Check what you typed", lines, field, !field.equals("code"));
      }
      if (members.get("callback") instanceof Map<?, ?> callback) {
        Duration until = Duration.between(now, Instant.parse((String) callback.get("dueAt")));
        String when = until.isNegative() ? "any minute" : "in " + minutes(until.toSeconds());
        String line = "Your place in the line: %s. We call you back %s.";
        return plain(refusal, refused.getMessage(), line.formatted(callback.get("place"), when));
      }
      if (members.get("retryAfter") instanceof Long seconds) {
        return plain(refusal, "Wait " + minutes(seconds) + ", then try again.");
      }
      if (refusal.status() >= 500) {
        String call = "If it goes on, call the number on your letter and name " + requestId + ".";
        return plain(refusal, "Your code is not lost. Try again in a moment.", call);
      }
      boolean phone = refusal == RedeemRefusal.CONTACT_MISSING;
      String field = phone ? "phone" : refusal == RedeemRefusal.CODE_NOT_ACCEPTED ? "code" : "";
      boolean asksContact = phone || refusal == RedeemRefusal.OPTED_OUT;
      return new Notice(refusal.title(), List.of(refused.getMessage()), field, asksContact);
    }

    private static Notice plain(Refusal refusal, String... lines) {
      return new Notice(refusal.title(), List.of(lines), "", false);
    }

    private static String field(Object fault) {
      String pointer = ((Fault) fault).pointer();
      return pointer.equals("/code") ? "code" : pointer.endsWith("/email") ? "email" : "phone";
    }

    private static String words(Object fault) {
      String names =
          switch (((Fault) fault).pointer()) {
            case "/code" -> "Code: ";
            case "/contact/email" -> "E-mail: ";
            case "/contact/phone" -> "Phone: ";
            default -> "Contact: ";
          };
      return names + ((Fault) fault).detail();
    }

    private static String minutes(long seconds) {
      return seconds <= 60 ? "a minute" : "about " + (seconds + 59) / 60 + " minutes";
    }
  }

  /** A redemption in words; the card is null where it may not be seen. */
  public record Result(
      String id,
      String brand,
      String value,
      String lastFour,
      String expires,
      String contact,
      String place,
      String state,
      boolean already,
      CardSecret card) {

    static final Result NONE = new Result("", "", "", "", "", "", "", "", false, null);

    static Result of(Redemption redemption, boolean already, CardSecret card) {
      return new Result(
          redemption.id().toString(),
          redemption.brand(),
          redemption.value().display(),
          redemption.lastFour(),
          redemption.expiresOn() == null ? "" : DAY.format(redemption.expiresOn()),
          redemption.maskedContact(),
          redemption.channel() == Channel.EMAIL ? "e-mail" : "phone",
          redemption.deliveryStatus(),
          already,
          card);
    }

    /** Whether the message is in one of these states. */
    public boolean is(String states) {
      return List.of(states.split(" ")).contains(state);
    }
  }
}
