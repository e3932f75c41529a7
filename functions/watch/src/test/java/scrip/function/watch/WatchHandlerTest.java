package scrip.function.watch;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.testing.CloudSettings;
import scrip.testing.Given;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/** The duties of every minute, as Lambda calls them. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class WatchHandlerTest {

  private static final String PHONE = "+15005550006";
  private static final String WATCH = "{\"job\":\"watch-every-1min\",\"trigger\":\"schedule\"}";

  private final CloudSettings cloud = Cloud.settings();
  private final TestDatabase database = cloud.database();
  private final Given given = new Given(database, cloud.secrets(), System.nanoTime());
  private String name;
  private UUID pool;
  private UUID campaign;

  @BeforeEach
  void a_pool() {
    name = UUID.randomUUID().toString();
    pool = given.poolOf(name, 0);
    campaign = given.campaign(pool, name);
  }

  @Test
  void hand_made_cards_are_sealed_and_go_to_those_who_wait_in_their_order() {
    given.recipients(campaign, "Ada", PHONE, 30);
    database.update(
        "INSERT INTO waiting_list (pool_id, recipient_id, condition_id, channel, address, address_hash, callback_due_at)"
            + " SELECT ?, r.id, k.id, 'sms', r.phone, r.phone_hash, now() FROM recipients r"
            + " JOIN campaign_conditions k ON k.campaign_id = r.campaign_id WHERE r.campaign_id = ? ORDER BY r.id",
        pool,
        campaign);
    database.update(
        "INSERT INTO gift_cards (pool_id, card_code) SELECT ?, 'TEMP-' || n FROM generate_series(1, 25) AS n",
        pool);

    watch().statusCode(200).body("message", containsString("25 sealed"));

    assertEquals(
        25, database.count("SELECT claimed_cards FROM gift_card_pools WHERE id = ?", pool));
    assertEquals(
        5,
        database.count(
            "SELECT count(*) FROM waiting_list WHERE pool_id = ? AND served_at IS NULL", pool));
    assertEquals(
        "t",
        database.one(
            "SELECT max(id) FILTER (WHERE served_at IS NOT NULL) < min(id) FILTER (WHERE served_at IS NULL)"
                + " FROM waiting_list WHERE pool_id = ?",
            pool));
    assertFalse(database.all("SELECT card_code FROM gift_cards").toString().contains("TEMP-"));
    assertEquals("1", alerts("pool-empty"));
  }

  @Test
  void cards_expire_the_day_after_their_last_one_with_a_row_of_the_audit() {
    given.cards(pool, 5);
    database.update(
        "UPDATE gift_cards SET expires_on = CASE WHEN id % 2 = 0 THEN (now() AT TIME ZONE 'UTC')::date - 1"
            + " ELSE (now() AT TIME ZONE 'UTC')::date END WHERE pool_id = ?",
        pool);
    long due =
        database.count("SELECT count(*) FROM gift_cards WHERE pool_id = ? AND id % 2 = 0", pool);

    watch().statusCode(200).body("message", containsString(due + " expired"));
    watch().statusCode(200).body("message", containsString("0 expired"));

    assertEquals(
        due, database.count("SELECT expired_cards FROM gift_card_pools WHERE id = ?", pool));
    assertEquals(
        due,
        database.count(
            "SELECT detail ->> 'cards' FROM audit_log WHERE action = 'expire' AND subject_id = ? AND actor = 'job:watch-every-1min'",
            pool.toString()));
  }

  @Test
  void low_and_empty_pools_are_one_alert_each_until_stock_is_back() {
    watch();
    watch();
    assertEquals("0|1", alerts("pool-low") + "|" + alerts("pool-empty"));
    given.cards(pool, 3);
    watch();
    watch();
    assertEquals("1|0", alerts("pool-low") + "|" + alerts("pool-empty"));
    given.cards(pool, 18);
    watch();
    assertEquals("0|0", alerts("pool-low") + "|" + alerts("pool-empty"));
    assertEquals(2, database.count("SELECT count(*) FROM alerts WHERE pool_id = ?", pool));
    database.update("UPDATE card_pools SET low_stock_threshold = 100 WHERE id = ?", pool);
    watch();
    assertEquals("1", alerts("pool-low"));
    database.update("UPDATE gift_cards SET status = 'void' WHERE pool_id = ?", pool);
    database.update(
        "UPDATE campaigns SET state = 'closed' FROM campaign_conditions k"
            + " WHERE k.campaign_id = campaigns.id AND k.pool_id = ?",
        pool);
    database.update("UPDATE card_pools SET archived_at = now() WHERE id = ?", pool);
    watch();
    assertEquals("0|0", alerts("pool-low") + "|" + alerts("pool-empty"));
  }

  @Test
  void counts_that_are_not_those_of_the_cards_are_told_until_they_are() {
    given.cards(pool, 3);
    database.update("UPDATE pool_counts SET available = available + 1 WHERE pool_id = ?", pool);
    watch().body("message", containsString("1 wrong"));
    assertEquals("1", alerts("pool-counts"));
    database.update("UPDATE pool_counts SET available = available - 1 WHERE pool_id = ?", pool);
    watch();
    assertEquals("0", alerts("pool-counts"));
  }

  @Test
  void pools_take_turns_at_being_counted() {
    for (int i = 0; i < 25; i++) {
      given.poolOf(name + " " + i, 0);
    }
    watch().body("message", containsString("20 pools counted"));
    assertTrue(
        database.count(
                "SELECT count(*) FROM card_pools p LEFT JOIN pool_checks k ON k.pool_id = p.id WHERE k.pool_id IS NULL")
            > 0);
    for (int i = 0; i < 5; i++) {
      watch();
    }
    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM card_pools p LEFT JOIN pool_checks k ON k.pool_id = p.id WHERE k.pool_id IS NULL"));
  }

  @Test
  void what_has_served_its_time_is_forgotten_and_the_rest_is_not() {
    database.update(
        "INSERT INTO rate_limit_tracking (identifier, action, created_at) SELECT '203.0.113.7', ?,"
            + " now() - n * INTERVAL '12 hours' FROM generate_series(1, 4) AS n",
        name);
    database.update(
        "INSERT INTO idempotency_keys (principal, route, key, fingerprint, outcome, lease_token, lease_until, created_at)"
            + " SELECT 'p', ?, n::text, '', CASE WHEN n < 4 THEN '{}'::jsonb END, CASE WHEN n = 4 THEN gen_random_uuid() END,"
            + " CASE WHEN n = 4 THEN now() + INTERVAL '20 seconds' END, now() - n * INTERVAL '12 hours' FROM generate_series(1, 4) AS n",
        name);
    UUID person = given.signedIn("viewer").person();
    database.update(
        "UPDATE sessions SET expires_at = now() - INTERVAL '31 days' WHERE person_id = ?", person);
    UUID other = given.signedIn("viewer").person();
    database.update(
        "UPDATE sessions SET expires_at = now() - INTERVAL '29 days' WHERE person_id = ?", other);

    watch()
        .statusCode(200)
        .body(
            "message",
            containsString(
                "3 counted requests, 2 kept answers, 1 sessions, 0 sessions of operators, 0 codes of devices,"
                    + " 0 attempts at stations forgotten"));

    assertEquals(
        1, database.count("SELECT count(*) FROM rate_limit_tracking WHERE action = ?", name));
    assertEquals(
        "1,4",
        database.one(
            "SELECT string_agg(key, ',' ORDER BY key) FROM idempotency_keys WHERE route = ?",
            name));
    assertEquals(1, database.count("SELECT count(*) FROM sessions WHERE person_id = ?", other));
  }

  @Test
  void a_duty_that_fails_keeps_no_other_from_its_work_and_fails_the_run_at_its_end() {
    given.cards(pool, 3);
    database.update("ALTER TABLE waiting_list RENAME TO waiting_list_away");
    try {
      watch()
          .statusCode(500)
          .body("errorMessage", containsString("waiting-list FAILED"))
          .body("errorMessage", containsString("0 sealed"))
          .body("errorMessage", containsString("forgotten"));
    } finally {
      database.update("ALTER TABLE waiting_list_away RENAME TO waiting_list");
    }
    assertTrue(
        database
            .one(
                "SELECT status || return_message FROM cron.job_run_details ORDER BY runid DESC LIMIT 1")
            .startsWith("failed0 sealed"));
    assertEquals(
        1,
        database.count(
            "SELECT count(*) FROM error_logs WHERE error_type = 'watch-waiting-list-failed'"));
    watch().statusCode(200);
  }

  @Test
  void a_line_that_cannot_be_served_stops_no_other_pool() {
    UUID other = given.poolOf(name + " other", 0);
    for (UUID of : new UUID[] {pool, other}) {
      database.update("INSERT INTO gift_cards (pool_id, card_code) VALUES (?, 'TEMP-A')", of);
    }
    database.update(
        "CREATE OR REPLACE FUNCTION boom() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'boom'; END $$");
    database.update(
        "CREATE TRIGGER boom BEFORE UPDATE OF sealed ON gift_cards FOR EACH ROW WHEN (NEW.pool_id = '"
            + pool
            + "') EXECUTE FUNCTION boom()");
    try {
      watch()
          .statusCode(500)
          .body("errorMessage", containsString("sealing FAILED: 1 of 2 pools failed"));
    } finally {
      database.update("DROP TRIGGER boom ON gift_cards");
    }
    assertEquals(
        1,
        database.count(
            "SELECT count(*) FROM gift_cards WHERE pool_id = ? AND sealed IS NOT NULL", other));
    watch().statusCode(200).body("message", containsString("1 sealed"));
  }

  @Test
  void switched_off_by_sql_it_stops_and_an_unknown_job_is_a_function_error() {
    database.update("UPDATE cron.job SET active = false WHERE jobname = 'watch-every-1min'");
    watch().statusCode(200).body("status", equalTo("skipped"));
    database.update("UPDATE cron.job SET active = true WHERE jobname = 'watch-every-1min'");
    run("{\"job\":\"cleanup-stuck-cards-every-10min\"}")
        .statusCode(500)
        .body("errorMessage", containsString("names neither"));
  }

  private String alerts(String kind) {
    return database.one(
        "SELECT count(*) FROM alerts WHERE kind = ? AND pool_id = ? AND closed_at IS NULL",
        kind,
        pool);
  }

  private static ValidatableResponse watch() {
    return run(WATCH);
  }

  private static ValidatableResponse run(String event) {
    return RestAssured.given()
        .contentType("application/json")
        .accept("application/json")
        .body(event)
        .post()
        .then();
  }
}
