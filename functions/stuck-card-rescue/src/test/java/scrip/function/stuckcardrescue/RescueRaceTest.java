package scrip.function.stuckcardrescue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.Message;
import scrip.testing.Given;
import scrip.testing.HistoryChecker;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;

/** Rescue meets the sender, a redemption and an operator at the same card and the same moment. */
class RescueRaceTest {

  private static final String PHONE = "+15005550006";
  private static final String RELEASE =
      "UPDATE gift_cards SET status = 'available', claimed_at = NULL, claimed_by_recipient_id = NULL WHERE id = ";

  private final TestDatabase database = TestDatabase.fresh();
  private final KeyFile keys = KeyFile.throwAway();
  private final Given given = new Given(database, keys, 5);
  private final UUID pool = given.poolOf("race", 600);
  private final UUID campaign = given.campaign(pool, "race");
  private final ConcurrentHashMap<String, Integer> textsSent = new ConcurrentHashMap<>();
  private final Rescuing rescuing =
      new Rescuing(
          database,
          keys,
          message -> {
            textsSent.merge(((Message.Content.Text) message.content()).body(), 1, Integer::sum);
            return new DeliveryOutcome.Accepted("SM" + message.attempt());
          });

  @AfterEach
  void the_history_is_right() {
    rescuing.close();
    assertEquals(List.of(), new HistoryChecker(database).violations());
    assertEquals(
        "0",
        database.one(
            "SELECT count(*) FROM card_releases r JOIN delivery_attempts a ON a.claim_id = r.claim_id"));
  }

  @Test
  void either_the_release_or_the_call_wins_and_never_both() {
    long released = 0;
    long called = 0;
    for (int round = 0; round < 10; round++) {
      long claimsBefore = database.count("SELECT coalesce(max(id), 0) FROM card_claims");
      ready(40);
      CompletableFuture<?> sending = rescuing.startSending();
      CompletableFuture<String> first = rescuing.start();
      CompletableFuture<String> second = rescuing.start();
      sending.join();
      first.join();
      second.join();

      assertEquals(
          40,
          database.count(
                  "SELECT count(*) FROM card_claims k WHERE k.id > ? AND"
                      + " (EXISTS (SELECT FROM card_releases r WHERE r.claim_id = k.id)"
                      + " <> EXISTS (SELECT FROM delivery_attempts a WHERE a.claim_id = k.id))",
                  claimsBefore)
              + database.count(
                  "SELECT count(*) FROM card_claims k JOIN gift_card_deliveries d ON d.claim_id = k.id"
                      + " WHERE k.id > ? AND d.sms_status = 'pending'",
                  claimsBefore));
      rescuing.startSending().join();
      released = database.count("SELECT count(*) FROM card_releases");
      called = database.count("SELECT count(*) FROM delivery_attempts");
    }
    assertEquals(400, released + called);
    assertTrue(released > 0 && called > 0, released + " released, " + called + " called");
    assertTrue(textsSent.values().stream().allMatch(times -> times == 1));
  }

  @Test
  void a_delivery_that_is_locked_is_left_at_once_and_its_card_is_not_waited_for()
      throws SQLException {
    ready(1);
    try (var sender = database.connectAs("scrip_functions_b");
        var statement = sender.createStatement()) {
      sender.setAutoCommit(false);
      statement.execute(
          "UPDATE gift_card_deliveries SET lease_token = gen_random_uuid(), lease_until = now() + INTERVAL '1 minute'");
      CompletableFuture<String> run = rescuing.start();
      String line = run.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join();
      assertTrue(line.contains("0 released, 0 kept, 1 busy, 0 flagged"), line);
      sender.rollback();
    }
    assertTrue(rescuing.rescue().contains("1 released"));
  }

  @Test
  void a_card_that_somebody_holds_is_skipped() throws SQLException {
    ready(2);
    try (var other = database.connectAs("scrip_functions_b");
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(
          "SELECT FROM gift_cards WHERE id = (SELECT min(id) FROM gift_cards WHERE status = 'claimed') FOR UPDATE");
      assertTrue(rescuing.rescue().contains("1 released, 0 kept, 1 busy"));
      other.rollback();
    }
  }

