package scrip.function.console.operations;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import scrip.ops.StartRun;

/** Remembers which runs it was asked for, and runs none. */
@Alternative
@Priority(1)
@ApplicationScoped
class AskedRuns implements StartRun {

  static final List<String> JOBS = new CopyOnWriteArrayList<>();

  @Override
  public Uni<Void> start(String job) {
    JOBS.add(job);
    return Uni.createFrom().voidItem();
  }
}
