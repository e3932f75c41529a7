package scrip.testing.twilio;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import scrip.testing.twilio.TwilioFate.Reports;
import scrip.testing.twilio.TwilioLedger.Message;
import scrip.testing.twilio.TwilioReports.Signed;

/**
 * A bad day at Twilio: each request to each number meets a fate of its own, by a seed that brings
 * it back. The number's n-th request has the same fate whatever happens around it. The ledger holds
 * the truth at all times; reports say less, later, twice, the wrong way round, or never.
 */
public final class TwilioStorm implements AutoCloseable {

  private static final int FORGED_CODE = 39001;
  // From here on a number is spared, so that every delivery comes to an end.
  private static final int SPARED_FROM = 6;

  private final TwilioStandIn twilio;
  private final TwilioReports reports;
  private final long seed;
  private final int lateMillis;
  private final ScheduledExecutorService time = Executors.newScheduledThreadPool(3);
  private final Map<String, Integer> requests = new ConcurrentHashMap<>();
  private final Map<String, Deque<TwilioFate>> taken = new ConcurrentHashMap<>();
  private final Map<String, String> texts = new ConcurrentHashMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private final AtomicInteger steps = new AtomicInteger();
  private volatile String seen = "";

  /**
   * Begins at once.
   *
   * @param lateMillis how late the late reports come
   */
  public TwilioStorm(TwilioStandIn twilio, long seed, int lateMillis) {
    this.twilio = twilio;
    this.seed = seed;
    this.lateMillis = lateMillis;
    this.reports = new TwilioReports(twilio, this::count);
    twilio.faults(this::fault);
    time.scheduleWithFixedDelay(this::look, 20, 20, TimeUnit.MILLISECONDS);
  }

  private TwilioFault fault(TwilioSent sent) {
    int nth = requests.merge(sent.to(), 1, Integer::sum);
    if (nth >= SPARED_FROM) {
      return TwilioFault.NONE;
    }
    long lots = seed * 31 + sent.to().hashCode() * 1_000_003L + nth;
    TwilioFate fate = TwilioFate.chosenBy(new SplittableRandom(lots));
    count("request: " + fate.answerInWords());
    if (fate.answer().accepts()) {
      taken.computeIfAbsent(sent.to(), to -> new ArrayDeque<>()).add(fate);
    }
    return fate.answer();
  }

  /** Finds what was taken since the last look. */
  private synchronized void look() {
    Deque<Message> found = new ArrayDeque<>();
    twilio
        .ledger()
        .newestFirst()
        .takeWhile(message -> message.sid().compareTo(seen) > 0)
        .forEach(found::push);
    steps.addAndGet(found.size());
    for (Message message : found) {
      seen = message.sid();
      texts.put(message.sid(), message.body());
      goOn(message, fate(message));
      steps.decrementAndGet();
    }
  }

  private TwilioFate fate(Message message) {
    Deque<TwilioFate> fates = taken.get(message.to());
    TwilioFate fate = fates == null ? null : fates.poll();
    return fate == null ? new TwilioFate(TwilioFault.NONE, "delivered", 0, Reports.IN_ORDER) : fate;
  }

  private void goOn(Message message, TwilioFate fate) {
    SplittableRandom random = new SplittableRandom(seed + message.to().hashCode());
    count("message: " + fate.endInWords());
    count("reports: " + fate.reports());
    int sentAt = random.nextInt(1, 400);
    int endAt = sentAt + random.nextInt(1, 800);
    int late = fate.reports() == Reports.LATE ? lateMillis / 2 + random.nextInt(lateMillis) : 0;
    // The two may be carried out by different threads at nearly one moment: the first never undoes
    // the second.
    truth(message, it -> it.status().equals("queued") ? it.with("sent", 0) : it, sentAt);
    truth(message, it -> it.with(fate.word(), fate.code()), endAt);
    switch (fate.reports()) {
      case IN_ORDER, LATE -> {
        report(message, "sent", 0, sentAt + late);
        report(message, fate.word(), fate.code(), endAt + late);
      }
      case DOUBLE -> {
        for (int i = 0; i < 3; i++) {
          report(message, "sent", 0, sentAt);
          report(message, fate.word(), fate.code(), endAt);
          report(message, fate.word(), fate.code(), endAt + 300 * i);
        }
      }
      case OUT_OF_ORDER -> {
        report(message, fate.word(), fate.code(), endAt);
        report(message, "sent", 0, endAt + 100);
        report(message, "queued", 0, endAt + 200);
      }
      case AMONG_FORGED -> {
        String lie = fate.code() == 0 ? "undelivered" : "delivered";
        forge(message, lie, Signed.BY_ANOTHER, sentAt);
        forge(message, lie, Signed.BY_NOBODY, endAt);
        report(message, fate.word(), fate.code(), endAt + 50);
        later(endAt, () -> reports.postOfAnother(message, "SMffff" + message.sid(), "delivered"));
      }
      case END_LOST -> report(message, "sent", 0, sentAt);
      case LOST -> {}
      case TAKEN_BACK -> {
        report(message, "undelivered", 30005, sentAt);
        report(message, "delivered", 0, endAt + 100);
      }
    }
  }

  private void truth(Message message, UnaryOperator<Message> change, int millis) {
    later(millis, () -> twilio.ledger().change(message.sid(), change));
  }

  private void report(Message message, String word, int code, int millis) {
    // A step behind the truth, which is set by another thread at the same moment.
    later(millis + 5, () -> reports.post(message, word, code, Signed.BY_TWILIO));
  }

  private void forge(Message message, String word, Signed signed, int millis) {
    later(millis, () -> reports.post(message, word, FORGED_CODE, signed));
  }

  private void later(int millis, Runnable step) {
    steps.incrementAndGet();
    time.schedule(
        () -> {
          try {
            step.run();
          } finally {
            steps.decrementAndGet();
          }
        },
        millis,
        TimeUnit.MILLISECONDS);
  }

  private void count(String what) {
    synchronized (counts) {
      counts.merge(what, 1, Integer::sum);
    }
  }

  /** Whether the truth of every message is final and nothing more will be reported. */
  public boolean isOver() {
    look();
    return steps.get() == 0 && reports.open() == 0;
  }

  /** What each message said when it was taken, by its sid. */
  public Map<String, String> texts() {
    return Map.copyOf(texts);
  }

  /** What happened, how often. */
  public Map<String, Integer> counts() {
    synchronized (counts) {
      return new TreeMap<>(counts);
    }
  }

  @Override
  public void close() {
    time.shutdownNow();
  }
}
