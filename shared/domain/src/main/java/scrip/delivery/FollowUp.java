package scrip.delivery;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is still to be asked of providers after messages were given to them: what became of calls
 * whose answer was lost, what became of messages whose reports were lost, and to forget the texts
 * of those that ended.
 */
@ApplicationScoped
public class FollowUp {

  private final LookUpUnknown lookUps;
  private final FetchReports fetches;
  private final RedactMessages redactions;

  public FollowUp(LookUpUnknown lookUps, FetchReports fetches, RedactMessages redactions) {
    this.lookUps = lookUps;
    this.fetches = fetches;
    this.redactions = redactions;
  }

  /**
   * Takes all three steps, each bounded so that the last has its time whatever becomes of the
   * others, and all of them end within 75 s; one that fails does not keep the next from its work,
   * but then the whole fails when all are done.
   *
   * @return what was done, for people
   */
  public Uni<String> followUp() {
    List<String> done = new ArrayList<>();
    List<Throwable> failed = new ArrayList<>();
    return step(lookUps::lookUp, done, failed)
        .chain(() -> step(fetches::fetch, done, failed))
        .chain(() -> step(redactions::redact, done, failed))
        .map(
            ignored -> {
              if (!failed.isEmpty()) {
                throw new IllegalStateException(
                    "a step of the follow-up failed; done: " + String.join(", ", done),
                    failed.get(0));
              }
              return String.join(", ", done);
            });
  }

  private static Uni<Void> step(
      Supplier<Uni<String>> step, List<String> done, List<Throwable> failed) {
    return Uni.createFrom()
        .deferred(() -> step.get())
        .invoke(done::add)
        .replaceWithVoid()
        .onFailure()
        .invoke(failed::add)
        .onFailure()
        .recoverWithNull();
  }
}
