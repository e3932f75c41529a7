package scrip.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.UUID;
import scrip.delivery.ReportedDeliveries.Found;
import scrip.delivery.ReportedDeliveries.Subject;

/**
 * Takes in what a provider reports of a message: keeps it once, binds the message to its attempt,
 * and moves delivery, card and log on, in one transaction. Repeats and late reports change nothing
 * that is further on.
 */
@ApplicationScoped
public class TakeReport {

  // A deadlock, or an attempt that got another message at the same moment: done again, it is seen.
  private static final Set<String> PASSING = Set.of("40P01", "23505");

  private final Pool pool;
  private final ReportedDeliveries deliveries;
  private final Fallback fallback;
  private final Nudge nudge;

  public TakeReport(Pool pool, ReportedDeliveries deliveries, Fallback fallback, Nudge nudge) {
    this.pool = pool;
    this.deliveries = deliveries;
    this.fallback = fallback;
    this.nudge = nudge;
  }

  /** What came of it. */
  public enum Taken {
    APPLIED,
    /** Known already, or behind what is known. */
    NOTHING_NEW,
    /** Of a message that no attempt of ours accounts for; kept for review. */
    UNMATCHED
  }

  private record Outcome(Taken taken, boolean waiting) {}

  /** Somebody bound the message to another attempt meanwhile. */
  private static final class BoundMeanwhile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BoundMeanwhile() {
      super("bound to another attempt meanwhile", null, false, false);
    }
  }

  /** A repeat changes nothing. */
  public Uni<Taken> take(Report report) {
    return Uni.createFrom()
        .deferred(() -> pool.withTransaction(transaction -> taken(transaction, report)))
        .onFailure(TakeReport::passes)
        .retry()
        .atMost(5)
        .call(outcome -> outcome.waiting() ? nudge.waiting() : Uni.createFrom().voidItem())
        .map(Outcome::taken);
  }

  private Uni<Outcome> taken(SqlConnection transaction, Report report) {
    return deliveries
        .lock(transaction, report)
        .chain(
            locked ->
                locked.isEmpty()
                    ? unmatched(transaction, report, null)
                    : deliveries
                        .read(transaction, report, locked.get())
                        .chain(found -> matched(transaction, report, locked.get(), found)));
  }

  private Uni<Outcome> unmatched(SqlConnection transaction, Report report, UUID delivery) {
    return deliveries
        .keepUnmatched(transaction, report, delivery)
        .replaceWith(new Outcome(Taken.UNMATCHED, false));
  }

  private Uni<Outcome> matched(
      SqlConnection transaction, Report report, Subject subject, Found found) {
    if (found.another() && found.standing().known() == null) {
      return deliveries
          .tell(transaction, DeliveryAlert.DOUBLE_SEND, "message " + report.messageId())
          .chain(() -> unmatched(transaction, report, subject.delivery()));
    }
    AfterReport.Standing before = found.standing();
    AfterReport after = AfterReport.of(before, report);
    boolean moves = !after.status().equals(before.status()) || !after.pause().isZero();
    Report.State message = before.ahead(report.state()) ? before.known() : report.state();
    Taken taken = moves || message != before.known() ? Taken.APPLIED : Taken.NOTHING_NEW;
    return deliveries
        .apply(transaction, report, subject, message, after, moves)
        .invoke(
            bound -> {
              if (!bound) {
                throw new BoundMeanwhile();
              }
            })
        .chain(() -> alsoTrue(transaction, report, subject, before, after))
        .map(emails -> new Outcome(taken, emails > 0));
  }

  /**
   * What follows beside it.
   *
   * @return how many e-mails wait because of it
   */
  private Uni<Integer> alsoTrue(
      SqlConnection transaction,
      Report report,
      Subject subject,
      AfterReport.Standing before,
      AfterReport after) {
    Uni<Void> done = Uni.createFrom().voidItem();
    if (report.state() == Report.State.DELIVERED && after.status().equals("delivered")) {
      done =
          done.chain(() -> deliveries.cardIsThere(transaction, subject.delivery()))
              .chain(() -> fallback.callBack(transaction, subject.delivery()));
    }
    if (holdsSender(report, before, after)) {
      done =
          done.chain(
              () -> deliveries.holdSender(transaction, subject.delivery(), report.failure()));
    }
    if (before.failsNow(report.state()) && report.failure().kind() == FailureClass.OPTED_OUT) {
      done = done.chain(() -> deliveries.optOut(transaction, subject.delivery()));
    }
    if (after.alert() != null) {
      done =
          done.chain(
              () -> deliveries.tell(transaction, after.alert(), "message " + report.messageId()));
    }
    return done.chain(
        () ->
            after.ended()
                ? fallback.follow(transaction, subject.delivery())
                : Uni.createFrom().item(0));
  }

  /** A throttle is the sender's, also when this message is not sent once more. */
  private static boolean holdsSender(
      Report report, AfterReport.Standing before, AfterReport after) {
    boolean held = after.status().equals("held") && !after.pause().isZero();
    return report.failure() != null
        && !report.failure().hold().isZero()
        && (held || before.superseded() && after.ended());
  }

  private static boolean passes(Throwable failure) {
    return failure instanceof BoundMeanwhile
        || failure instanceof PgException e && PASSING.contains(e.getSqlState());
  }
}
