package scrip.testing.twilio;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What becomes of a request and of its message, chosen by lot: how it is answered, how the message
 * ends, and how its reports come. The same lots choose the same fate.
 *
 * @param answer how the request is answered, and whether the message is taken
 * @param word how the message ends if it is taken
 * @param code why it did not get through, else 0
 * @param reports how we are told of it
 */
record TwilioFate(TwilioFault answer, String word, int code, Reports reports) {

  /** How reports come, if at all. */
  enum Reports {
    IN_ORDER,
    LATE,
    /** Each one several times, at the same moment. */
    DOUBLE,
    /** The end before its beginning. */
    OUT_OF_ORDER,
    /** Others write too: unsigned, and signed by somebody else, what is not true. */
    AMONG_FORGED,
    /** Of the end none, or none at all. */
    END_LOST,
    LOST,
    /** At first said to be undelivered for good, and then delivered. */
    TAKEN_BACK
  }

  private record Lot<T>(int share, T of) {}

  private static final List<Lot<TwilioFault>> ANSWERS =
      List.of(
          new Lot<>(560, TwilioFault.NONE),
          new Lot<>(40, TwilioFault.HOLD_BEFORE_ACCEPTING),
          new Lot<>(70, TwilioFault.HOLD_AFTER_ACCEPTING),
          new Lot<>(50, TwilioFault.CLOSE_BEFORE_ACCEPTING),
          new Lot<>(80, TwilioFault.CLOSE_AFTER_ACCEPTING),
          new Lot<>(40, TwilioFault.SERVER_ERROR_500),
          new Lot<>(70, TwilioFault.SERVER_ERROR_500_AFTER_ACCEPTING),
          new Lot<>(20, TwilioFault.error(503, 20503, "Service Unavailable")),
          new Lot<>(20, new TwilioFault(true, TwilioFault.Answer.ERROR, 502, 0, "Bad Gateway", 0)),
          new Lot<>(10, TwilioFault.throttled(1)),
          new Lot<>(15, TwilioFault.error(400, 21211, "The 'To' number is not valid.")),
          new Lot<>(15, TwilioFault.error(400, 21610, "Unsubscribed recipient.")),
          new Lot<>(10, TwilioFault.error(400, 21999, "Something new.")));

  private static final List<Lot<Integer>> ENDS =
      List.of(
          new Lot<>(620, 0),
          new Lot<>(110, 30003),
          new Lot<>(110, 30008),
          new Lot<>(80, 30005),
          new Lot<>(20, 30007),
          new Lot<>(60, 39999));

  private static final List<Lot<Reports>> REPORTS =
      List.of(
          new Lot<>(30, Reports.IN_ORDER),
          new Lot<>(12, Reports.LATE),
          new Lot<>(14, Reports.DOUBLE),
          new Lot<>(14, Reports.OUT_OF_ORDER),
          new Lot<>(10, Reports.AMONG_FORGED),
          new Lot<>(8, Reports.END_LOST),
          new Lot<>(8, Reports.LOST),
          new Lot<>(4, Reports.TAKEN_BACK));

  static TwilioFate chosenBy(SplittableRandom lots) {
    TwilioFault answer = draw(ANSWERS, lots);
    Reports reports = draw(REPORTS, lots);
    int code = reports == Reports.TAKEN_BACK ? 0 : draw(ENDS, lots);
    String bad = lots.nextInt(4) == 0 ? "failed" : "undelivered";
    return new TwilioFate(answer, code == 0 ? "delivered" : bad, code, reports);
  }

  private static <T> T draw(List<Lot<T>> from, SplittableRandom lots) {
    int left = lots.nextInt(from.stream().mapToInt(Lot::share).sum());
    for (Lot<T> lot : from) {
      left -= lot.share();
      if (left < 0) {
        return lot.of();
      }
    }
    throw new IllegalStateException("no lot");
  }

  /** For counting. */
  String answerInWords() {
    String how =
        answer.answer() == TwilioFault.Answer.ERROR
            ? answer.status() + " " + answer.code()
            : answer.answer().name().toLowerCase(Locale.ROOT);
    return how + (answer.accepts() ? ", taken" : ", not taken");
  }

  String endInWords() {
    return word + (code == 0 ? "" : " " + code);
  }
}
