package scrip.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import scrip.function.smsretry.SmsRetryHandler;
import scrip.function.stuckcardrescue.StuckCardRescueHandler;
import scrip.function.watch.WatchHandler;
import scrip.ops.RunEvent;

/** The deployment runs every job of the register, and the sample events are events. */
class TemplateTest {

  private static final Path ROOT = Path.of("../..");
  private static final String TEMPLATE = text(ROOT.resolve("sam-template.yaml"));

  private static final Map<String, String> FUNCTIONS =
      Map.of(
          SmsRetryHandler.SEND_WAITING, "SmsRetryFunction",
          SmsRetryHandler.RETRY_FAILED, "SmsRetryFunction",
          StuckCardRescueHandler.CLEANUP, "StuckCardRescueFunction",
          WatchHandler.WATCH, "WatchFunction",
          WatchHandler.COMMIT_IMPORTS, "WatchFunction");

  @Test
  void every_job_of_the_register_has_its_schedule_and_its_run_by_hand() throws IOException {
    Set<String> jobs = new TreeSet<>();
    try (Stream<Path> files =
        Files.list(ROOT.resolve("shared/schema/src/main/resources/db/migration"))) {
      files.forEach(
          file -> {
            Matcher job =
                Pattern.compile("\\('([a-z0-9-]+-(?:every|daily|weekly)[a-z0-9-]*)', '[^']*', '")
                    .matcher(text(file));
            while (job.find()) {
              jobs.add(job.group(1));
            }
          });
    }

    assertEquals(new TreeSet<>(FUNCTIONS.keySet()), jobs);
    FUNCTIONS.forEach(
        (job, function) -> {
          assertTrue(
              TEMPLATE.contains("Input: '{\"job\":\"" + job + "\",\"trigger\":\"schedule\"}'"),
              job + " has no schedule");
          assertTrue(
              TEMPLATE.contains("- !Sub " + job + "=${" + function + ".Alias}"),
              job + " cannot be run by hand");
        });
  }

  @Test
  void sample_events_of_run_functions_name_a_job_and_what_started_it() throws IOException {
    List<Path> events;
    try (Stream<Path> files = Files.list(ROOT.resolve("infra/events"))) {
      events = files.filter(f -> text(f).contains("\"job\"")).toList();
    }

    assertTrue(events.size() >= 5);
    for (Path file : events) {
      RunEvent event = new JsonObject(text(file)).mapTo(RunEvent.class);
      event.startedBy();
      assertEquals(
          !file.toString().contains("unknown"), FUNCTIONS.containsKey(event.job()), "" + file);
    }
  }

  @Test
  void all_functions_together_fit_into_the_proxy_s_connections() {
    Matcher concurrency =
        Pattern.compile(
                "^  \\w+Concurrency:\\n    Type: Number\\n    Default: (\\d+)", Pattern.MULTILINE)
            .matcher(TEMPLATE);
    int sum = 0;
    int functions = 0;
    while (concurrency.find()) {
      sum += Integer.parseInt(concurrency.group(1));
      functions++;
    }

    assertEquals(TEMPLATE.split("Type: AWS::Serverless::Function\n", -1).length - 1, functions);
    assertTrue(sum < 80, "they may open " + sum);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
