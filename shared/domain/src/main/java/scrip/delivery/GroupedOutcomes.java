package scrip.delivery;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import scrip.delivery.WaitingDelivery.Called;

/**
 * Writes outcomes in groups: while one group is being written, the next collects, so that many
 * outcomes share a commit and none waits for others to come.
 */
final class GroupedOutcomes {

  private static final int AT_ONCE = 200;

  private final AttemptOutcomes outcomes;
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private boolean writing;

  private record Waiting(Called called, UniEmitter<? super Void> emitter) {}

  GroupedOutcomes(AttemptOutcomes outcomes) {
    this.outcomes = outcomes;
  }

  /** Completes when it is committed; fails when it, alone, could not be written. */
  Uni<Void> write(Called called) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              synchronized (this) {
                queue.add(new Waiting(called, emitter));
                if (writing) {
                  return;
                }
                writing = true;
              }
              next();
            });
  }

  private void next() {
    List<Waiting> group = new ArrayList<>();
    synchronized (this) {
      while (!queue.isEmpty() && group.size() < AT_ONCE) {
        group.add(queue.remove());
      }
      if (group.isEmpty()) {
        writing = false;
        return;
      }
    }
    outcomes
        .write(group.stream().map(Waiting::called).toList())
        .onItemOrFailure()
        .transformToUni((done, failure) -> failure == null ? ended(group) : apart(group, failure))
        .subscribe()
        .with(ignored -> next());
  }

  private static Uni<Void> ended(List<Waiting> group) {
    group.forEach(waiting -> waiting.emitter().complete(null));
    return Uni.createFrom().voidItem();
  }

  /** One that the database refuses is the reason of nobody else's. */
  private Uni<Void> apart(List<Waiting> group, Throwable failure) {
    if (group.size() == 1) {
      group.get(0).emitter().fail(failure);
      return Uni.createFrom().voidItem();
    }
    Uni<Void> all = Uni.createFrom().voidItem();
    for (Waiting one : group) {
      all =
          all.chain(
              () ->
                  outcomes
                      .write(List.of(one.called()))
                      .onItemOrFailure()
                      .invoke(
                          (done, refused) -> {
                            if (refused == null) {
                              one.emitter().complete(null);
                            } else {
                              one.emitter().fail(refused);
                            }
                          })
                      .onFailure()
                      .recoverWithNull());
    }
    return all;
  }
}
