package scrip.function.stuckcardrescue;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import scrip.ops.Metrics;
import scrip.ops.RunEvent;
import scrip.ops.RunJob;
import scrip.ops.RunJob.Ended;
import scrip.rescue.RescueStuckCards;

/** Looks after cards that stay claimed, every ten minutes. A run that fails is a function error. */
@ApplicationScoped
@Named("stuck-card-rescue")
public class StuckCardRescueHandler implements RequestHandler<RunEvent, Ended> {

  public static final String CLEANUP = "cleanup-stuck-cards-every-10min";

  private final RunJob runJob;
  private final RescueStuckCards rescueStuckCards;
  private final Metrics metrics;

  public StuckCardRescueHandler(RunJob runJob, RescueStuckCards rescueStuckCards, Metrics metrics) {
    this.runJob = runJob;
    this.rescueStuckCards = rescueStuckCards;
    this.metrics = metrics;
  }

  @Override
  public Ended handleRequest(RunEvent event, Context context) {
    return metrics.measured(
        event, context == null ? null : context.getAwsRequestId(), () -> run(event));
  }

  private Uni<Ended> run(RunEvent event) {
    if (!CLEANUP.equals(event.job())) {
      throw new IllegalArgumentException("this function runs " + CLEANUP + " and nothing else");
    }
    return runJob.run(CLEANUP, event.startedBy(), rescueStuckCards::rescue);
  }
}
