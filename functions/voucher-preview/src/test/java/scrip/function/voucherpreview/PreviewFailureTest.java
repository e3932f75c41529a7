package scrip.function.voucherpreview;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import scrip.access.Rights;
import scrip.testing.function.Cloud;

/** What is answered when there is no picture, what still works then, and what stays of it. */
@QuarkusTest
@QuarkusTestResource(
    value = Cloud.class,
    initArgs = {
      @ResourceArg(name = "scrip.public-url", value = Counter.PUBLIC_URL),
      @ResourceArg(name = "scrip.preview.deadline", value = "PT3S")
    })
class PreviewFailureTest {

  private final Counter counter = new Counter();

  @Test
  void a_database_that_does_not_answer_is_a_timeout_and_stops_no_later_picture() throws Exception {
    var ops = counter.given.signedIn(Rights.OPS);
    try (var blocker = counter.database.connect()) {
      blocker.setAutoCommit(false);
      try (var statement = blocker.createStatement()) {
        statement.execute("LOCK TABLE brands IN ACCESS EXCLUSIVE MODE");
      }
      long begun = System.nanoTime();
      problem(Counter.as(ops).get(counter.path()).then(), 504, "timeout");
      long seconds = (System.nanoTime() - begun) / 1_000_000_000;
      assertTrue(seconds >= 2 && seconds < 6, seconds + " s");
      assertEquals(1, failures("timeout"));
      assertEquals(0, sleepers(), "the statement goes on in the database");
      // The one connection is free again while the table is still locked.
      String draft =
          "{\"clientId\":\"%s\",\"amount\":{\"amount\":1,\"currency\":\"RWF\"},\"brand\":\"B\",\"expiresOn\":\"2027-01-01\"}";
      Counter.as(ops)
          .body(draft.formatted(counter.client))
          .post("/api/vouchers/preview")
          .then()
          .statusCode(200);
      blocker.rollback();
    }
    Counter.as(ops).get(counter.path()).then().statusCode(200);
  }

  @Test
  void a_missing_key_is_not_configured() {
    counter.database.update(
        "UPDATE vouchers SET qr_key = 'GONE', changed_by = 'test' WHERE id = ?",
        counter.voucher.id());
    problem(counter.as(Rights.OPS).get(counter.path()).then(), 503, "not_configured");
    counter.database.update(
        "UPDATE voucher_batches SET key_encryption_key = 'gone' WHERE client_id = ?",
        counter.client);
    problem(
        Counter.nobody().get(counter.path() + "?token=" + counter.token(60)).then(),
        503,
        "not_configured");
    problem(
        counter
            .as(Rights.OPS)
            .body("{\"voucherId\":\"" + counter.voucher.id() + "\"}")
            .post("/api/vouchers/preview")
            .then(),
        503,
        "not_configured");

    assertEquals(3, failures("not-configured"));
    assertEquals(
        1,
        counter.database.count(
            "SELECT count(*) FROM voucher_events WHERE voucher_id = ? AND kind = 'preview_failed' AND actor = 'link'",
            counter.voucher.id()));
    assertEquals(0, counter.events("revealed"));
  }

  @Test
  void a_failure_that_cannot_be_noted_is_answered_all_the_same() throws SQLException {
    counter.database.update(
        "UPDATE vouchers SET qr_key = 'GONE', changed_by = 'test' WHERE id = ?",
        counter.voucher.id());
    var ops = counter.given.signedIn(Rights.OPS);
    try (var blocker = counter.database.connect()) {
      blocker.setAutoCommit(false);
      try (var statement = blocker.createStatement()) {
        statement.execute("LOCK TABLE voucher_events IN ACCESS EXCLUSIVE MODE");
      }
      problem(Counter.as(ops).get(counter.path()).then(), 503, "not_configured");
      blocker.rollback();
    }
    assertEquals(0, counter.events("preview_failed"));
  }

  private long failures(String why) {
    return counter.database.count(
        "SELECT count(*) FROM voucher_events WHERE voucher_id = ? AND kind = 'preview_failed' AND reason = ?"
            + " AND request_id IS NOT NULL",
        counter.voucher.id(),
        why);
  }

  /** Statements of the function that wait for a lock. */
  private long sleepers() {
    return counter.database.count(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND usename = 'scrip_functions_a' AND wait_event_type = 'Lock'");
  }

  private static void problem(ValidatableResponse answer, int status, String code) {
    answer
        .statusCode(status)
        .contentType("application/problem+json")
        .body("code", equalTo(code))
        .body("detail", containsString("Show the code instead"));
  }
}
