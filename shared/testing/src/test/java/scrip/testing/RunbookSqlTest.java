package scrip.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import scrip.audit.AuditLog;
import scrip.giftcard.DataKeys;
import scrip.giftcard.HandMadeCards;
import scrip.secrets.CardSecrets;
import scrip.secrets.Keys;
import scrip.secrets.Sealing;
import scrip.testing.SupportSession.Seen;

/**
 * Every SQL statement of the operations runbook, typed by support in the order of the text on a
 * database whose story is known. {@code runbooks/gift-card-operations.md} in the test resources is
 * a copy of the operations runbook. A statement that the text gains and this test does not know
 * fails.
 */
class RunbookSqlTest {

  private final Story story = new Story("Coffee 25", 12);
  private final TestDatabase database = story.database;
  private final SupportSession support = new SupportSession(database);
  private final Map<String, Check> checks = new LinkedHashMap<>();

  private final UUID empty =
      story.given.pool(
          UUID.fromString(database.one("SELECT client_id FROM card_pools")),
          UUID.fromString(database.one("SELECT brand_id FROM card_pools")),
          "Empty 25",
          new scrip.money.Money(2500, "USD"));
  private final String stuck = story.stuck();
  private final String failed = story.stuck();
  private final String unknown = story.stuck();
  private final String held = story.stuck();
  private final String delivered = story.failedThenDelivered();

  /** What is asserted of a statement whose placeholders are to be filled. */
  private interface Check {
    void of(String sql) throws Exception;
  }

  @TestFactory
  Stream<DynamicTest> every_statement_tells_the_truth_or_does_something_safe() {
    tellTheStory();
    stock();
    messages();
    limits();
    stuckCards();
    duplicates();
    performance();
    daily();
    jobs();
    List<String> unknownStatements = new ArrayList<>();
    Map<String, Check> left = new LinkedHashMap<>(checks);
    List<DynamicTest> tests = new ArrayList<>();
    for (String sql : RunbookText.statements("gift-card-operations.md")) {
      String key = left.keySet().stream().filter(sql::startsWith).findFirst().orElse(null);
      if (key == null) {
        unknownStatements.add(sql);
      } else {
        Check check = left.remove(key);
        tests.add(DynamicTest.dynamicTest(key, () -> check.of(sql)));
      }
    }
    tests.add(
        DynamicTest.dynamicTest(
            "every statement of the text has its assertion, and every assertion its statement",
            () -> {
              assertEquals(List.of(), unknownStatements);
              assertEquals(List.of(), List.copyOf(left.keySet()));
              assertEquals(29, checks.size());
            }));
    return tests.stream();
  }

  @Test
  void a_text_with_one_more_statement_has_a_statement_without_an_assertion() {
    stock();
    List<String> text = RunbookText.statements("gift-card-operations.md");
    assertEquals(29, text.size());
    assertTrue(text.stream().anyMatch(sql -> checks.keySet().stream().noneMatch(sql::startsWith)));
  }

  private void tellTheStory() {
    story.called(failed, "permanent", "failed");
    story.called(unknown, null, "unknown");
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = 'held' WHERE gift_card_id = ?::bigint", held);
    database.update(
        "INSERT INTO rate_limit_tracking (identifier, action) SELECT '203.0.113.7', 'redeem.failure' FROM generate_series(1, 5)");
    database.update(
        "INSERT INTO rate_limit_tracking (identifier, action) VALUES ('203.0.113.8', 'redeem.failure')");
    database.update(
        "INSERT INTO error_logs (error_type, function) SELECT 'internal', 'redeem' FROM generate_series(1, 11)");
    database.update(
        "INSERT INTO error_logs (error_type, function, occurred_at) VALUES ('old', 'redeem', now() - INTERVAL '2 days')");
    database.update(
        "UPDATE cron.job SET last_run = now(), next_run = now() + every WHERE jobname LIKE 'retry%'");
    database.update(
        "INSERT INTO cron.job_run_details (jobname, status, trigger, end_time, return_message)"
            + " VALUES ('retry-failed-sms-every-5min', 'succeeded', 'schedule', now(), '2 accepted')");
    database.update("UPDATE recipients SET email = 'ann@example.com', email_hash = '\\x00'");
  }

