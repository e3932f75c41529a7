package scrip.ops;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.StreamSupport;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** The register of jobs as operators read and switch it; {@link Jobs} is how runs use it. */
@ApplicationScoped
public class RegisteredJobs {

  private static final String FIND =
      """
      SELECT h.jobname, h.schedule, h.active, h.last_run, h.next_run, h.heartbeat_at, h.last_status, h.last_message,
             h.overdue, coalesce(j.lease_until > now(), false) AS running
      FROM job_health h JOIN job j USING (jobname)
      WHERE $1::text IS NULL OR h.jobname = $1::text
      ORDER BY h.jobname
      """;

  private static final String SWITCH =
      "UPDATE job SET active = $2 WHERE jobname = $1 AND active <> $2";

  private static final String RUNS =
      """
      SELECT runid, status, trigger, start_time, end_time, return_message, build FROM job_run_details
      WHERE jobname = $1 AND ($2::bigint IS NULL OR runid < $2::bigint)
      ORDER BY runid DESC LIMIT $3
      """;

  private final Pool pool;

  public RegisteredJobs(Pool pool) {
    this.pool = pool;
  }

  /**
   * One job.
   *
   * @param schedule as cron writes it
   * @param nextRun when its schedule will fire, as far as the register knows
   * @param running whether a run holds its lease at present
   * @param overdue whether it is on and three of its turns were missed
   */
  public record Job(
      String name,
      String schedule,
      boolean active,
      Instant lastRun,
      Instant nextRun,
      Instant heartbeatAt,
      boolean running,
      String lastStatus,
      String lastMessage,
      boolean overdue) {}

  /** One run; {@code build} is the one that ran it. */
  public record Run(
      long id,
      String status,
      String trigger,
      Instant startedAt,
      Instant endedAt,
      String message,
      String build) {}

  public Uni<List<Job>> all() {
    return find(null);
  }

  /**
   * One by its name.
   *
   * @throws Refused not-found
   */
  public Uni<Job> one(String name) {
    return find(name)
        .map(
            found ->
                found.stream()
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new Refused(
                                RequestRefusal.NOT_FOUND, "There is no job of that name.")));
  }

  /** Its runs, the newest first. */
  public Uni<List<Run>> runs(String job, Long before, int atMost) {
    return pool.preparedQuery(RUNS)
        .execute(Tuple.tuple().addString(job).addLong(before).addInteger(atMost))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(RegisteredJobs::run).toList());
  }

  /** Switches it; false when it was so already. */
  Uni<Boolean> switchTo(SqlConnection transaction, String job, boolean active) {
    return transaction
        .preparedQuery(SWITCH)
        .execute(Tuple.of(job, active))
        .map(rows -> rows.rowCount() > 0);
  }

  private Uni<List<Job>> find(String name) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.tuple().addString(name))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(RegisteredJobs::job).toList());
  }

  private static Job job(Row row) {
    return new Job(
        row.getString("jobname"),
        row.getString("schedule"),
        row.getBoolean("active"),
        instant(row.getOffsetDateTime("last_run")),
        instant(row.getOffsetDateTime("next_run")),
        instant(row.getOffsetDateTime("heartbeat_at")),
        row.getBoolean("running"),
        row.getString("last_status"),
        row.getString("last_message"),
        row.getBoolean("overdue"));
  }

  private static Run run(Row row) {
    return new Run(
        row.getLong("runid"),
        row.getString("status"),
        row.getString("trigger"),
        instant(row.getOffsetDateTime("start_time")),
        instant(row.getOffsetDateTime("end_time")),
        row.getString("return_message"),
        row.getString("build"));
  }

  private static Instant instant(OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
