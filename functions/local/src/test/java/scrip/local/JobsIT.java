package scrip.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.testing.Given.SignedIn;
import scrip.testing.TestDatabase;
import scrip.testing.crash.Await;

/** Jobs of the packaged process, switched and run by an operator. */
class JobsIT {

  private static final String JOB = "cleanup-stuck-cards-every-10min";
  private static final String RUNS =
      "SELECT count(*) FROM cron.job_run_details WHERE jobname = '" + JOB + "'";

  private final TestDatabase database = Running.database();
  private final SignedIn ops = Running.given().signedIn("ops");

  @Test
  void a_job_switched_off_skips_its_turn_and_refuses_a_run_until_it_is_on_again() throws Exception {
    assertEquals(200, send("PATCH", "", "{\"active\":false,\"reason\":\"test\"}").statusCode());
    // One that has begun may still end.
    Await.until(
        "no run is under way",
        () -> database.one("SELECT lease_token FROM cron.job WHERE jobname = ?", JOB) == null);
    long before = database.count(RUNS);

    JsonObject turn = new JsonObject(Running.process().post("/runs/" + JOB, "").get().body());
    HttpResponse<String> refused = send("POST", "/run", "{\"reason\":\"test\"}");

    assertEquals("skipped", turn.getString("status"));
    assertEquals(409, refused.statusCode());
    assertTrue(refused.body().contains("job_switched_off"), refused.body());
    assertEquals(before, database.count(RUNS));

    assertEquals(200, send("PATCH", "", "{\"active\":true,\"reason\":\"test\"}").statusCode());
    assertEquals(202, send("POST", "/run", "{\"reason\":\"test\"}").statusCode());
    Await.until(
        "the run has ended",
        () ->
            database.count(RUNS + " AND trigger = 'hand' AND status = 'succeeded'") > 0
                && database.count(RUNS) > before);
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(Running.process().url("/api/admin/jobs/" + JOB + path))
                .header("Cookie", "scrip_session=" + ops.cookie())
                .header("X-CSRF-Token", ops.csrf())
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
