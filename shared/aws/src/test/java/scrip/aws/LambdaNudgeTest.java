package scrip.aws;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.aws.CloudStandIn.Answer;
import scrip.aws.CloudStandIn.Request;
import scrip.ops.BuildConfig;
import scrip.ops.ErrorLogs;
import scrip.ops.Jobs;
import scrip.ops.JobsConfig;
import scrip.ops.RunJob;
import scrip.ops.RunJob.Trigger;
import scrip.testing.TestDatabase;

@Timeout(60)
class LambdaNudgeTest {

  private static final String JOB = "send-waiting-sms-every-1min";
  private static final String FUNCTION =
      "arn:aws:lambda:eu-west-1:123456789012:function:scrip-sms-retry:live";
  private static final int CONNECTIONS = 20;
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final Vertx VERTX = Vertx.vertx();
  private static final Pool POOL = pool();

  private volatile int status = 202;
  private final CloudStandIn lambda = new CloudStandIn(request -> new Answer(status, ""));
  private final LambdaNudge nudge = nudge(lambda.address(), Map.of());

  @BeforeAll
  static void credentials() {
    System.setProperty("aws.accessKeyId", "AKIDTEST");
    System.setProperty("aws.secretAccessKey", "test-secret");
  }

  @AfterAll
  static void stop() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    POOL.closeAndAwait();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @BeforeEach
  void a_job_that_is_switched_on_and_does_not_run() {
    DATABASE.update(
        "UPDATE cron.job SET active = true, nudged_until = NULL, lease_token = NULL, lease_until = NULL");
  }

  @AfterEach
  void stopLambda() {
    lambda.close();
  }

  @Test
  void a_nudge_invokes_the_function_asynchronously_with_the_job_in_its_event() throws Exception {
    nudge.waiting().await().indefinitely();

    Request request = only();
    assertEquals("POST", request.method());
    assertEquals(
        "/2015-03-31/functions/" + FUNCTION + "/invocations",
        URLDecoder.decode(request.path(), StandardCharsets.UTF_8));
    assertEquals("Event", request.header("X-Amz-Invocation-Type"));
    assertEquals(
        Map.of("job", JOB, "trigger", "nudge"),
        new ObjectMapper().readValue(request.body(), Map.class));
  }

  @Test
  void a_nudge_is_signed_as_lambda_computes_it() {
    nudge.waiting().await().indefinitely();

    Request request = only();
    String scope = request.header("X-Amz-Date").substring(0, 8) + "/eu-west-1/lambda/aws4_request";
    assertEquals(
        SigV4.authorization(request, "AKIDTEST", "test-secret", scope),
        request.header("Authorization"));
  }

  @Test
  void of_two_hundred_nudges_at_once_one_goes_out() {
    nudges(CONNECTIONS, () -> POOL.query("SELECT 1").execute().replaceWithVoid());

    nudges(200, nudge::waiting);

    assertEquals(1, lambda.requests().size());
  }

  @Test
  void when_nothing_came_of_a_nudge_the_next_one_goes_out_soon() {
    nudge.waiting().await().indefinitely();
    nudge.waiting().await().indefinitely();
    int atOnce = lambda.requests().size();
    DATABASE.update("UPDATE cron.job SET nudged_until = now() - INTERVAL '1 ms'");

    nudge.waiting().await().indefinitely();

    assertEquals(1, atOnce);
    assertEquals(2, lambda.requests().size());
  }

  @Test
  void while_the_job_runs_nobody_nudges_it_and_after_it_the_next_nudge_goes_out() {
    nudge.waiting().await().indefinitely();

    runJob().run(JOB, Trigger.NUDGE, nudge::waiting).await().indefinitely();
    int duringTheRun = lambda.requests().size();
    nudge.waiting().await().indefinitely();

    assertEquals(1, duringTheRun);
    assertEquals(2, lambda.requests().size());
  }

  @Test
  void a_run_that_died_holds_nudges_back_no_longer_than_its_lease() {
    lease("now() + INTERVAL '30 s'");
    nudge.waiting().await().indefinitely();
    int whileHeld = lambda.requests().size();
    lease("now() - INTERVAL '1 ms'");

    nudge.waiting().await().indefinitely();

    assertEquals(0, whileHeld);
    assertEquals(1, lambda.requests().size());
  }

  @Test
  void a_job_that_is_switched_off_is_not_nudged() {
    DATABASE.update("UPDATE cron.job SET active = false WHERE jobname = ?", JOB);

    nudge.waiting().await().indefinitely();

    assertEquals(0, lambda.requests().size());
  }

