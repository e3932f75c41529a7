package scrip.function.console.operations;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.ops.ErrorLogs;
import scrip.ops.RunJob;
import scrip.ops.RunJob.Trigger;
import scrip.testing.Given.SignedIn;
import scrip.testing.TestDatabase;
import scrip.testing.crash.Await;
import scrip.testing.function.Cloud;

/** The register of jobs is the truth: what is switched off here does not run. */
@QuarkusTest
@QuarkusTestResource(
    value = Cloud.class,
    initArgs = {
      @ResourceArg(name = "scrip.function", value = "console"),
      @ResourceArg(name = "scrip.build", value = "build-7")
    })
class JobsResourceTest {

  private static final String JOB = "cleanup-stuck-cards-every-10min";
  private static final String JOBS = "/api/admin/jobs";
  private static final String REASON = "{\"reason\":\"test\"}";

  @Inject RunJob runJob;
  @Inject ErrorLogs errors;

  private final TestDatabase database = Desk.DATABASE;
  private final SignedIn ops = Desk.GIVEN.signedIn("ops");

  @BeforeEach
  void nothing_ran() {
    AskedRuns.JOBS.clear();
    database.update(
        "UPDATE cron.job SET active = true, lease_token = NULL, lease_until = NULL, last_run = NULL");
    database.update("DELETE FROM cron.job_run_details");
    database.update("DELETE FROM error_logs");
  }

  @Test
  void jobs_are_listed_with_their_last_run_and_whether_they_are_late() {
    tick(new AtomicInteger());

    Desk.as(ops)
        .get(JOBS)
        .then()
        .statusCode(200)
        .body("data.name", hasItems(JOB, "send-waiting-sms-every-1min", "watch-every-1min"))
        .body("data.find { it.name == '" + JOB + "' }.lastStatus", equalTo("succeeded"))
        .body("data.find { it.name == '" + JOB + "' }.lastMessage", equalTo("done"))
        .body("data.find { it.name == '" + JOB + "' }.overdue", equalTo(false))
        .body("data.find { it.name == '" + JOB + "' }.nextRun", notNullValue())
        .body("data.find { it.name == 'watch-every-1min' }.overdue", equalTo(true))
        .body("data.find { it.name == 'watch-every-1min' }.lastRun", nullValue());
  }

  @Test
  void a_job_that_is_switched_off_does_not_run_at_its_next_tick_until_it_is_switched_on() {
    AtomicInteger runs = new AtomicInteger();

    active(false).body("active", equalTo(false));
    tick(runs);
    int whileOff = runs.get();
    active(false);
    active(true).body("active", equalTo(true));
    tick(runs);

    assertEquals(0, whileOff);
    assertEquals(1, runs.get());
    assertEquals(
        List.of(
            List.of("switch-off", "person:" + ops.person(), "incident"),
            List.of("switch-on", "person:" + ops.person(), "incident")),
        database.all(
            "SELECT action, actor, reason FROM audit_log WHERE subject = 'job' AND subject_id = ? AND actor = ?"
                + " ORDER BY id",
            JOB,
            "person:" + ops.person()));
  }

  @Test
  void a_run_now_is_asked_for_and_audited() {
    Desk.as(ops)
        .body(REASON)
        .post(JOBS + "/" + JOB + "/run")
        .then()
        .statusCode(202)
        .body("job", equalTo(JOB));

    assertEquals(List.of(JOB), AskedRuns.JOBS);
    assertEquals(
        1,
        database.count(
            "SELECT count(*) FROM audit_log WHERE action = 'run-now' AND subject_id = ? AND actor = ?",
            JOB,
            "person:" + ops.person()));
  }

  @Test
  void a_repeat_with_the_same_key_runs_once() {
    for (int i = 0; i < 2; i++) {
      Desk.nobody()
          .cookie("scrip_session", ops.cookie())
          .header("X-CSRF-Token", ops.csrf())
          .header("Idempotency-Key", "run-" + ops.person())
          .contentType("application/json")
          .body(REASON)
          .post(JOBS + "/" + JOB + "/run")
          .then()
          .statusCode(202);
    }

    assertEquals(1, AskedRuns.JOBS.size());
  }

