package scrip.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scrip.audit.AuditLog;
import scrip.giftcard.DataKeys;
import scrip.giftcard.HandMadeCards;
import scrip.secrets.CardSecrets;
import scrip.secrets.Keys;
import scrip.secrets.Sealing;

/**
 * A card whose code may be known to somebody is never in stock again, whatever is typed, by whom,
 * and in whatever order two people type it.
 */
class KnownCodeTest {

  private static final String CODE = "GC-known-0001";

  private final Story story = new Story("known", 6);
  private final TestDatabase database = story.database;
  private final SupportSession support = new SupportSession(database);

  @AfterEach
  void the_history_is_right() {
    List<String> violations = new HistoryChecker(database).violations();
    violations.removeIf(v -> v.startsWith("a delivery is sent without"));
    assertEquals(List.of(), violations);
  }

  @Test
  void a_card_whose_first_message_failed_and_whose_second_arrived_is_never_released() {
    String card = story.failedThenDelivered();
    for (String sql :
        List.of(
            release(card),
            "UPDATE gift_cards SET status = 'claimed' WHERE id = " + card,
            "UPDATE gift_cards SET claimed_by_recipient_id = NULL, claimed_at = NULL WHERE id = "
                + card,
            "UPDATE gift_cards SET claimed_at = now() - INTERVAL '1 day' WHERE id = " + card,
            "UPDATE gift_card_deliveries SET sms_status = 'pending' WHERE gift_card_id = " + card,
            "UPDATE gift_card_deliveries SET sms_status = 'suppressed' WHERE gift_card_id = "
                + card,
            "DELETE FROM gift_cards WHERE id = " + card,
            "TRUNCATE gift_cards CASCADE",
            "DELETE FROM gift_card_deliveries WHERE gift_card_id = " + card,
            "DELETE FROM delivery_attempts",
            "DELETE FROM card_claims",
            "INSERT INTO card_releases (claim_id, card_id, reason, evidence, released_by)"
                + " SELECT current_claim_id, id, 'x', '{}', 'x' FROM gift_cards WHERE id = "
                + card,
            "UPDATE gift_cards SET pool_id = pool_id, code_hash = NULL WHERE id = " + card,
            "ALTER TABLE gift_cards DISABLE TRIGGER ALL",
            "SET session_replication_role = replica",
            "SET ROLE scrip_functions",
            "SELECT hold_deliveries(1, 'x')",
            "SET SESSION AUTHORIZATION scrip_functions_a")) {
      support.refused(sql);
    }
    typed(
        "UPDATE gift_cards SET status = 'quarantined', claimed_at = NULL, claimed_by_recipient_id = NULL WHERE id = "
            + card);
    assertEquals(
        "t",
        database.one(
            "SELECT claimed_by_recipient_id IS NOT NULL AND claimed_at IS NOT NULL FROM gift_cards WHERE id = "
                + card),
        "it remembers whose it was");
    assertTrue(support.refused(release(card)).contains("Releasing it takes two people"));
    assertTrue(functionsRefused(release(card)).contains("was not released"));
    typed("UPDATE gift_cards SET status = 'void' WHERE id = " + card);
    support.refused(release(card));
    assertEquals("void", story.status(card));
  }

  @Test
  void marked_by_hand_it_is_known_even_when_it_was_in_quarantine() {
    String card = story.stuck();
    typed("UPDATE gift_cards SET status = 'quarantined' WHERE id = " + card);
    assertEquals("suppressed", database.one("SELECT sms_status FROM gift_card_deliveries"));
    typed(
        "UPDATE gift_card_deliveries SET sms_status = 'manually_delivered' WHERE gift_card_id = "
            + card);

    assertTrue(functionsRefused(release(card)).contains("a delivery of it is under way or done"));
  }

  @Test
  void a_quarantined_card_that_nobody_can_know_comes_back_by_review_and_its_delivery_is_over() {
    String card = story.stuck();
    typed("UPDATE gift_cards SET status = 'quarantined' WHERE id = " + card);
    asFunctions("SELECT set_config('scrip.actor', 'person:1', true);" + release(card));

    assertEquals("available", story.status(card));
    assertEquals("person:1", database.one("SELECT released_by FROM card_releases"));
    assertTrue(
        support
            .refused(
                "UPDATE gift_card_deliveries SET sms_status = 'manually_delivered' WHERE gift_card_id = "
                    + card)
            .contains("its card was released"));
  }

