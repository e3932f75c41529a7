package scrip.ops;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.access.Caller;
import scrip.audit.AuditLog;
import scrip.ops.RegisteredJobs.Job;
import scrip.problem.Refused;

/** Switches a job on or off, from its next turn on; a run under way ends as it would. */
@ApplicationScoped
public class SwitchJob {

  private final Pool pool;
  private final RegisteredJobs jobs;
  private final AuditLog audit;

  public SwitchJob(Pool pool, RegisteredJobs jobs, AuditLog audit) {
    this.pool = pool;
    this.jobs = jobs;
    this.audit = audit;
  }

  /**
   * Switches it; a job that is so already stays so, and nothing is noted.
   *
   * @throws Refused not-found
   */
  public Uni<Job> to(String job, boolean active, String reason, Caller by) {
    return jobs.one(job)
        .chain(
            found ->
                pool.withTransaction(
                    transaction ->
                        jobs.switchTo(transaction, job, active)
                            .chain(
                                changed ->
                                    changed
                                        ? audit.write(
                                            transaction,
                                            new AuditLog.Entry(
                                                by.name(),
                                                active ? "switch-on" : "switch-off",
                                                "job",
                                                job,
                                                reason,
                                                new JsonObject(),
                                                by.requestId()))
                                        : Uni.createFrom().voidItem())))
        .chain(() -> jobs.one(job));
  }
}
