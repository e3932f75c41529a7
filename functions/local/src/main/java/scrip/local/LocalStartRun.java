package scrip.local;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import scrip.ops.StartRun;

/** Runs by hand within the process, on a thread of their own. */
@ApplicationScoped
class LocalStartRun implements StartRun {

  private static final Logger LOG = Logger.getLogger(LocalStartRun.class);

  private final LocalRuns runs;

  LocalStartRun(LocalRuns runs) {
    this.runs = runs;
  }

  @Override
  public Uni<Void> start(String job) {
    Infrastructure.getDefaultWorkerPool().execute(() -> run(job));
    return Uni.createFrom().voidItem();
  }

  private void run(String job) {
    try {
      runs.run(job, "hand");
    } catch (RuntimeException e) {
      LOG.warnf("run of %s by hand failed: %s", job, e.toString());
    }
  }
}
