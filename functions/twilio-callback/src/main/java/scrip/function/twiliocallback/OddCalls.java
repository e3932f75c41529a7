package scrip.function.twiliocallback;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import scrip.ops.BuildConfig;
import scrip.ops.ErrorLogs;
import scrip.ops.Metrics;

/**
 * Counts calls that are not what they should be. Each is a metric; of each kind one a minute and
 * instance is a row among the errors, so that nobody fills the database by calling us.
 */
@ApplicationScoped
class OddCalls {

  /** Not signed by Twilio. */
  static final String UNSIGNED = "callback-unsigned";

  /** Signed, and not to be understood. */
  static final String UNREADABLE = "callback-unreadable";

  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Metrics metrics;
  private final ErrorLogs errors;
  private final BuildConfig build;
  private final Clock clock;
  private final Map<String, Instant> written = new ConcurrentHashMap<>();

  OddCalls(Metrics metrics, ErrorLogs errors, BuildConfig build, Clock clock) {
    this.metrics = metrics;
    this.errors = errors;
    this.build = build;
    this.clock = clock;
  }

  Uni<Void> note(String kind, String requestId) {
    metrics.emit("callback", kind, 0, requestId);
    Instant now = clock.instant();
    Instant last =
        written.compute(
            kind,
            (key, before) -> before == null || !now.isBefore(before.plus(PAUSE)) ? now : before);
    // The same instance, not an equal one: two calls of one instant write one row.
    return last == now
        ? errors.write(kind, build.function(), requestId)
        : Uni.createFrom().voidItem();
  }
}