  @Test
  void the_switch_of_the_other_job_does_not_matter() {
    DATABASE.update("UPDATE cron.job SET active = false WHERE jobname <> ?", JOB);

    nudge.waiting().await().indefinitely();

    assertEquals(1, lambda.requests().size());
  }

  @Test
  void where_no_function_is_named_nobody_is_nudged_and_nothing_is_noted() {
    LambdaNudge none =
        new LambdaNudge(
            config(Map.of()).getConfigMapping(NudgeConfig.class),
            new Jobs(POOL),
            new LambdaInvocations());

    none.waiting().await().indefinitely();

    assertNull(DATABASE.one("SELECT nudged_until FROM cron.job WHERE jobname = ?", JOB));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302, 403, 404, 429, 500, 503})
  void whatever_lambda_answers_the_caller_goes_on(int answer) {
    status = answer;

    assertDoesNotThrow(() -> nudge.waiting().await().indefinitely());

    assertEquals(1, lambda.requests().size());
  }

  @Test
  void when_lambda_is_down_the_caller_goes_on() {
    lambda.close();

    assertDoesNotThrow(() -> nudge.waiting().await().indefinitely());
  }

  @Test
  void when_lambda_does_not_answer_the_caller_goes_on_after_the_time_out() {
    CountDownLatch never = new CountDownLatch(1);
    try (CloudStandIn slow =
        new CloudStandIn(
            request -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return new Answer(202, "");
            })) {
      LambdaNudge hasty = nudge(slow.address(), Map.of("scrip.nudge.timeout", "PT0.2S"));

      assertDoesNotThrow(() -> hasty.waiting().await().atMost(Duration.ofSeconds(10)));

      assertEquals(1, slow.requests().size());
    } finally {
      never.countDown();
    }
  }

  @Test
  void when_the_function_is_misnamed_or_the_database_is_gone_the_caller_goes_on() {
    LambdaNudge misnamed = nudge(lambda.address(), Map.of("scrip.nudge.function", "sms-retry"));
    Pool gone = pool();
    gone.closeAndAwait();
    LambdaNudge without =
        new LambdaNudge(
            config(Map.of("scrip.nudge.function", FUNCTION)).getConfigMapping(NudgeConfig.class),
            new Jobs(gone),
            new LambdaInvocations());

    assertDoesNotThrow(() -> misnamed.waiting().await().indefinitely());
    assertDoesNotThrow(() -> without.waiting().await().indefinitely());

    assertEquals(0, lambda.requests().size());
  }

  private Request only() {
    assertEquals(1, lambda.requests().size());
    return lambda.requests().get(0);
  }

  private static void lease(String until) {
    DATABASE.update("UPDATE cron.job SET lease_token = gen_random_uuid(), lease_until = " + until);
  }

  private static void nudges(int count, java.util.function.Supplier<Uni<Void>> each) {
    List<CompletableFuture<Void>> all =
        Stream.generate(() -> each.get().subscribeAsCompletionStage()).limit(count).toList();
    all.forEach(CompletableFuture::join);
  }

  private static RunJob runJob() {
    SmallRyeConfig config = config(Map.of());
    BuildConfig build = config.getConfigMapping(BuildConfig.class);
    return new RunJob(
        new Jobs(POOL),
        new ErrorLogs(POOL, build),
        config.getConfigMapping(JobsConfig.class),
        build);
  }

  private static LambdaNudge nudge(URI endpoint, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    all.put("scrip.nudge.function", FUNCTION);
    all.put("scrip.nudge.endpoint", endpoint.toString());
    all.put("scrip.nudge.timeout", "PT10S");
    all.putAll(settings);
    return new LambdaNudge(
        config(all).getConfigMapping(NudgeConfig.class), new Jobs(POOL), new LambdaInvocations());
  }

  private static SmallRyeConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withMapping(NudgeConfig.class)
        .withMapping(BuildConfig.class)
        .withMapping(JobsConfig.class)
        .withValidateUnknown(false)
        .withDefaultValues(settings)
        .build();
  }

  private static Pool pool() {
    return Pool.newInstance(
        PgBuilder.pool()
            .using(VERTX)
            .connectingTo(
                PgConnectOptions.fromUri(DATABASE.reactiveUrl().replace("vertx-reactive:", ""))
                    .setUser("scrip_functions_a"))
            .with(new PoolOptions().setMaxSize(CONNECTIONS))
            .build());
  }
}
