package scrip.delivery;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Takes in what a provider reports of a message: keeps it once, binds the message to its attempt,
 * and moves delivery, card and log on, in one transaction. Repeats and late reports change nothing
 * that is further on.
 */
@ApplicationScoped
public class TakeReport {

  /** What came of it. */
  public enum Taken {
    APPLIED,
    /** Known already, or behind what is known. */
    NOTHING_NEW,
    /** Of a message that no attempt of ours accounts for; kept for review. */
    UNMATCHED
  }

  /** A repeat changes nothing. */
  public Uni<Taken> take(Report report) {
    throw new UnsupportedOperationException("not yet: " + report.messageId());
  }
}
