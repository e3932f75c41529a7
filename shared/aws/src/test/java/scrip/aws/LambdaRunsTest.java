package scrip.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.aws.CloudStandIn.Answer;
import scrip.aws.CloudStandIn.Request;
import scrip.ops.OperationsRefusal;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** The settings come as Lambda gives them: environment variables. */
@Timeout(60)
class LambdaRunsTest {

  private static final String RESCUE =
      "arn:aws:lambda:eu-west-1:123456789012:function:scrip-stuck-card-rescue:live";
  private static final String WATCH =
      "arn:aws:lambda:eu-west-1:123456789012:function:scrip-watch:live";
  private static final String FUNCTIONS =
      "cleanup-stuck-cards-every-10min=" + RESCUE + ",watch-every-1min=" + WATCH;

  private volatile int status = 202;
  private final CloudStandIn lambda = new CloudStandIn(request -> new Answer(status, ""));

  @BeforeAll
  static void credentials() {
    System.setProperty("aws.accessKeyId", "AKIDTEST");
    System.setProperty("aws.secretAccessKey", "test-secret");
  }

  @AfterAll
  static void stop() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @AfterEach
  void stopLambda() {
    lambda.close();
  }

  @Test
  void a_run_invokes_the_function_of_its_job_asynchronously_by_hand() throws Exception {
    runs(FUNCTIONS).start("watch-every-1min").await().indefinitely();

    assertEquals(1, lambda.requests().size());
    Request request = lambda.requests().get(0);
    assertEquals(
        "/2015-03-31/functions/" + WATCH + "/invocations",
        URLDecoder.decode(request.path(), StandardCharsets.UTF_8));
    assertEquals("Event", request.header("X-Amz-Invocation-Type"));
    assertEquals(
        Map.of("job", "watch-every-1min", "trigger", "hand"),
        new ObjectMapper().readValue(request.body(), Map.class));
    String scope = request.header("X-Amz-Date").substring(0, 8) + "/eu-west-1/lambda/aws4_request";
    assertEquals(
        SigV4.authorization(request, "AKIDTEST", "test-secret", scope),
        request.header("Authorization"));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 403, 404, 429, 500})
  void a_run_that_lambda_does_not_take_is_said_not_to_have_started(int answer) {
    status = answer;

    assertEquals(OperationsRefusal.RUN_NOT_STARTED, refused(FUNCTIONS, "watch-every-1min"));
  }

  @Test
  void a_job_without_a_function_is_not_configured() {
    assertEquals(RequestRefusal.NOT_CONFIGURED, refused(FUNCTIONS, "rotate-keys-daily"));
    assertEquals(RequestRefusal.NOT_CONFIGURED, refused(null, "watch-every-1min"));
    assertEquals(0, lambda.requests().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"watch-every-1min", "watch=function", "a=arn:x,a=arn:y"})
  void settings_that_are_broken_are_found_at_the_start(String functions) {
    assertThrows(RuntimeException.class, () -> runs(functions));
  }

  private Object refused(String functions, String job) {
    LambdaRuns runs = runs(functions);
    return assertThrows(Refused.class, () -> runs.start(job).await().indefinitely()).refusal();
  }

  private LambdaRuns runs(String functions) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SCRIP_RUNS_ENDPOINT", lambda.address().toString());
    if (functions != null) {
      environment.put("SCRIP_RUNS_FUNCTIONS", functions);
    }
    return new LambdaRuns(
        new SmallRyeConfigBuilder()
            .withMapping(RunsConfig.class)
            .withSources(new EnvConfigSource(environment, 300))
            .build()
            .getConfigMapping(RunsConfig.class),
        new LambdaInvocations());
  }
}
