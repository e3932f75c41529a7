package scrip.aws;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.jboss.logging.Logger;
import scrip.ops.OperationsRefusal;
import scrip.ops.StartRun;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** Starts runs by invoking the function of the job. */
@ApplicationScoped
public class LambdaRuns implements StartRun {

  private static final Logger LOG = Logger.getLogger(LambdaRuns.class);

  private final RunsConfig config;
  private final LambdaInvocations lambda;

  public LambdaRuns(RunsConfig config, LambdaInvocations lambda) {
    this.config = config;
    this.lambda = lambda;
  }

  @Override
  public Uni<Void> start(String job) {
    String function = config.functions().map(RunsConfig.Functions::byJob).orElse(Map.of()).get(job);
    if (function == null) {
      return Uni.createFrom()
          .failure(
              new Refused(
                  RequestRefusal.NOT_CONFIGURED, "No function is named here that runs this job."));
    }
    String event = JsonObject.of("job", job, "trigger", "hand").encode();
    var way = new LambdaInvocations.Way(config.endpoint(), config.timeout());
    return Uni.createFrom()
        .voidItem()
        .invoke(() -> lambda.invoke(function, event, way))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .onFailure()
        .invoke(e -> LOG.errorf("a run of %s was not started: %s", job, e.toString()))
        .onFailure()
        .transform(e -> new Refused(OperationsRefusal.RUN_NOT_STARTED));
  }
}
