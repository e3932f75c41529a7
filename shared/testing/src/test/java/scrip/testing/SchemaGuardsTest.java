package scrip.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the database holds by itself, whoever types the SQL. */
class SchemaGuardsTest {

  private static final String PHONE = "+15005550006";
  private static final String RELEASE =
      "UPDATE gift_cards SET status = 'available', claimed_at = NULL, claimed_by_recipient_id = NULL WHERE id = ";

  private final TestDatabase database = TestDatabase.fresh();
  private final Given given = new Given(database, KeyFile.throwAway(), 1);
  private final UUID pool = given.poolOf("guards", 5);
  private final UUID campaign = given.campaign(pool, "guards");

  @Test
  void a_card_that_was_only_claimed_is_released_by_hand_and_everything_follows()
      throws SQLException {
    String card = claimedCard();

    asSupport(RELEASE + card);

    assertEquals("5|0", counts());
    assertEquals("suppressed", database.one("SELECT sms_status FROM gift_card_deliveries"));
    assertEquals("sql:scrip_support", database.one("SELECT released_by FROM card_releases"));
    assertEquals(null, database.one("SELECT current_claim_id FROM redemptions"));
    assertEquals(
        "sql:scrip_support",
        database.one(
            "SELECT actor FROM audit_log WHERE subject = 'gift_cards' ORDER BY id DESC LIMIT 1"));
    assertEquals(List.of(), new HistoryChecker(database).violations());
  }

  @Test
  void a_card_is_not_released_once_a_provider_call_was_begun() {
    String card = claimedCard();
    database.update(
        "INSERT INTO delivery_attempts (id, delivery_id, claim_id, number, channel)"
            + " SELECT gen_random_uuid(), id, claim_id, 1, 'sms' FROM gift_card_deliveries");

    String message = assertThrows(SQLException.class, () -> asSupport(RELEASE + card)).getMessage();

    assertTrue(message.contains("given to a provider"), message);
    assertTrue(message.contains("Resend it"), message);
    assertEquals("4|1", counts());
  }

  @Test
  void a_card_is_not_released_once_it_was_shown() {
    String card = claimedCard();
    database.update(
        "INSERT INTO card_reveals (claim_id, card_id, revealed_to) SELECT current_claim_id, id, 'public'"
            + " FROM gift_cards WHERE status = 'claimed'");

    assertThrows(SQLException.class, () -> asSupport(RELEASE + card));
  }

  @Test
  void a_card_is_not_released_while_its_delivery_is_leased() {
    String card = claimedCard();
    database.update(
        "UPDATE gift_card_deliveries SET lease_token = gen_random_uuid(), lease_until = now() + INTERVAL '1 minute'");

    assertThrows(SQLException.class, () -> asSupport(RELEASE + card));
  }

  @Test
  void only_the_allowed_changes_of_a_card_s_state_pass() {
    List<String> states =
        List.of("available", "claimed", "sent", "delivered", "quarantined", "void", "expired");
    Set<String> allowed =
        Set.of(
            "available claimed",
            "available quarantined",
            "available void",
            "available expired",
            "claimed sent",
            "claimed quarantined",
            "claimed void",
            "sent delivered",
            "sent quarantined",
            "sent void",
            "delivered quarantined",
            "delivered void",
            "quarantined void",
            "quarantined expired");
    for (String from : states) {
      for (String to : states) {
        // A release needs a real claim: the first test here does it. One out of quarantine is for
        // the functions alone.
        if (!from.equals(to) && !(from + to).equals("claimedavailable")) {
          assertEquals(allowed.contains(from + " " + to), passes(from, to), from + " to " + to);
        }
      }
    }
  }

  @Test
  void counts_typed_by_hand_are_ignored_and_the_rest_of_the_statement_takes_effect()
      throws SQLException {
    asSupport(
        "UPDATE gift_card_pools SET available_cards = available_cards + 2, low_stock_threshold = 9 WHERE id = '"
            + pool
            + "'");

    assertEquals("5|0", counts());
    assertEquals("9", database.one("SELECT low_stock_threshold FROM gift_card_pools"));
  }

  @Test
  void counts_stay_exact_while_they_are_folded() {
    given.waitingDeliveries(campaign, pool, PHONE, 3);
    assertEquals("2|3", counts());

    long folded =
        database.count("SELECT fold_pool_counts(1)")
            + database.count("SELECT fold_pool_counts(100)");

    assertTrue(folded > 1);
    assertEquals("2|3", counts());
    assertEquals(0, database.count("SELECT count(*) FROM pool_count_deltas"));
    assertEquals("t", database.one("SELECT conserved FROM pool_conservation"));
  }

  @Test
  void history_is_written_once() {
    claimedCard();

    assertThrows(IllegalStateException.class, () -> database.update("DELETE FROM card_claims"));
    assertThrows(
        IllegalStateException.class,
        () -> database.update("UPDATE card_claims SET claimed_by = 'me'"));
    assertThrows(
        IllegalStateException.class, () -> database.update("TRUNCATE card_claims CASCADE"));
  }

