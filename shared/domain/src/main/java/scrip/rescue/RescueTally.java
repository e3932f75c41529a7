package scrip.rescue;

import io.vertx.pgclient.PgException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import scrip.rescue.StuckCards.Stuck;
import scrip.rescue.Verdict.Act;

/** What one run of rescue did so far. */
final class RescueTally {

  private final Set<UUID> poolsOfReleased = new LinkedHashSet<>();
  private final List<String> failures = new ArrayList<>();
  private int looked;
  private int driven;
  private int released;
  private int kept;
  private int busy;
  private int flagged;
  private long folded;

  /**
   * Counts a visit.
   *
   * @param act null when somebody else worked on the card
   */
  void count(Act act, Stuck stuck) {
    looked++;
    if (act == null) {
      busy++;
    } else if (act == Act.KEEP) {
      kept++;
    } else if (act == Act.DRIVE) {
      driven++;
    } else {
      released++;
      poolsOfReleased.add(stuck.poolId());
    }
  }

  void flagged() {
    looked++;
    flagged++;
  }

  void folded(int count) {
    folded += count;
  }

  /** Keeps what went wrong for the end, so that the rest of the run goes on. */
  Void failed(String what, Throwable failure) {
    failures.add(what + " failed: " + words(failure));
    return null;
  }

  int driven() {
    return driven;
  }

  Set<UUID> poolsOfReleased() {
    return poolsOfReleased;
  }

  /**
   * A line for people.
   *
   * @throws IllegalStateException with that line, when a part of the run failed
   */
  String line() {
    String line =
        looked
            + " looked at, "
            + driven
            + " driven forward, "
            + released
            + " released, "
            + kept
            + " kept, "
            + busy
            + " busy, "
            + flagged
            + " flagged; "
            + folded
            + " count deltas folded";
    if (!failures.isEmpty()) {
      throw new IllegalStateException(line + "; " + String.join("; ", failures));
    }
    return line;
  }

  /** What went wrong without the values of any row. */
  static String words(Throwable failure) {
    return failure instanceof PgException e
        ? e.getSqlState() + " " + e.getErrorMessage()
        : failure.getClass().getSimpleName();
  }
}
