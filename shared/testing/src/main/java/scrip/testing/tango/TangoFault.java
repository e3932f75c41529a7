package scrip.testing.tango;

/**
 * What the stand-in does with one order: whether it is executed, and what the client sees of it.
 * The two are independent, because at a supplier they are.
 *
 * @param executes whether the order gets into the ledger
 * @param sameCode whether the card has the code of the order before
 * @param beforeMillis wait before it is executed
 * @param afterMillis wait between executing and answering
 * @param answer what the client sees
 * @param status HTTP status of an error, else 0
 * @param retryAfter seconds in the Retry-After header, 0 for no such header
 */
public record TangoFault(
    boolean executes,
    boolean sameCode,
    long beforeMillis,
    long afterMillis,
    Answer answer,
    int status,
    int retryAfter) {

  /** What the client sees: the order, a closed connection, or an error. */
  public enum Answer {
    ORDER,
    CLOSED,
    ERROR
  }

  public static final TangoFault NONE = new TangoFault(true, false, 0, 0, Answer.ORDER, 0, 0);

  /** Executed; the connection is closed instead of an answer. */
  public static final TangoFault LOSE_ANSWER =
      new TangoFault(true, false, 0, 0, Answer.CLOSED, 0, 0);

  public static final TangoFault CLOSE_BEFORE =
      new TangoFault(false, false, 0, 0, Answer.CLOSED, 0, 0);

  /** Executed, but with a code that was sold before. */
  public static final TangoFault SAME_CODE = new TangoFault(true, true, 0, 0, Answer.ORDER, 0, 0);

  /** Executed at once, answered late. */
  public static TangoFault answeredLate(long millis) {
    return new TangoFault(true, false, 0, millis, Answer.ORDER, 0, 0);
  }

  /** Executed late: a look-up meanwhile finds nothing. */
  public static TangoFault executedLate(long millis) {
    return new TangoFault(true, false, millis, 0, Answer.ORDER, 0, 0);
  }

  /** An error; nothing is executed. */
  public static TangoFault error(int status) {
    return new TangoFault(false, false, 0, 0, Answer.ERROR, status, 0);
  }

  /** An error after the order was executed all the same. */
  public static TangoFault errorAfter(int status) {
    return new TangoFault(true, false, 0, 0, Answer.ERROR, status, 0);
  }

  /** Too many requests; may be repeated after so many seconds. */
  public static TangoFault busy(int retryAfterSeconds) {
    return new TangoFault(false, false, 0, 0, Answer.ERROR, 429, retryAfterSeconds);
  }
}