  @Test
  void a_delivery_marked_by_hand_takes_its_card_along_and_stays_so() throws SQLException {
    claimedCard();
    asSupport(
        "UPDATE gift_card_deliveries SET sms_status = 'manually_delivered', sms_sent_at = now()");

    assertEquals(
        "sent", database.one("SELECT status FROM gift_cards WHERE current_claim_id IS NOT NULL"));
    for (String state : List.of("pending", "sent", "delivered", "failed", "unknown")) {
      assertThrows(
          IllegalStateException.class,
          () -> database.update("UPDATE gift_card_deliveries SET sms_status = ?", state));
    }
  }

  @Test
  void the_functions_may_change_no_schema_and_no_history_and_support_reads_no_secret()
      throws SQLException {
    for (String sql :
        List.of(
            "CREATE TABLE x (id int)",
            "DROP TABLE gift_cards",
            "DELETE FROM card_claims",
            "INSERT INTO pool_count_deltas SELECT * FROM pool_count_deltas",
            "DELETE FROM gift_cards")) {
      assertThrows(SQLException.class, () -> as("scrip_functions_a", sql), sql);
    }
    for (String sql :
        List.of(
            "SELECT wrapped FROM data_keys",
            "SELECT key_hash FROM api_keys",
            "SELECT code_hash FROM recipients",
            "UPDATE gift_cards SET sealed = ''",
            "INSERT INTO redemptions DEFAULT VALUES")) {
      assertThrows(SQLException.class, () -> asSupport(sql), sql);
    }
  }

  @Test
  void a_quarantined_card_that_is_its_recipient_s_does_not_expire() throws SQLException {
    String card = claimedCard();
    asSupport("UPDATE gift_cards SET status = 'quarantined' WHERE id = " + card);

    assertTrue(
        refused("UPDATE gift_cards SET status = 'expired' WHERE id = " + card)
            .contains("then replace it"));
  }

  @Test
  void a_card_in_clear_is_sealed_before_it_is_put_aside() throws SQLException {
    String clear =
        "INSERT INTO gift_cards (pool_id, card_code, status) VALUES ('"
            + pool
            + "', 'TEMP-1', '%s')";
    asSupport(clear.formatted("available"));
    for (String state : List.of("quarantined", "void", "expired")) {
      String typed = "UPDATE gift_cards SET status = '" + state + "' WHERE sealed IS NULL";
      assertTrue(refused(typed).contains("within a minute"), state);
      assertTrue(refused(clear.formatted(state)).contains("Insert it as available"), state);
    }
    assertEquals("6|0", counts());
  }

  private String refused(String sql) {
    return assertThrows(SQLException.class, () -> asSupport(sql)).getMessage();
  }

  @Test
  void hashes_and_addresses_stay_out_of_the_audit() throws SQLException {
    asSupport(
        "INSERT INTO gift_cards (pool_id, card_code, card_number, status) VALUES ('"
            + pool
            + "', 'TEMP-0001', '1234567890123456', 'available')");

    String audit =
        String.join(
            " ",
            Stream.of(database.all("SELECT detail FROM audit_log")).map(String::valueOf).toList());
    assertTrue(!audit.contains("TEMP-0001") && !audit.contains("1234567890123456"), audit);
    assertEquals("6|0", counts());
  }

  /** Whether a card in one state may become another, whatever else its row would need. */
  private boolean passes(String from, String to) {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      String claimed =
          ", claimed_at = now(), claimed_by_recipient_id = gen_random_uuid(), current_claim_id = 77, sent_at = now(),"
              + " delivered_at = now()";
      String free = ", claimed_at = NULL, claimed_by_recipient_id = NULL, current_claim_id = NULL";
      String one = " WHERE id = (SELECT min(id) FROM gift_cards)";
      statement.execute("SET session_replication_role = replica");
      statement.execute(
          "UPDATE gift_cards SET status = '" + from + "'" + (bound(from) ? claimed : free) + one);
      statement.execute("SET session_replication_role = origin");
      String more = bound(from) == bound(to) ? "" : bound(to) ? claimed : free;
      statement.execute("UPDATE gift_cards SET status = '" + to + "'" + more + one);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static boolean bound(String state) {
    return Set.of("claimed", "sent", "delivered").contains(state);
  }

  private String claimedCard() {
    given.waitingDeliveries(campaign, pool, PHONE, 1);
    return database.one("SELECT id FROM gift_cards WHERE status = 'claimed'");
  }

  private String counts() {
    return database.one("SELECT available_cards || '|' || claimed_cards FROM gift_card_pools");
  }

  private void asSupport(String sql) throws SQLException {
    as("scrip_support", sql);
  }

  private void as(String role, String sql) throws SQLException {
    try (var connection = database.connectAs(role);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