  @Test
  void two_runs_release_each_card_once() {
    ready(60);
    List<CompletableFuture<String>> runs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      runs.add(rescuing.start());
    }
    runs.forEach(CompletableFuture::join);

    assertEquals("60", database.one("SELECT count(*) FROM card_releases"));
    assertEquals("600|0", counts());
  }

  @Test
  void recipients_who_redeem_again_meanwhile_keep_their_card_or_get_one() {
    List<String> codes = given.recipients(campaign, "Ada", PHONE, 40);
    for (int i = 0; i < codes.size(); i++) {
      rescuing.startRedeeming(codes.get(i), i).join();
    }
    rescuing.rescue();
    age();
    List<CompletableFuture<?>> all = new ArrayList<>();
    all.add(rescuing.start());
    for (int i = 0; i < codes.size(); i++) {
      all.add(rescuing.startRedeeming(codes.get(i), 100 + i));
    }
    all.forEach(CompletableFuture::join);
    for (int i = 0; i < codes.size(); i++) {
      rescuing.startRedeeming(codes.get(i), 200 + i).join();
    }

    assertEquals("40", database.one("SELECT count(*) FROM gift_cards WHERE status = 'claimed'"));
    assertEquals(
        "40",
        database.one(
            "SELECT count(DISTINCT c.id) FROM redemptions r JOIN gift_cards c ON c.current_claim_id = r.current_claim_id"));
  }

  @Test
  void an_operator_s_release_and_mark_by_hand_meet_rescue_and_sender() {
    ready(25);
    List<String> cards =
        database.all("SELECT id FROM gift_cards WHERE status = 'claimed'").stream()
            .map(r -> r.get(0))
            .toList();
    CompletableFuture<Void> releasing =
        CompletableFuture.runAsync(() -> cards.forEach(card -> support(RELEASE + card)));
    CompletableFuture<Void> marking =
        CompletableFuture.runAsync(
            () ->
                cards.forEach(
                    card ->
                        support(
                            "UPDATE gift_card_deliveries SET sms_status = 'manually_delivered' WHERE gift_card_id = "
                                + card)));
    CompletableFuture<?> sending = rescuing.startSending();
    CompletableFuture<String> rescue = rescuing.start();
    releasing.join();
    marking.join();
    sending.join();
    rescue.join();

    assertEquals(
        "0",
        database.one(
            "SELECT count(*) FROM card_releases r JOIN gift_card_deliveries d ON d.claim_id = r.claim_id"
                + " WHERE d.sms_status <> 'suppressed'"));
  }

  /** Whatever it comes to, it comes to it whole. */
  private void support(String sql) {
    try (var connection = database.connectAs("scrip_support");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      assertTrue(e.getMessage().contains("ERROR"), e.getMessage());
    }
  }

  /** Deliveries that wait, whose cards are stuck and were driven forward long ago. */
  private void ready(int count) {
    database.update("UPDATE cron.job SET heartbeat_at = now()");
    given.waitingDeliveries(campaign, pool, PHONE, count);
    age();
    database.update(
        "INSERT INTO rescue_visits (claim_id, finding, driven_at)"
            + " SELECT current_claim_id, 'test', now() - INTERVAL '10 minutes' FROM gift_cards WHERE status = 'claimed'"
            + " ON CONFLICT DO NOTHING");
  }

  private void age() {
    database.update("UPDATE cron.job SET heartbeat_at = now()");
    database.update(
        "UPDATE gift_cards SET claimed_at = now() - INTERVAL '20 minutes' WHERE status = 'claimed'");
    database.update("UPDATE rescue_visits SET driven_at = now() - INTERVAL '10 minutes'");
  }

  private String counts() {
    return database.one("SELECT available_cards || '|' || claimed_cards FROM gift_card_pools");
  }
}