  private void stock() {
    checks.put(
        "SELECT id, pool_name, available_cards",
        sql -> {
          Map<String, String> pool = support.type(fill(sql, "POOL_ID", empty)).only();
          assertEquals(
              "Empty 25|0|0|csv_only",
              join(pool, "pool_name", "available_cards", "total_cards", "purchase_method"));
        });
    checks.put(
        "INSERT INTO gift_cards ( pool_id, card_code",
        sql -> {
          assertEquals(2, support.type(fill(sql, "POOL_ID", empty)).touched());
          assertEquals("2", available(empty));
          assertEquals(
              "sql:scrip_support",
              database.one("SELECT actor FROM audit_log ORDER BY id DESC LIMIT 1"));
          assertThrows(
              IllegalStateException.class,
              () ->
                  database.update(
                      "UPDATE gift_cards SET status = 'claimed', claimed_at = now(), current_claim_id = 99,"
                          + " claimed_by_recipient_id = gen_random_uuid() WHERE sealed IS NULL"),
              "nobody is given a card that lies in clear");
          assertEquals(2, seal(empty));
          assertFalse(
              database
                  .all("SELECT card_code, card_number FROM gift_cards")
                  .toString()
                  .contains("TEMP-000"));
        });
    checks.put(
        "UPDATE gift_card_pools SET available_cards = available_cards + 2",
        sql -> {
          Seen seen = support.type(fill(sql, "POOL_ID", empty));
          assertTrue(
              seen.notices().get(0).contains("the counts in this UPDATE are ignored"),
              seen.notices().toString());
          assertEquals("2", available(empty));
        });
  }

  private void messages() {
    checks.put(
        "SELECT id, phone_number, delivery_status",
        sql -> {
          Seen seen = support.type(fill(sql, "CARD_ID", delivered));
          assertEquals(
              List.of("delivered", "failed"),
              seen.column("delivery_status").stream().sorted().toList());
          assertTrue(seen.column("error_message").contains("the number is not valid"));
        });
    checks.put(
        "SELECT phone FROM recipients",
        sql ->
            assertEquals(
                Story.PHONE,
                support.type(fill(sql, "RECIPIENT_ID", recipient(failed))).only().get("phone")));
    checks.put(
        "SELECT email FROM recipients",
        sql ->
            assertEquals(
                "ann@example.com",
                support.type(fill(sql, "RECIPIENT_ID", recipient(failed))).only().get("email")));
    checks.put(
        "UPDATE gift_card_deliveries SET sms_status = 'manually_delivered'",
        sql -> {
          support.type(fill(sql, "DELIVERY_ID", story.delivery(held)));
          assertEquals("sent", story.status(held));
          assertTrue(
              support.refused(release(held)).contains("resend it, or replace it, in the console"));
        });
  }

  private void limits() {
    checks.put(
        "SELECT identifier, action, COUNT(*)",
        sql ->
            assertEquals(
                "203.0.113.7|redeem.failure|5",
                join(
                    support.type(fill(sql, "IP_ADDRESS", "203.0.113.7")).only(),
                    "identifier",
                    "action",
                    "attempt_count")));
    checks.put(
        "DELETE FROM rate_limit_tracking",
        sql -> {
          assertEquals(5, support.type(fill(sql, "IP_ADDRESS", "203.0.113.7")).touched());
          assertEquals(
              "203.0.113.8",
              database.one("SELECT string_agg(identifier, ',') FROM rate_limit_tracking"));
        });
  }

  private void stuckCards() {
    checks.put(
        "SELECT gc.id, gc.card_code, gc.status",
        sql -> {
          List<String> listed = support.type(sql).column("id");
          assertTrue(listed.containsAll(List.of(stuck, failed, unknown)), listed.toString());
          assertFalse(listed.contains(delivered), "a card that arrived is not stuck");
          assertEquals(
              List.of(stuck, failed, unknown),
              support.type("SELECT id FROM stuck_cards ORDER BY id").column("id"));
        });
    checks.put(
        "SELECT * FROM cron.job WHERE jobname = 'cleanup",
        sql -> assertEquals("t", support.type(sql).only().get("active")));
    checks.put(
        "UPDATE gift_cards SET status = 'available', claimed_at = NULL, claimed_by_recipient_id = NULL WHERE id = '[STUCK",
        sql -> {
          String before = story.counts();
          assertEquals(1, support.type(fill(sql, "STUCK_CARD_ID", stuck)).touched());
          assertEquals("available", story.status(stuck));
          assertFalse(before.equals(story.counts()));
          assertEquals("sql:scrip_support", database.one("SELECT released_by FROM card_releases"));
          for (String bound : List.of(failed, unknown, delivered)) {
            String why = support.refused(fill(sql, "STUCK_CARD_ID", bound));
            assertTrue(why.contains("in the console"), why);
          }
          assertEquals("claimed", story.status(unknown));
        });
    checks.put(
        "UPDATE gift_card_pools SET available_cards = available_cards + 1",
        sql -> {
          String before = story.counts();
          Seen seen = support.type(fill(sql, "STUCK_CARD_ID", stuck));
          assertTrue(seen.notices().get(0).contains("ignored"));
          assertEquals(before, story.counts());
        });
  }