  @Test
  void a_review_waits_for_nobody_who_marks_the_delivery_at_the_same_moment() throws SQLException {
    String card = story.stuck();
    typed("UPDATE gift_cards SET status = 'quarantined' WHERE id = " + card);
    try (Connection marking = database.connectAs("scrip_support")) {
      marking.setAutoCommit(false);
      SupportSession.type(
          marking,
          "UPDATE gift_card_deliveries SET sms_status = 'manually_delivered' WHERE gift_card_id = "
              + card);
      assertTrue(functionsRefused(release(card)).contains("being sent at this moment"));
      marking.commit();
    }
    assertTrue(functionsRefused(release(card)).contains("was not released"));
  }

  @Test
  void a_call_that_came_back_to_waiting_during_the_quarantine_is_not_begun_again() {
    String card = story.stuck();
    story.called(card, "not_connected", "sending");
    typed("UPDATE gift_cards SET status = 'quarantined' WHERE id = " + card);
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = 'pending', lease_token = NULL, lease_until = NULL");
    assertTrue(attemptRefused(card).contains("holds no card any more"));

    asFunctions(release(card));
    assertEquals("suppressed", database.one("SELECT sms_status FROM gift_card_deliveries"));
  }

  @Test
  void a_resend_made_while_the_card_was_being_released_is_never_begun() throws SQLException {
    String card = story.stuck();
    try (Connection resend = database.connectAs("scrip_functions_a")) {
      resend.setAutoCommit(false);
      SupportSession.type(
          resend,
          "INSERT INTO gift_card_deliveries (id, redemption_id, recipient_id, gift_card_id, claim_id, channel, address, address_hash)"
              + " SELECT gen_random_uuid(), redemption_id, recipient_id, gift_card_id, claim_id, channel, address, address_hash"
              + " FROM gift_card_deliveries");
      typed(release(card));
      resend.commit();
    }
    assertEquals("available", story.status(card));
    assertTrue(attemptRefused(card).contains("holds no card any more"));
  }

  @Test
  void a_transaction_with_an_older_snapshot_releases_and_marks_nothing() throws SQLException {
    String card = story.stuck();
    String other = story.resent(card);
    for (String level : List.of("REPEATABLE READ", "SERIALIZABLE")) {
      try (Connection old = database.connectAs("scrip_support");
          var statement = old.createStatement()) {
        old.setAutoCommit(false);
        statement.execute("SET TRANSACTION ISOLATION LEVEL " + level);
        statement.executeQuery("SELECT count(*) FROM gift_cards").close();
        String message =
            org.junit.jupiter.api.Assertions.assertThrows(
                    SQLException.class, () -> statement.execute(release(card)))
                .getMessage();
        assertTrue(message.contains("READ COMMITTED"), message);
        old.rollback();
        statement.execute("SET TRANSACTION ISOLATION LEVEL " + level);
        message =
            org.junit.jupiter.api.Assertions.assertThrows(
                    SQLException.class,
                    () ->
                        statement.execute(
                            "UPDATE gift_card_deliveries SET sms_status = 'manually_delivered' WHERE id = '"
                                + other
                                + "'"))
                .getMessage();
        assertTrue(message.contains("READ COMMITTED"), message);
        old.rollback();
      }
    }
  }

  @Test
  void what_a_provider_does_is_not_written_by_hand() {
    String card = story.stuck();
    story.called(card, null, "sending");
    for (String state :
        List.of(
            "pending", "held", "failed", "unknown", "sent", "delivered", "manually_delivered")) {
      support.refused("UPDATE gift_card_deliveries SET sms_status = '" + state + "'");
    }
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = 'unknown', lease_token = NULL, lease_until = NULL");
    for (String state : List.of("failed", "sent", "delivered", "suppressed", "pending")) {
      support.refused("UPDATE gift_card_deliveries SET sms_status = '" + state + "'");
    }
    typed("UPDATE gift_card_deliveries SET sms_status = 'manually_delivered'");
    assertEquals("sent", story.status(card));
    database.update("DELETE FROM sms_delivery_log");
  }

  @Test
  void a_known_code_typed_in_again_in_any_spelling_is_quarantined_and_never_in_stock() {
    typed(insert(story.pool, CODE));
    seal(story.pool);
    String card = database.one("SELECT max(id) FROM gift_cards");
    // Known to somebody: quarantined, so that its row does not count for uniqueness any more.
    database.update(
        "SET session_replication_role = replica; UPDATE gift_cards SET sent_at = now() WHERE id = "
            + card);
    typed("UPDATE gift_cards SET status = 'quarantined' WHERE id = " + card);
    for (String spelt :
        List.of(CODE, " " + CODE + "\t", "gc-KNOWN-0001", "GCKNOWN0001", "GC known\u00a00001")) {
      typed(insert(story.pool, spelt));
      seal(story.pool);
      String again = database.one("SELECT max(id) FROM gift_cards");
      assertEquals("quarantined", story.status(again), spelt);
      assertTrue(functionsRefused(release(again)).contains("it was sent"), spelt);
    }
    assertEquals("6|0", story.counts());
  }

