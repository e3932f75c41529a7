package scrip.ops;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * The register of jobs and of their runs: {@code cron.job} and {@code cron.job_run_details}, found
 * by the search path. A lease keeps one run of a job at a time; whoever holds it beats its heart.
 */
@ApplicationScoped
public class Jobs {

  private static final String FIND = "SELECT active FROM job WHERE jobname = $1";

  private static final String LEASE =
      """
      UPDATE job SET lease_token = $2, lease_until = now() + $3 * INTERVAL '1 second', heartbeat_at = now(),
             nudged_until = NULL
      WHERE jobname = $1 AND active AND (lease_until IS NULL OR lease_until < now())
      """;

  private static final String BEGIN =
      """
      WITH run AS (
        INSERT INTO job_run_details (jobname, status, trigger, build) VALUES ($1, $2, $3, $4)
        RETURNING runid, start_time
      ), noted AS (
        UPDATE job SET last_run = run.start_time, next_run = run.start_time + every
        FROM run WHERE jobname = $1 AND $3 = 'schedule'
      )
      SELECT runid FROM run
      """;

  private static final String BEAT =
      """
      UPDATE job SET heartbeat_at = now(), lease_until = now() + $3 * INTERVAL '1 second'
      WHERE jobname = $1 AND lease_token = $2
      """;

  private static final String END =
      """
      WITH ended AS (
        UPDATE job_run_details SET status = $4, return_message = $5, end_time = clock_timestamp() WHERE runid = $3
      )
      UPDATE job SET lease_token = NULL, lease_until = NULL WHERE jobname = $1 AND lease_token = $2
      """;

  private static final String SKIP =
      "UPDATE job_run_details SET status = 'skipped', return_message = $2, end_time = clock_timestamp() WHERE runid = $1";

  // Only the first of a rush changes the row; the others find it changed and write nothing.
  private static final String NUDGE =
      """
      UPDATE job SET nudged_until = now() + INTERVAL '3 seconds'
      WHERE jobname = $1 AND active AND (lease_until IS NULL OR lease_until < now())
        AND (nudged_until IS NULL OR nudged_until < now())
      """;

  private final Pool pool;

  public Jobs(Pool pool) {
    this.pool = pool;
  }

  /** Whether the job is switched on; empty when there is no such job. */
  Uni<Optional<Boolean>> active(String job) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(job))
        .map(
            rows ->
                rows.iterator().hasNext()
                    ? Optional.of(rows.iterator().next().getBoolean("active"))
                    : Optional.empty());
  }

  /** Takes the job's lease, when nobody holds it. */
  Uni<Boolean> lease(String job, UUID token, Duration lease) {
    return pool.preparedQuery(LEASE)
        .execute(Tuple.of(job, token, lease.toSeconds()))
        .map(rows -> rows.rowCount() > 0);
  }

  Uni<Long> begin(String job, String trigger, String build) {
    return pool.preparedQuery(BEGIN)
        .execute(Tuple.of(job, "running", trigger, build))
        .map(rows -> rows.iterator().next().getLong("runid"));
  }

  /** Lengthens the lease. A run whose lease was taken by another beats in vain. */
  Uni<Void> beat(String job, UUID token, Duration lease) {
    return pool.preparedQuery(BEAT)
        .execute(Tuple.of(job, token, lease.toSeconds()))
        .replaceWithVoid();
  }

  Uni<Void> end(String job, UUID token, long run, String status, String message) {
    return pool.preparedQuery(END)
        .execute(Tuple.of(job, token, run, status, message))
        .replaceWithVoid();
  }

  Uni<Void> skip(long run, String why) {
    return pool.preparedQuery(SKIP).execute(Tuple.of(run, why)).replaceWithVoid();
  }

  /**
   * Asks for leave to nudge a job.
   *
   * @return false when it is switched off, when a run is under way (which will look again after it
   *     gave its lease back), or when somebody else has just nudged it
   */
  public Uni<Boolean> mayNudge(String job) {
    return pool.preparedQuery(NUDGE).execute(Tuple.of(job)).map(rows -> rows.rowCount() > 0);
  }
}