  @Test
  void a_job_that_is_off_or_running_or_unknown_is_not_run() {
    active(false);
    refused(JOB, 409, "job_switched_off");
    active(true);
    database.update(
        "UPDATE cron.job SET lease_token = gen_random_uuid(), lease_until = now() + INTERVAL '30 s' WHERE jobname = ?",
        JOB);
    refused(JOB, 409, "job_running");
    refused("no-such-job", 404, "not_found");
    Desk.as(ops).body("{}").post(JOBS + "/" + JOB + "/run").then().statusCode(400);

    assertEquals(List.of(), AskedRuns.JOBS);
    Desk.as(ops)
        .body("{\"active\":false,\"reason\":\"x\"}")
        .patch(JOBS + "/no-such-job")
        .then()
        .statusCode(404);
    Desk.as(ops)
        .body("{\"active\":\"no\"}")
        .patch(JOBS + "/" + JOB)
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItems("/active", "/reason"));
  }

  @Test
  void runs_are_listed_page_by_page() {
    AtomicInteger runs = new AtomicInteger();
    for (int i = 0; i < 5; i++) {
      tick(runs);
    }

    String cursor =
        Desk.as(ops)
            .get(JOBS + "/" + JOB + "/runs?limit=3")
            .then()
            .statusCode(200)
            .body("data", hasSize(3))
            .body("data[0].status", equalTo("succeeded"))
            .body("data[0].trigger", equalTo("schedule"))
            .body("data[0].build", equalTo("build-7"))
            .extract()
            .path("nextCursor");
    Desk.as(ops)
        .get(JOBS + "/" + JOB + "/runs?limit=3&cursor=" + cursor)
        .then()
        .body("data", hasSize(2))
        .body("nextCursor", nullValue());
    Desk.as(ops).get(JOBS + "/no-such-job/runs").then().statusCode(404);
    Desk.as(ops).get(JOBS + "/" + JOB + "/runs?limit=501").then().statusCode(400);
    Desk.as(ops).get(JOBS + "/" + JOB + "/runs?cursor=abc").then().statusCode(400);
  }

  @Test
  void a_failed_run_is_an_error_with_function_build_and_run_and_names_nobody() {
    fail("Key (phone)=(+15005550006) of ada@example.com already exists");

    Desk.as(ops)
        .get("/api/admin/errors/recent")
        .then()
        .statusCode(200)
        .body("data[0].type", equalTo("run-failed"))
        .body("data[0].function", equalTo("console"))
        .body("data[0].build", equalTo("build-7"))
        .body("data[0].requestId", containsString("run-"));
    Desk.as(ops)
        .get(JOBS + "/" + JOB + "/runs")
        .then()
        .body("data[0].status", equalTo("failed"))
        .body("data[0].message", equalTo("Key (phone)=(+•) of •@• already exists"));
  }

  @Test
  void a_failed_request_is_an_error_with_function_build_and_the_id_of_its_problem() {
    database.update("ALTER TABLE limit_allowances RENAME TO limit_allowances_away");
    String instance;
    try {
      instance =
          Desk.as(ops)
              .get("/api/admin/limits/allowances")
              .then()
              .statusCode(500)
              .extract()
              .path("instance");
    } finally {
      database.update("ALTER TABLE limit_allowances_away RENAME TO limit_allowances");
    }

    Await.until(
        "the error is written", () -> database.count("SELECT count(*) FROM error_logs") > 0);
    Desk.as(ops)
        .get("/api/admin/errors/recent")
        .then()
        .body("data[0].type", equalTo("PgException"))
        .body("data[0].function", equalTo("console"))
        .body("data[0].build", equalTo("build-7"))
        .body("data[0].requestId", equalTo(instance));
  }

  @Test
  void errors_are_counted_by_day_and_type_and_more_than_ten_are_raised() {
    for (int i = 0; i < 6; i++) {
      errors.write("Boom", "redeem", "r" + i).await().indefinitely();
      errors.write("Boom", "console", "c" + i).await().indefinitely();
    }
    errors.write("Fizz", "redeem", "r").await().indefinitely();
    database.update(
        "INSERT INTO error_logs (error_type, function, occurred_at) VALUES ('Old', 'redeem', now() - INTERVAL '3 days')");

    Desk.as(ops)
        .get("/api/admin/errors")
        .then()
        .statusCode(200)
        .body("aDayAtMost", equalTo(10))
        .body("data", hasSize(3))
        .body("data.findAll { it.type == 'Boom' && it.count == 6 && it.raised }", hasSize(2))
        .body("data.find { it.type == 'Fizz' }.raised", equalTo(false));
    Desk.as(ops)
        .get("/api/admin/errors?days=7")
        .then()
        .body("data", hasSize(4))
        .body("data[3].type", equalTo("Old"));
    Desk.as(ops)
        .get("/api/admin/errors/recent?type=Fizz")
        .then()
        .body("data", hasSize(1))
        .body("data[0].requestId", equalTo("r"));
    Desk.as(ops).get("/api/admin/errors?days=31").then().statusCode(400);
  }

  private void tick(AtomicInteger runs) {
    runJob
        .run(
            JOB,
            Trigger.SCHEDULE,
            () -> {
              runs.incrementAndGet();
              return Uni.createFrom().item("done");
            })
        .await()
        .indefinitely();
  }

  private void fail(String message) {
    runJob
        .run(
            JOB,
            Trigger.SCHEDULE,
            () -> Uni.createFrom().failure(new IllegalStateException(message)))
        .onFailure()
        .recoverWithNull()
        .await()
        .indefinitely();
  }

  private io.restassured.response.ValidatableResponse active(boolean active) {
    return Desk.as(ops)
        .body("{\"active\":" + active + ",\"reason\":\"incident\"}")
        .patch(JOBS + "/" + JOB)
        .then()
        .statusCode(200);
  }

  private void refused(String job, int status, String code) {
    Desk.as(ops)
        .body(REASON)
        .post(JOBS + "/" + job + "/run")
        .then()
        .statusCode(status)
        .body("code", equalTo(code));
  }
}