  private void duplicates() {
    checks.put(
        "SELECT card_code, COUNT(*) as claim_count",
        sql -> {
          assertEquals(List.of(), support.type(sql).rows());
          assertEquals(List.of(), support.type("SELECT * FROM duplicate_claims").rows());
        });
    checks.put(
        "SELECT gc.id, gc.card_code, gc.claimed_at",
        sql -> {
          String token =
              database.one("SELECT card_code FROM gift_cards WHERE id = ?::bigint", unknown);
          assertEquals(
              unknown + "|" + Story.PHONE,
              join(support.type(fill(sql, "DUPLICATE_CODE", token)).only(), "id", "phone"));
        });
    checks.put(
        "UPDATE gift_cards SET status = 'available', claimed_at = NULL, claimed_by_recipient_id = NULL WHERE id = '[SECOND",
        sql -> {
          String why = support.refused(fill(sql, "SECOND_CLAIM_ID", unknown));
          assertTrue(
              why.contains("given to a provider") && why.contains("quarantine and replace it"),
              why);
          assertTrue(
              support
                  .refused(fill(sql, "SECOND_CLAIM_ID", delivered))
                  .contains("cannot become available"));
        });
  }

  private void performance() {
    checks.put(
        "SELECT pid, now() - query_start",
        sql ->
            assertTrue(
                support.type(sql).column("query").stream()
                    .anyMatch(q -> q.contains("pg_stat_activity"))));
    checks.put(
        "SELECT schemaname, tablename, pg_size_pretty",
        sql ->
            assertTrue(
                support
                    .type(sql)
                    .column("tablename")
                    .containsAll(List.of("gift_cards", "sms_delivery_log"))));
    checks.put("SELECT pg_cancel_backend", sql -> ends(fill(sql, "PID", "%d"), "57014"));
    checks.put("SELECT pg_terminate_backend", sql -> ends(fill(sql, "PID", "%d"), "57P01"));
    checks.put(
        "SELECT tablename, indexname, indexdef",
        sql ->
            assertTrue(
                support
                    .type(sql)
                    .column("tablename")
                    .containsAll(List.of("gift_cards", "recipients", "sms_delivery_log"))));
    checks.put(
        "EXPLAIN ANALYZE SELECT * FROM gift_cards",
        sql ->
            assertTrue(
                support
                    .type(fill(sql, "POOL_ID", story.pool))
                    .column("QUERY PLAN")
                    .toString()
                    .contains("actual time")));
  }

  private void daily() {
    checks.put(
        "SELECT delivery_status, COUNT(*) as count",
        sql -> {
          List<Map<String, String>> rows = support.type(sql).rows();
          double hundred =
              rows.stream().mapToDouble(r -> Double.parseDouble(r.get("percentage"))).sum();
          assertEquals(100, hundred, 0.05);
          assertEquals(
              rows.size(),
              support
                  .type("SELECT delivery_status, count, percentage FROM sms_delivery_rate")
                  .rows()
                  .size());
        });
    checks.put(
        "SELECT COUNT(*) as stuck_card_count",
        sql -> {
          assertEquals("2", support.type(sql).only().get("stuck_card_count"));
          assertEquals(
              List.of(failed, unknown),
              support.type("SELECT id FROM stuck_cards ORDER BY id").column("id"));
        });
    checks.put(
        "SELECT pool_name, available_cards, low_stock_threshold",
        sql ->
            assertEquals(
                List.of("WARNING", "WARNING"),
                support.type(sql).column("status"),
                "2 and 8 cards at a threshold of 20"));
    checks.put(
        "SELECT error_type, COUNT(*) as error_count",
        sql ->
            assertEquals(
                "internal|11", join(support.type(sql).only(), "error_type", "error_count")));
  }

