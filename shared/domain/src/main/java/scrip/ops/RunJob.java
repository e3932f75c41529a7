package scrip.ops;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * One run of a job under its lease, with a heartbeat and a row of what came of it. A schedule may
 * fire twice or late: the second of two runs is skipped. A run that fails fails its caller too,
 * after its row was written.
 */
@ApplicationScoped
public class RunJob {

  private static final int SAID_AT_MOST = 500;

  private final Jobs jobs;
  private final ErrorLogs errors;
  private final JobsConfig config;
  private final BuildConfig build;

  public RunJob(Jobs jobs, ErrorLogs errors, JobsConfig config, BuildConfig build) {
    this.jobs = jobs;
    this.errors = errors;
    this.config = config;
    this.build = build;
  }

  /**
   * What started a run. Nudges that find a run under way leave no row: that run does their work.
   */
  public enum Trigger {
    SCHEDULE,
    NUDGE,
    HAND
  }

  /** What came of it: succeeded or skipped, and a line for people. */
  public record Ended(String status, String message) {}

  /**
   * Runs.
   *
   * @param work its result's text goes into the row
   * @throws IllegalArgumentException when there is no such job
   */
  public Uni<Ended> run(String job, Trigger trigger, Supplier<Uni<?>> work) {
    return jobs.active(job)
        .chain(
            active -> {
              if (active.isEmpty()) {
                throw new IllegalArgumentException("there is no job of that name");
              }
              return active.get()
                  ? leased(job, trigger, work)
                  : Uni.createFrom().item(new Ended("skipped", "the job is switched off"));
            });
  }

  private Uni<Ended> leased(String job, Trigger trigger, Supplier<Uni<?>> work) {
    UUID token = UUID.randomUUID();
    String word = trigger.name().toLowerCase(java.util.Locale.ROOT);
    return jobs.lease(job, token, config.lease())
        .chain(
            leased -> {
              if (leased) {
                return jobs.begin(job, word, build.id()).chain(run -> run(job, token, run, work));
              }
              Ended skipped = new Ended("skipped", "another run of this job is under way");
              return trigger == Trigger.NUDGE
                  ? Uni.createFrom().item(skipped)
                  : jobs.begin(job, word, build.id())
                      .chain(run -> jobs.skip(run, skipped.message()))
                      .replaceWith(skipped);
            });
  }

  private Uni<Ended> run(String job, UUID token, long run, Supplier<Uni<?>> work) {
    var heart =
        Multi.createFrom()
            .ticks()
            .every(config.heartbeat())
            .onOverflow()
            .drop()
            .onItem()
            .transformToUniAndConcatenate(tick -> jobs.beat(job, token, config.lease()))
            .subscribe()
            .with(ignored -> {}, failed -> {});
    return Uni.createFrom()
        .deferred(() -> work.get().map(String::valueOf))
        .onTermination()
        .invoke(heart::cancel)
        .call(message -> jobs.end(job, token, run, "succeeded", message))
        .map(message -> new Ended("succeeded", message))
        .onFailure()
        .call(
            failure ->
                errors
                    .write("run-failed", build.function(), "run-" + run)
                    .chain(() -> jobs.end(job, token, run, "failed", said(failure))));
  }

  /** For people who read the register: what a provider or the database says may name somebody. */
  private static String said(Throwable failure) {
    String said = MaskingFilter.mask(String.valueOf(failure.getMessage()));
    return said.length() > SAID_AT_MOST ? said.substring(0, SAID_AT_MOST) + "…" : said;
  }
}
