package scrip.email;

import io.vertx.ext.mail.SMTPException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.DeliveryOutcome.Misconfigured;
import scrip.delivery.DeliveryOutcome.Permanent;
import scrip.delivery.DeliveryOutcome.Throttled;
import scrip.delivery.DeliveryOutcome.Transient;

/**
 * What a mail server's refusals mean for a delivery, and what operators read. A refusal is an
 * answer: the server does not have the mail. What it writes is not passed on, as it may repeat the
 * address.
 */
final class SmtpReplies {

  private static final Duration THROTTLED_FOR = Duration.ofSeconds(60);
  private static final int CLOSING = 421;

  /** Log-in wanted, mechanism too weak, credentials refused, encryption wanted. */
  private static final Set<Integer> OF_OUR_ACCOUNT = Set.of(530, 534, 535, 538);

  private static final Pattern TOO_MANY =
      Pattern.compile("too many|too fast|throttl|\\brates?\\b|quota exceeded|limit exceeded");

  private SmtpReplies() {}

  /** Where in the dialogue a refusal came, by how the client begins its text. */
  private enum Step {
    SENDER("sender address not accepted", "our sender's address"),
    RECIPIENT("recipient address not accepted", "the recipient's address"),
    DATA("DATA command not accepted", "the mail"),
    CONTENT("sending data failed", "the mail"),
    /** Greeting, hello, log-in. */
    BEFORE("", "us");

    private final String clientsText;
    private final String what;

    Step(String clientsText, String what) {
      this.clientsText = clientsText;
      this.what = what;
    }

    static Step of(SMTPException reply) {
      return Arrays.stream(values())
          .filter(step -> String.valueOf(reply.getMessage()).startsWith(step.clientsText))
          .findFirst()
          .orElse(BEFORE);
    }
  }

  static DeliveryOutcome outcome(SMTPException reply) {
    Step step = Step.of(reply);
    int code = reply.getReplyCode();
    if (OF_OUR_ACCOUNT.contains(code)) {
      return new Misconfigured(code, "the mail server refuses our credentials (" + code + ")");
    }
    if (reply.isPermanent()) {
      String text = "the mail server refuses " + step.what + " (" + code + ")";
      // Whom it does not let in, or does not let send, cannot learn anything of a recipient.
      return step == Step.BEFORE || step == Step.SENDER
          ? new Misconfigured(code, text)
          : new Permanent(code, text);
    }
    return code == CLOSING || step == Step.BEFORE || saysTooMany(reply)
        ? new Throttled(code, "the mail server takes no more for now (" + code + ")", THROTTLED_FOR)
        : new Transient(code, "the mail server does not take " + step.what + " yet (" + code + ")");
  }

  private static boolean saysTooMany(SMTPException reply) {
    return TOO_MANY
        .matcher(String.join(" ", reply.getReplyMessages()).toLowerCase(Locale.ROOT))
        .find();
  }
}
