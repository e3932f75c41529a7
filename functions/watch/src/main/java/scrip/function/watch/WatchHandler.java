package scrip.function.watch;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import scrip.imports.CommitImports;
import scrip.ops.KeepWatch;
import scrip.ops.Metrics;
import scrip.ops.RunEvent;
import scrip.ops.RunJob;
import scrip.ops.RunJob.Ended;

/** The jobs of every minute. A run that fails is a function error. */
@ApplicationScoped
@Named("watch")
public class WatchHandler implements RequestHandler<RunEvent, Ended> {

  public static final String WATCH = "watch-every-1min";
  public static final String COMMIT_IMPORTS = "commit-imports-every-1min";

  private final RunJob runJob;
  private final KeepWatch keepWatch;
  private final CommitImports commitImports;
  private final Metrics metrics;

  public WatchHandler(
      RunJob runJob, KeepWatch keepWatch, CommitImports commitImports, Metrics metrics) {
    this.runJob = runJob;
    this.keepWatch = keepWatch;
    this.commitImports = commitImports;
    this.metrics = metrics;
  }

  @Override
  public Ended handleRequest(RunEvent event, Context context) {
    return metrics.measured(
        event, context == null ? null : context.getAwsRequestId(), () -> run(event));
  }

  private Uni<Ended> run(RunEvent event) {
    if (WATCH.equals(event.job())) {
      return runJob.run(WATCH, event.startedBy(), keepWatch::watch);
    }
    if (COMMIT_IMPORTS.equals(event.job())) {
      return runJob.run(COMMIT_IMPORTS, event.startedBy(), commitImports::commit);
    }
    throw new IllegalArgumentException(
        "this function runs " + WATCH + " and " + COMMIT_IMPORTS + "; the event names neither");
  }
}
