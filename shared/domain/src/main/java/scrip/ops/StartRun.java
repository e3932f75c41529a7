package scrip.ops;

import io.smallrye.mutiny.Uni;
import scrip.problem.Refused;

/** Starts a run of a job now, wherever its function is. Nobody waits for its end. */
public interface StartRun {

  /**
   * Starts it, by hand.
   *
   * @throws Refused run-not-started; not-configured, when no function of that job is known here
   */
  Uni<Void> start(String job);
}
