package scrip.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

  @Test
  void a_line_says_what_happened_to_people_and_to_cloudwatch() throws IOException {
    JsonNode line = JSON.readTree(line("POST /api/redeem", "200", 12, "r-1"));

    assertEquals(NOW.toEpochMilli(), line.at("/_aws/Timestamp").longValue());
    assertEquals("Scrip", line.at("/_aws/CloudWatchMetrics/0/Namespace").textValue());
    assertEquals("redeem", line.get("Function").textValue());
    assertEquals("POST /api/redeem", line.get("Operation").textValue());
    assertEquals("200", line.get("Outcome").textValue());
    assertEquals(12, line.get("Latency").intValue());
    assertEquals(1, line.get("Count").intValue());
    assertEquals("b17", line.get("Build").textValue());
    assertEquals("r-1", line.get("RequestId").textValue());
  }

  /** CloudWatch drops a line silently when a dimension is no text or a metric no number. */
  @Test
  void every_dimension_and_every_metric_that_is_declared_is_there() throws IOException {
    JsonNode line = JSON.readTree(line("POST /api/redeem", "200", 12, "r-1"));
    JsonNode declared = line.at("/_aws/CloudWatchMetrics/0");

    assertEquals(2, declared.get("Dimensions").size());
    declared
        .get("Dimensions")
        .forEach(set -> set.forEach(name -> assertTrue(line.get(name.textValue()).isTextual())));
    assertEquals(2, declared.get("Metrics").size());
    declared
        .get("Metrics")
        .forEach(metric -> assertTrue(line.get(metric.get("Name").textValue()).isNumber()));
  }

  @Test
  void whatever_the_values_are_it_is_one_line_of_json() throws IOException {
    String line = line("a\"b\\\n{}", "\u0000😀", Long.MAX_VALUE, null);

    assertFalse(line.contains("\n"));
    assertEquals("a\"b\\\n{}", JSON.readTree(line).get("Operation").textValue());
    assertTrue(JSON.readTree(line).get("RequestId").isNull());
  }

  @Test
  void it_is_written_to_standard_output_unless_it_is_switched_off() {
    String on = written(metrics(Map.of()));
    String off = written(metrics(Map.of("scrip.metrics.emf", "false")));

    assertEquals(1, on.lines().count());
    assertTrue(on.startsWith("{\"_aws\""));
    assertEquals("", off);
  }

  private static String written(Metrics metrics) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, UTF_8));
    try {
      metrics.emit("run", "succeeded", 1, "r");
    } finally {
      System.setOut(before);
    }
    return out.toString(UTF_8);
  }

  private static String line(String operation, String outcome, long latencyMs, String requestId) {
    return metrics(Map.of()).line(operation, outcome, latencyMs, requestId);
  }

  private static Metrics metrics(Map<String, String> settings) {
    var config =
        new SmallRyeConfigBuilder()
            .withMapping(MetricsConfig.class)
            .withMapping(BuildConfig.class)
            .withValidateUnknown(false)
            .withDefaultValue("scrip.function", "redeem")
            .withDefaultValue("scrip.build", "b17")
            .withDefaultValues(settings)
            .build();
    return new Metrics(
        config.getConfigMapping(MetricsConfig.class),
        config.getConfigMapping(BuildConfig.class),
        JSON,
        Clock.fixed(NOW, ZoneOffset.UTC));
  }
}
