package scrip.function.console.operations;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.testing.Given.SignedIn;
import scrip.testing.TestDatabase;
import scrip.testing.crash.Await;
import scrip.testing.function.Cloud;

/** Sessions that really block each other, seen and ended. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class PerformanceResourceTest {

  private static final String QUERIES = "/api/admin/performance/queries";
  private static final String REASON = "{\"reason\":\"blocks redemptions\"}";

  private final TestDatabase database = Desk.DATABASE;
  private final SignedIn ops = Desk.GIVEN.signedIn("ops");
  private Connection holder;
  private Connection waiter;

  @BeforeEach
  void connect() throws SQLException {
    holder = database.connectAs("scrip_functions_b");
    holder.setAutoCommit(false);
    waiter = database.connectAs("scrip_functions_b");
  }

  @AfterEach
  void disconnect() throws SQLException {
    holder.close();
    waiter.close();
  }

  @Test
  void who_blocks_whom_is_shown_and_the_waiting_statement_is_cancelled() throws Exception {
    CompletableFuture<String> waiting = block();

    Desk.as(ops)
        .get(QUERIES + "?longerThan=0")
        .then()
        .statusCode(200)
        .body(session(waiter) + ".blockedBy", hasItem(pid(holder)))
        .body(session(waiter) + ".waitsFor", containsString("Lock: "))
        .body(session(waiter) + ".state", equalTo("active"))
        .body(session(waiter) + ".role", equalTo("scrip_functions_b"))
        .body(session(waiter) + ".query", containsString("SET detail = ?"))
        .body(session(waiter) + ".query", not(containsString("15005550006")))
        .body(session(holder) + ".blocks", hasItem(pid(waiter)))
        .body(session(holder) + ".state", equalTo("idle in transaction"))
        .body(session(holder) + ".ours", equalTo(true));
    signal(waiter, "cancel", 200);

    assertEquals("57014", waiting.get(10, TimeUnit.SECONDS));
    assertFalse(waiter.isClosed());
    assertTrue(waiter.isValid(5));
    assertEquals(1, audited("cancel-session", waiter));
  }

  @Test
  void a_blocker_that_is_idle_is_listed_however_young_and_terminated() throws Exception {
    CompletableFuture<String> waiting = block();

    Desk.as(ops)
        .get(QUERIES + "?longerThan=3600")
        .then()
        .body(session(holder) + ".blocks", hasItem(pid(waiter)))
        .body(session(waiter), nullValue());
    int ended = pid(holder);
    Desk.as(ops)
        .body(REASON)
        .post(QUERIES + "/" + ended + "/terminate")
        .then()
        .statusCode(200)
        .body("pid", equalTo(ended));

    assertEquals("done", waiting.get(10, TimeUnit.SECONDS));
    assertFalse(holder.isValid(5));
    Await.until(
        "the session is gone",
        () -> database.count("SELECT count(*) FROM pg_stat_activity WHERE pid = ?", ended) == 0);
    Desk.as(ops).body(REASON).post(QUERIES + "/" + ended + "/terminate").then().statusCode(404);
  }

  @Test
  void a_session_of_somebody_else_is_neither_cancelled_nor_terminated() throws Exception {
    try (Connection owner = database.connect()) {
      signal(owner, "terminate", 409);
      signal(owner, "cancel", 409);
      assertTrue(owner.isValid(5));
      assertEquals(0, audited("terminate-session", owner));
    }
    String background =
        database.one("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'");
    Desk.as(ops)
        .body(REASON)
        .post(QUERIES + "/" + background + "/terminate")
        .then()
        .statusCode(409)
        .body("code", equalTo("session_not_ours"));
    Desk.as(ops).body(REASON).post(QUERIES + "/999999999/cancel").then().statusCode(404);
    Desk.as(ops).body(REASON).post(QUERIES + "/x/cancel").then().statusCode(404);
    Desk.as(ops).body("{}").post(QUERIES + "/1/cancel").then().statusCode(400);
    Desk.as(ops).get(QUERIES + "?longerThan=soon").then().statusCode(400);
  }

  @Test
  void the_session_that_asks_never_ends_itself() throws Exception {
    assertEquals("not ours", asFunctions("SELECT signal_session(pg_backend_pid(), true)"));
    assertEquals(
        "0", asFunctions("SELECT count(*) FROM busy_sessions(0) WHERE pid = pg_backend_pid()"));
  }

  @Test
  void sizes_and_dead_rows_of_tables_are_shown() {
    database.update("ANALYZE");

    Desk.as(ops)
        .get("/api/admin/performance/tables")
        .then()
        .statusCode(200)
        .body("data.name", hasItem("public.gift_cards"))
        .body("data.name", hasItem("cron.job"))
        .body("data.find { it.name == 'public.gift_cards' }.totalBytes", greaterThan(8192))
        .body("data.find { it.name == 'cron.job' }.bloatBytes", equalTo(0));
  }

  @Test
  void a_locked_table_is_said_to_be_locked_instead_of_waiting_for_it() throws SQLException {
    try (Connection owner = database.connect()) {
      owner.setAutoCommit(false);
      owner.createStatement().execute("LOCK TABLE alerts IN ACCESS EXCLUSIVE MODE");
      Desk.as(ops)
          .get("/api/admin/performance/tables")
          .then()
          .statusCode(409)
          .body("code", equalTo("table_locked"));
      owner.rollback();
    }
    Desk.as(ops).get("/api/admin/performance/tables").then().statusCode(200);
  }

  @Test
  void indexes_that_are_the_same_or_unused_and_tables_that_are_scanned_are_shown()
      throws Exception {
    database.update("CREATE TABLE scanned AS SELECT n FROM generate_series(1, 20000) AS n");
    database.update("CREATE INDEX scanned_one ON scanned (n)");
    database.update("CREATE INDEX scanned_two ON scanned (n)");
    database.update("CREATE INDEX scanned_other ON scanned (n) WHERE n > 7");
    for (int i = 0; i < 60; i++) {
      database.count("SELECT count(*) FROM scanned WHERE n % 7 = 1");
    }

    Await.until(
        "the scans are counted",
        () ->
            database.count("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'scanned'")
                > 50);
    Desk.as(ops)
        .get("/api/admin/performance/indexes")
        .then()
        .statusCode(200)
        .body("unused.name", hasItem("scanned_one"))
        .body(
            "duplicates.find { it.table == 'public.scanned' }.names",
            equalTo(java.util.List.of("scanned_one", "scanned_two")))
        .body("missingCandidates.table", hasItem("public.scanned"));
    database.update("DROP TABLE scanned");
  }

  private CompletableFuture<String> block() throws SQLException {
    database.update("DELETE FROM alerts WHERE kind = 'performance'");
    database.update("INSERT INTO alerts (kind, detail) VALUES ('performance', 'x')");
    holder
        .createStatement()
        .execute("UPDATE alerts SET detail = 'held' WHERE kind = 'performance'");
    CompletableFuture<String> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                waiter
                    .createStatement()
                    .execute(
                        "UPDATE alerts SET detail = '+15005550006' WHERE kind = 'performance'");
                return "done";
              } catch (SQLException e) {
                return e.getSQLState();
              }
            });
    int pid = pid(waiter);
    Await.until(
        "the waiter waits",
        () ->
            database.count(
                    "SELECT count(*) FROM pg_stat_activity WHERE pid = ? AND wait_event_type = 'Lock'",
                    pid)
                == 1);
    return waiting;
  }

  private void signal(Connection whose, String how, int status) throws SQLException {
    Desk.as(ops)
        .body(REASON)
        .post(QUERIES + "/" + pid(whose) + "/" + how)
        .then()
        .statusCode(status);
  }

  private long audited(String action, Connection whose) throws SQLException {
    return database.count(
        "SELECT count(*) FROM audit_log WHERE action = ? AND subject_id = ? AND actor = ?",
        action,
        Integer.toString(pid(whose)),
        "person:" + ops.person());
  }

  private String asFunctions(String sql) throws SQLException {
    try (Connection connection = database.connectAs("scrip_functions_a");
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static int pid(Connection connection) throws SQLException {
    return connection.unwrap(org.postgresql.PGConnection.class).getBackendPID();
  }

  private static String session(Connection whose) throws SQLException {
    return "data.find { it.pid == " + pid(whose) + " }";
  }
}
