package scrip.aws;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import scrip.delivery.Nudge;
import scrip.ops.Jobs;

/**
 * Invokes sms-retry. Of a rush one nudge goes out: the register of jobs says whether a run is under
 * way or was nudged just now.
 */
@ApplicationScoped
public class LambdaNudge implements Nudge {

  private static final Logger LOG = Logger.getLogger(LambdaNudge.class);
  private static final String JOB = "send-waiting-sms-every-1min";
  private static final String EVENT = "{\"job\":\"" + JOB + "\",\"trigger\":\"nudge\"}";

  private final NudgeConfig config;
  private final Jobs jobs;
  private final LambdaInvocations lambda;

  public LambdaNudge(NudgeConfig config, Jobs jobs, LambdaInvocations lambda) {
    this.config = config;
    this.jobs = jobs;
    this.lambda = lambda;
  }

  @Override
  public Uni<Void> waiting() {
    if (config.function().isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    var way = new LambdaInvocations.Way(config.endpoint(), config.timeout());
    return jobs.mayNudge(JOB)
        .chain(
            may ->
                may
                    ? Uni.createFrom()
                        .voidItem()
                        .invoke(() -> lambda.invoke(config.function().get(), EVENT, way))
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                    : Uni.createFrom().voidItem())
        .onFailure()
        .invoke(e -> LOG.warnf("nudge failed, the job of every minute will send: %s", e.toString()))
        .onFailure()
        .recoverWithNull();
  }
}