  @Test
  void a_quarantined_code_is_refused_to_the_functions_too() {
    String card = story.stuck();
    typed("UPDATE gift_cards SET status = 'quarantined' WHERE id = " + card);
    String copied =
        "INSERT INTO gift_cards (pool_id, card_code, last_four, code_hash, sealed, data_key_id)"
            + " SELECT pool_id, card_code, last_four, code_hash, sealed, data_key_id FROM gift_cards WHERE id = "
            + card;
    assertTrue(functionsRefused(copied).contains("that of a quarantined card"));
  }

  @Test
  void a_temporary_table_named_like_ours_gives_no_card_to_another_brand() throws SQLException {
    try (Connection attacker = database.connectAs("scrip_support")) {
      SupportSession.type(attacker, "CREATE TEMP TABLE card_pools (id uuid, brand_id uuid)");
      SupportSession.type(
          attacker, "INSERT INTO card_pools VALUES ('" + story.pool + "', gen_random_uuid())");
      SupportSession.type(attacker, insert(story.pool, "OTHER-0001"));
    }
    assertEquals(
        "1",
        database.one("SELECT count(DISTINCT brand_id) FROM gift_cards"),
        "the brand is that of the real pool");
  }

  @Test
  void the_evidence_and_the_signature_are_not_for_the_typist_to_say() {
    String card = story.stuck();
    typed(
        "SET scrip.actor = 'person:1'; SET scrip.evidence = '{\"attempts\": 7}';" + release(card));
    assertEquals(
        "sql:scrip_support|0",
        database.one("SELECT released_by || '|' || (evidence ->> 'attempts') FROM card_releases"));
    typed(
        "INSERT INTO audit_log (actor, action, subject, database_user) VALUES ('person:1', 'incident_resolution', 'gift_cards', 'postgres')");
    assertEquals(
        "sql:scrip_support|scrip_support",
        database.one(
            "SELECT actor || '|' || database_user FROM audit_log WHERE action = 'incident_resolution'"));
  }

  @Test
  void a_pool_with_cards_keeps_its_brand_and_a_known_card_is_not_deleted_by_its_owner_either() {
    String card = story.stuck();
    typed("UPDATE gift_cards SET status = 'quarantined' WHERE id = " + card);
    UUID other = story.given.brand("other");
    assertTrue(
        functionsRefused("UPDATE card_pools SET brand_id = '" + other + "'")
            .contains("its client, brand, value and currency stay"));
    assertTrue(
        org.junit.jupiter.api.Assertions.assertThrows(
                IllegalStateException.class,
                () -> database.update("DELETE FROM gift_cards WHERE id = " + card))
            .getMessage()
            .contains("is kept"));
  }

  private static String release(String card) {
    return "UPDATE gift_cards SET status = 'available', claimed_at = NULL, claimed_by_recipient_id = NULL WHERE id = "
        + card;
  }

  private static String insert(UUID pool, String code) {
    return "INSERT INTO gift_cards (pool_id, card_code, card_number, status) VALUES ('"
        + pool
        + "', '"
        + code
        + "', NULL, 'available')";
  }

  private void typed(String sql) {
    try {
      support.type(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private String attemptRefused(String card) {
    return functionsRefused(
        "INSERT INTO delivery_attempts (id, delivery_id, claim_id, number, channel)"
            + " SELECT gen_random_uuid(), id, claim_id, 1, 'sms' FROM gift_card_deliveries"
            + " WHERE sms_status = 'pending' AND gift_card_id = "
            + card);
  }

  private void asFunctions(String sql) {
    try (Connection functions = database.connectAs("scrip_functions_a")) {
      functions.setAutoCommit(false);
      SupportSession.type(functions, "SET LOCAL lock_timeout = '5s'");
      SupportSession.type(functions, sql);
      functions.commit();
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private String functionsRefused(String sql) {
    return org.junit.jupiter.api.Assertions.assertThrows(
            AssertionError.class, () -> asFunctions(sql))
        .getCause()
        .getMessage();
  }

  private void seal(UUID pool) {
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
      new HandMadeCards(client, secrets, new AuditLog(), new DataKeys(secrets, Clock.systemUTC()))
          .seal(pool, 10)
          .await()
          .indefinitely();
    } finally {
      client.close().await().indefinitely();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
