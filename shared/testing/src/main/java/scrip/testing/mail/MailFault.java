package scrip.testing.mail;

/**
 * What the stand-in does on one connection: at one step it answers otherwise than it should, or not
 * at all. Whether the mail gets into the ledger is independent of that only at the last step, as
 * with every mail server.
 *
 * @param step where it happens
 * @param answer what the client sees there
 * @param code of a reply, else 0
 * @param text of a reply, else empty
 * @param accepts whether a mail that has come whole is in the ledger
 */
public record MailFault(Step step, Answer answer, int code, String text, boolean accepts) {

  /** The steps of a dialogue; {@code CONTENT} is the end of the mail itself. */
  public enum Step {
    GREETING,
    HELLO,
    LOGIN,
    SENDER,
    RECIPIENT,
    DATA,
    CONTENT,
    NONE
  }

  /** A reply with a code, an end of the connection, or nothing until the client goes away. */
  public enum Answer {
    REPLY,
    CLOSE,
    SILENCE,
    REPLY_AND_CLOSE
  }

  public static final MailFault NONE = new MailFault(Step.NONE, Answer.REPLY, 0, "", true);
  public static final MailFault CLOSE_BEFORE_ACCEPTING =
      new MailFault(Step.CONTENT, Answer.CLOSE, 0, "", false);
  public static final MailFault CLOSE_AFTER_ACCEPTING =
      new MailFault(Step.CONTENT, Answer.CLOSE, 0, "", true);
  public static final MailFault SILENT_AFTER_ACCEPTING =
      new MailFault(Step.CONTENT, Answer.SILENCE, 0, "", true);
  public static final MailFault WRONG_PASSWORD =
      reply(Step.LOGIN, 535, "5.7.8 Authentication credentials invalid");

  /** Accepted and told so, and the connection ended in the same moment. */
  public static final MailFault ACCEPT_AND_CLOSE =
      new MailFault(Step.CONTENT, Answer.REPLY_AND_CLOSE, 250, "2.0.0 Ok", true);

  /** A refusal; the mail is not accepted. */
  public static MailFault reply(Step step, int code, String text) {
    return new MailFault(step, Answer.REPLY, code, text, false);
  }

  /** A refusal after which the server hangs up. */
  public static MailFault replyAndClose(Step step, int code, String text) {
    return new MailFault(step, Answer.REPLY_AND_CLOSE, code, text, false);
  }

  public static MailFault close(Step step) {
    return new MailFault(step, Answer.CLOSE, 0, "", false);
  }

  public static MailFault silence(Step step) {
    return new MailFault(step, Answer.SILENCE, 0, "", false);
  }
}
