package scrip.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import scrip.ops.RunJob.Ended;

/**
 * Outcome and latency as metrics, in CloudWatch's embedded metric format: one line of JSON on
 * standard output, from which CloudWatch makes metrics without a call of ours. Switched off where
 * nobody reads it.
 */
@ApplicationScoped
public class Metrics {

  private static final String NAMESPACE = "Scrip";

  private final MetricsConfig config;
  private final BuildConfig build;
  private final ObjectMapper json;
  private final Clock clock;

  public Metrics(MetricsConfig config, BuildConfig build, ObjectMapper json, Clock clock) {
    this.config = config;
    this.build = build;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Emits one request or run.
   *
   * @param operation a route or a job, never a path with ids
   * @param outcome a status or a slug
   */
  public void emit(String operation, String outcome, long latencyMs, String requestId) {
    if (config.emf()) {
      System.out.println(line(operation, outcome, latencyMs, requestId));
    }
  }

  /** Waits for a run and emits it, whatever comes of it. */
  public Ended measured(RunEvent event, String requestId, Supplier<Uni<Ended>> run) {
    long begun = System.nanoTime();
    String outcome = "failed";
    try {
      Ended ended = run.get().await().indefinitely();
      outcome = ended.status();
      return ended;
    } finally {
      emit(
          String.valueOf(event.job()), outcome, (System.nanoTime() - begun) / 1_000_000, requestId);
    }
  }

  String line(String operation, String outcome, long latencyMs, String requestId) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put(
        "_aws",
        Map.of(
            "Timestamp",
            clock.millis(),
            "CloudWatchMetrics",
            List.of(
                Map.of(
                    "Namespace",
                    NAMESPACE,
                    "Dimensions",
                    List.of(List.of("Function", "Operation", "Outcome"), List.of("Function")),
                    "Metrics",
                    List.of(
                        Map.of("Name", "Latency", "Unit", "Milliseconds"),
                        Map.of("Name", "Count", "Unit", "Count"))))));
    line.put("Function", build.function());
    line.put("Operation", operation);
    line.put("Outcome", outcome);
    line.put("Latency", latencyMs);
    line.put("Count", 1);
    line.put("Build", build.id());
    line.put("RequestId", requestId);
    try {
      return json.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
