package scrip.ops;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.access.Caller;
import scrip.audit.AuditLog;
import scrip.problem.Refused;

/** Runs a job now because a person asks for it, beside its schedule and under the same lease. */
@ApplicationScoped
public class RunNow {

  private final Pool pool;
  private final RegisteredJobs jobs;
  private final AuditLog audit;
  private final StartRun start;

  public RunNow(Pool pool, RegisteredJobs jobs, AuditLog audit, StartRun start) {
    this.pool = pool;
    this.jobs = jobs;
    this.audit = audit;
    this.start = start;
  }

  /**
   * Starts a run and does not wait for it. That it was asked for is noted before it starts, so that
   * no run goes without its note.
   *
   * @throws Refused not-found; job-switched-off; job-running; run-not-started
   */
  public Uni<Void> run(String job, String reason, Caller by) {
    return jobs.one(job)
        .chain(
            found -> {
              if (!found.active()) {
                throw new Refused(OperationsRefusal.JOB_SWITCHED_OFF);
              }
              if (found.running()) {
                throw new Refused(OperationsRefusal.JOB_RUNNING);
              }
              return pool.withTransaction(
                  transaction ->
                      audit.write(
                          transaction,
                          new AuditLog.Entry(
                              by.name(),
                              "run-now",
                              "job",
                              job,
                              reason,
                              new JsonObject(),
                              by.requestId())));
            })
        .chain(() -> start.start(job));
  }
}
