package scrip.testing.twilio;

/**
 * What the stand-in does with one well-formed request: whether the message gets into the ledger,
 * and what the client sees of it. The two are independent, because at Twilio they are: an error or
 * a lost answer does not prove that nothing was sent.
 *
 * @param accepts whether the message is in the ledger
 * @param answer what the client sees
 * @param status HTTP status of an error, else 0
 * @param code Twilio's error code, else 0
 * @param message Twilio's error text, else empty
 * @param retryAfter seconds in the Retry-After header, 0 for no such header
 */
public record TwilioFault(
    boolean accepts, Answer answer, int status, int code, String message, int retryAfter) {

  /** What the client sees: 201, nothing until released, a reset connection, or an error. */
  public enum Answer {
    CREATED,
    HELD,
    RESET,
    ERROR
  }

  public static final TwilioFault NONE = new TwilioFault(true, Answer.CREATED);

  /** Kept open; accepted only when released while the client is still there. */
  public static final TwilioFault HOLD_BEFORE_ACCEPTING = new TwilioFault(false, Answer.HELD);

  /** In the ledger; the answer is withheld until released. */
  public static final TwilioFault HOLD_AFTER_ACCEPTING = new TwilioFault(true, Answer.HELD);

  public static final TwilioFault CLOSE_BEFORE_ACCEPTING = new TwilioFault(false, Answer.RESET);
  public static final TwilioFault CLOSE_AFTER_ACCEPTING = new TwilioFault(true, Answer.RESET);
  public static final TwilioFault THROTTLED = throttled(1);
  public static final TwilioFault SERVER_ERROR_500 = error(500, 20500, "Internal Server Error");
  public static final TwilioFault SERVER_ERROR_500_AFTER_ACCEPTING =
      new TwilioFault(true, Answer.ERROR, 500, 20500, "Internal Server Error", 0);
  public static final TwilioFault TRIAL_21608 =
      error(400, 21608, "The number is unverified. Trial accounts cannot send to it.");

  private TwilioFault(boolean accepts, Answer answer) {
    this(accepts, answer, 0, 0, "", 0);
  }

  /** Twilio's 429: the request was not processed, and may be repeated after so many seconds. */
  public static TwilioFault throttled(int retryAfterSeconds) {
    return new TwilioFault(false, Answer.ERROR, 429, 20429, "Too Many Requests", retryAfterSeconds);
  }

  /** Any of Twilio's numbered errors; the message is not accepted. */
  public static TwilioFault error(int status, int code, String message) {
    return new TwilioFault(false, Answer.ERROR, status, code, message, 0);
  }
}