  private void jobs() {
    checks.put(
        "SELECT jobname, schedule, last_run, next_run, active FROM cron.job",
        sql -> {
          assertEquals(
              List.of("retry-failed-sms-every-5min", "send-waiting-sms-every-1min"),
              support.type(sql).column("jobname").stream().sorted().toList());
          assertTrue(
              support
                  .type("SELECT jobname FROM job_health")
                  .column("jobname")
                  .contains("cleanup-stuck-cards-every-10min"));
          assertEquals(
              "t",
              support
                  .type("SELECT bool_and(conserved) AS conserved FROM pool_conservation")
                  .only()
                  .get("conserved"));
        });
    checks.put(
        "SELECT jobname, status, start_time",
        sql ->
            assertEquals(
                "succeeded|2 accepted",
                join(support.type(sql).only(), "status", "return_message")));
    checks.put(
        "UPDATE cron.job SET active = false",
        sql -> {
          assertEquals(1, support.type(sql).touched());
          assertEquals(0, lease(), "nobody gets the lease of a job that is switched off");
          support.type(sql.replace("false", "true"));
          assertEquals(1, lease());
          assertEquals(
              "2",
              database.one(
                  "SELECT count(*) FROM audit_log WHERE subject = 'job' AND actor = 'sql:scrip_support'"));
        });
  }

  /** As the functions take it at every tick. */
  private int lease() throws SQLException {
    try (Connection functions = database.connectAs("scrip_functions_a")) {
      return SupportSession.type(
              functions,
              "UPDATE job SET lease_token = gen_random_uuid(), lease_until = now() WHERE jobname ="
                  + " 'retry-failed-sms-every-5min' AND active")
          .touched();
    }
  }

  private void ends(String sql, String state) throws Exception {
    try (Connection busy = database.connectAs("scrip_functions_a");
        var statement = busy.createStatement()) {
      int pid = busy.unwrap(org.postgresql.PGConnection.class).getBackendPID();
      var working =
          java.util.concurrent.CompletableFuture.supplyAsync(
              () ->
                  assertThrows(SQLException.class, () -> statement.execute("SELECT pg_sleep(60)"))
                      .getSQLState());
      while (database.count(
              "SELECT count(*) FROM pg_stat_activity WHERE pid = ? AND query LIKE '%pg_sleep%' AND state = 'active'",
              pid)
          == 0) {
        Thread.onSpinWait();
      }
      assertEquals(
          List.of("t"), List.copyOf(support.type(String.format(sql, pid)).only().values()));
      assertEquals(state, working.get(30, java.util.concurrent.TimeUnit.SECONDS));
    }
  }

  private int seal(UUID pool) {
    Vertx vertx = Vertx.vertx();
    Pool client =
        Pool.newInstance(
            PgBuilder.pool()
                .using(vertx)
                .connectingTo(
                    PgConnectOptions.fromUri(database.reactiveUrl().replace("vertx-reactive:", ""))
                        .setUser("scrip_functions_a"))
                .with(new PoolOptions().setMaxSize(1))
                .build());
    Keys keys = new Keys(story.keys);
    CardSecrets secrets = new CardSecrets(keys, new Sealing(keys));
    try {
      return new HandMadeCards(
              client, secrets, new AuditLog(), new DataKeys(secrets, Clock.systemUTC()))
          .seal(pool, 10)
          .await()
          .indefinitely();
    } finally {
      client.close().await().indefinitely();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static String release(String card) {
    return "UPDATE gift_cards SET status = 'available', claimed_at = NULL, claimed_by_recipient_id = NULL WHERE id = "
        + card;
  }

  private String available(UUID pool) {
    return database.one("SELECT available_cards FROM gift_card_pools WHERE id = ?", pool);
  }

  private String recipient(String card) {
    return database.one(
        "SELECT claimed_by_recipient_id FROM gift_cards WHERE id = ?::bigint", card);
  }

  private static String fill(String sql, String placeholder, Object value) {
    assertTrue(sql.contains("[" + placeholder + "]"), sql);
    return sql.replace("[" + placeholder + "]", value.toString());
  }

  private static String join(Map<String, String> row, String... columns) {
    return String.join("|", Stream.of(columns).map(row::get).toList());
  }
}
