package scrip.function.stuckcardrescue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.delivery.DeliveryOutcome;
import scrip.testing.Given;
import scrip.testing.HistoryChecker;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;

/** Which stuck card is driven forward, which is released, and which keeps its recipient. */
class RescueRulesTest {

  private static final String PHONE = "+15005550006";

  private final TestDatabase database = TestDatabase.fresh();
  private final KeyFile keys = KeyFile.throwAway();
  private final Given given = new Given(database, keys, 3);
  private final UUID pool = given.poolOf("rescue", 20);
  private final UUID campaign = given.campaign(pool, "rescue");
  private final Rescuing rescuing =
      new Rescuing(
          database, keys, message -> new DeliveryOutcome.Accepted("SM" + message.attempt()));

  @BeforeEach
  void everything_runs() {
    database.update("UPDATE cron.job SET heartbeat_at = now()");
  }

  @AfterEach
  void the_history_is_right() {
    rescuing.close();
    List<String> violations = new HistoryChecker(database).violations();
    violations.removeIf(
        v ->
            v.startsWith("a claim has no delivery")
                || v.startsWith("an attempt without an outcome is"));
    assertEquals(List.of(), violations);
  }

  @Test
  void a_card_claimed_less_than_fifteen_minutes_ago_is_nobody_s_business() {
    given.waitingDeliveries(campaign, pool, PHONE, 1);
    database.update(
        "UPDATE gift_cards SET claimed_at = now() - INTERVAL '14 minutes' WHERE status = 'claimed'");

    assertTrue(rescuing.rescue().startsWith("0 looked at"));
  }

  @Test
  void a_delivery_suppressed_before_any_call_gives_its_card_back_with_the_evidence() {
    stuck(1);
    database.update("UPDATE gift_card_deliveries SET sms_status = 'suppressed'");

    String line = rescuing.rescue();

    assertTrue(
        line.startsWith("1 looked at, 0 driven forward, 1 released, 0 kept, 0 busy, 0 flagged"),
        line);
    assertEquals("20|0", counts());
    assertEquals(
        "job:cleanup-stuck-cards-every-10min|0|[\"suppressed\"]",
        database.one(
            "SELECT released_by || '|' || (evidence ->> 'attempts') || '|' || (evidence ->> 'deliveries') FROM card_releases"));
    assertEquals(
        "its delivery was suppressed before any call",
        database.one(
            "SELECT reason FROM audit_log WHERE action = 'release' AND actor LIKE 'job:%'"));
    assertEquals(null, database.one("SELECT current_claim_id FROM redemptions"));
  }

  @Test
  void a_message_that_somebody_called_back_keeps_its_card_and_needs_attention() {
    stuck(1);
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = 'suppressed', cancelled_by = 'person:1'");

    kept("its message was called back: resend it, or quarantine and replace the card");

    assertEquals("1", database.one("SELECT count(*) FROM needs_attention"));
    assertEquals("19|1", counts());
  }

  @Test
  void a_card_without_any_delivery_comes_back() {
    stuck(1);
    database.update("SET session_replication_role = replica; DELETE FROM gift_card_deliveries");

    rescuing.rescue();

    assertEquals("20|0", counts());
  }

  @Test
  void a_delivery_that_waits_is_driven_forward_first_and_released_ten_minutes_later() {
    stuck(1);

    assertTrue(rescuing.rescue().contains("1 driven forward, 0 released"));
    assertEquals(1, rescuing.nudges.get());
    assertTrue(rescuing.rescue().contains("1 driven forward, 0 released"));
    assertEquals("19|1", counts());

    drivenBefore();
    assertTrue(rescuing.rescue().contains("0 driven forward, 1 released"));
    assertEquals("20|0", counts());
    assertEquals("suppressed", database.one("SELECT sms_status FROM gift_card_deliveries"));
    assertEquals("0 accepted", sent());
  }

  @Test
  void driven_forward_it_leaves_and_stays_with_its_recipient() {
    stuck(1);
    rescuing.rescue();

    assertEquals("1 accepted", sent());
    drivenBefore();

    assertTrue(rescuing.rescue().startsWith("0 looked at"));
    assertEquals(
        "sent", database.one("SELECT status FROM gift_cards WHERE current_claim_id IS NOT NULL"));
  }

  @Test
  void a_delivery_held_by_a_throttle_for_an_hour_keeps_its_card() {
    stuck(2);
    database.update("UPDATE senders SET not_before = now() + INTERVAL '1 hour'");
    database.update(
        "UPDATE gift_card_deliveries SET sms_status = 'held', not_before = now() + INTERVAL '1 hour'"
            + " WHERE id = (SELECT id FROM gift_card_deliveries LIMIT 1)");
    for (int visit = 0; visit < 6; visit++) {
      assertTrue(rescuing.rescue().contains("0 driven forward, 0 released, 2 kept"));
      drivenBefore();
    }
    assertEquals(
        "[[its delivery is held: it goes on when its sender may send again], [the sender is held: see senders]]",
        database.all("SELECT finding FROM rescue_visits ORDER BY finding").toString());

    database.update("UPDATE senders SET not_before = '-infinity'");
    database.update("UPDATE rescue_visits SET driven_at = NULL");
    assertTrue(
        rescuing.rescue().contains("1 driven forward, 0 released, 1 kept"),
        "the time of the throttle does not count against the delivery");
  }

  @Test
  void being_kept_begins_the_ten_minutes_anew() {
    stuck(1);
    rescuing.rescue();
    drivenBefore();
    database.update("UPDATE cron.job SET active = false WHERE jobname LIKE 'send%'");
    assertTrue(rescuing.rescue().contains("1 kept"));
    database.update("UPDATE cron.job SET active = true");

    assertTrue(rescuing.rescue().contains("1 driven forward, 0 released"));
  }

  @Test
  void a_delivery_behind_others_that_are_due_for_longer_keeps_its_card() {
    stuck(2);
    database.update(
        "UPDATE gift_card_deliveries SET not_before = now() - INTERVAL '1 minute'"
            + " WHERE id = (SELECT id FROM gift_card_deliveries LIMIT 1)");
    assertTrue(rescuing.rescue().contains("1 driven forward, 0 released, 1 kept"));
    database.update(
        "UPDATE rescue_visits SET driven_at = now() - INTERVAL '10 minutes'"
            + " WHERE finding = 'others are before it'");

    assertTrue(rescuing.rescue().contains("1 driven forward, 0 released, 1 kept"));
    assertEquals("18|2", counts());
  }

  @Test
  void a_fault_a_silent_job_and_a_time_of_its_own_keep_the_card() {
    stuck(1);
    database.update("UPDATE senders SET fault = 'trial account'");
    kept("the sender is held: see senders");
    database.update("UPDATE senders SET fault = NULL");
    database.update("UPDATE cron.job SET heartbeat_at = now() - INTERVAL '11 minutes'");
    kept("the job that sends is silent");
    database.update("UPDATE cron.job SET heartbeat_at = NULL");
    kept("the job that sends is silent");
    database.update("UPDATE cron.job SET heartbeat_at = now()");
    database.update("UPDATE gift_card_deliveries SET not_before = now() + INTERVAL '1 minute'");
    kept("its delivery waits for its time");
  }

  @Test
  void only_the_sender_of_its_own_channel_keeps_a_card() {
    stuck(1);
    database.update("UPDATE gift_card_deliveries SET channel = 'email'");
    database.update("UPDATE senders SET fault = 'trial account' WHERE channel = 'email'");
    kept("the sender is held: see senders");
    database.update("UPDATE senders SET fault = NULL");
    database.update(
        "UPDATE senders SET not_before = now() + INTERVAL '1 hour', fault = 'trial account' WHERE channel = 'sms'");

    assertTrue(rescuing.rescue().contains("1 driven forward, 0 released"));
  }

  @Test
  void whatever_was_begun_or_shown_stays_bound_and_needs_attention() {
    for (String state : List.of("failed", "unknown", "undelivered", "pending", "held")) {
      stuck(1);
      attempt();
      database.update(
          "SET session_replication_role = replica; UPDATE gift_card_deliveries SET sms_status = '"
              + state
              + "'");
      drivenBefore();
      assertTrue(rescuing.rescue().contains("0 driven forward, 0 released, 1 kept"), state);
      assertEquals(
          "1",
          database.one("SELECT count(*) FROM needs_attention WHERE finding IS NOT NULL"),
          state);
      forget();
    }
    stuck(1);
    attempt();
    database.update(
        "SET session_replication_role = replica; UPDATE gift_card_deliveries SET sms_status = 'suppressed'");
    kept("a message with it was given to a provider");
    forget();
    stuck(1);
    database.update(
        "SET session_replication_role = replica; UPDATE gift_card_deliveries SET sms_status = 'failed'");
    kept("its message failed: resend it, or replace the card");
    forget();
    stuck(1);
    database.update("UPDATE gift_card_deliveries SET sms_status = 'suppressed'");
    database.update(
        "INSERT INTO card_reveals (claim_id, card_id, revealed_to) SELECT current_claim_id, id, 'public'"
            + " FROM gift_cards WHERE status = 'claimed'");
    kept("it was shown on a screen");
    forget();
  }

  @Test
  void what_a_sender_has_in_its_hands_is_left_alone() {
    stuck(1);
    drivenBefore();
    String leased = ", lease_token = gen_random_uuid(), lease_until = now() + INTERVAL '1 minute'";
    database.update("UPDATE gift_card_deliveries SET sms_status = 'pending'" + leased);
    kept("a sender has it at this moment");
    database.update("UPDATE gift_card_deliveries SET sms_status = 'sending'" + leased);
    kept("it is being sent at this moment");
    database.update(
        "SET session_replication_role = replica; UPDATE gift_card_deliveries SET sms_status = 'pending',"
            + " lease_until = NULL, lease_token = NULL");
  }

  @Test
  void one_poisoned_card_is_flagged_opens_one_alert_and_stops_nobody() {
    stuck(3);
    database.update("UPDATE gift_card_deliveries SET sms_status = 'suppressed'");
    String poisoned = database.one("SELECT min(id) FROM gift_cards WHERE status = 'claimed'");
    database.update(
        "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'poison'; END $$");
    database.update(
        "CREATE TRIGGER poison BEFORE INSERT ON card_releases FOR EACH ROW WHEN (NEW.card_id = "
            + poisoned
            + ") EXECUTE FUNCTION poison()");

    assertTrue(rescuing.rescue().contains("2 released, 0 kept, 0 busy, 1 flagged"));
    assertTrue(
        rescuing
            .rescue()
            .contains("1 looked at, 0 driven forward, 0 released, 0 kept, 0 busy, 1 flagged"));
    assertEquals(
        "P0001 poison",
        database.one("SELECT poisoned FROM rescue_visits WHERE poisoned IS NOT NULL"));
    assertEquals("1", alerts("rescue-poisoned"));
    assertEquals("P0001 poison", database.one("SELECT poisoned FROM needs_attention"));

    database.update("DROP TRIGGER poison ON card_releases");
    assertTrue(rescuing.rescue().contains("1 released"));
    assertEquals("0", alerts("rescue-poisoned"));
  }

  @Test
  void a_card_that_cannot_even_be_flagged_fails_the_run_after_the_others_were_done() {
    stuck(2);
    database.update("UPDATE gift_card_deliveries SET sms_status = 'suppressed'");
    String torn = database.one("SELECT max(id) FROM gift_cards WHERE status = 'claimed'");
    database.update(
        "SET session_replication_role = replica; UPDATE gift_cards SET current_claim_id = 999999 WHERE id = "
            + torn);

    String message = assertThrows(RuntimeException.class, rescuing::rescue).getCause().getMessage();

    assertTrue(message.contains("1 released"), message);
    assertTrue(message.contains("flagging card " + torn + " failed"), message);
    database.update(
        "SET session_replication_role = replica; UPDATE gift_cards g SET current_claim_id = k.id"
            + " FROM card_claims k WHERE k.card_id = g.id AND g.id = "
            + torn);
  }

  @Test
  void more_than_five_stuck_cards_are_one_alert_until_they_are_not() {
    stuck(6);
    database.update("UPDATE senders SET not_before = now() + INTERVAL '1 hour'");
    rescuing.rescue();
    rescuing.rescue();
    assertEquals("1", alerts("stuck-cards"));
    assertEquals("1", database.one("SELECT count(*) FROM alerts WHERE kind = 'stuck-cards'"));

    database.update("UPDATE senders SET not_before = '-infinity'");
    assertEquals("6 accepted", sent());
    rescuing.rescue();
    assertEquals("0", alerts("stuck-cards"));
  }

  @Test
  void counts_are_folded_until_none_are_left_and_a_released_card_goes_to_who_waits() {
    UUID small = given.poolOf("small", 1);
    UUID other = given.campaign(small, "small");
    given.waitingDeliveries(other, small, PHONE, 1);
    String waiter = given.recipient(other, "Eve", PHONE);
    rescuing.startRedeeming(waiter, 1).join();
    assertEquals("1", database.one("SELECT count(*) FROM waiting_list WHERE served_at IS NULL"));
    age();
    database.update("UPDATE gift_card_deliveries SET sms_status = 'suppressed'");

    assertTrue(rescuing.rescue().contains("1 released"));
    assertEquals("0", database.one("SELECT count(*) FROM waiting_list WHERE served_at IS NULL"));
    assertEquals(
        "waiting-list",
        database.one("SELECT claimed_by FROM card_claims ORDER BY id DESC LIMIT 1"));

    rescuing.rescue();
    assertEquals("0", database.one("SELECT count(*) FROM pool_count_deltas"));
  }

  private void kept(String finding) {
    assertTrue(rescuing.rescue().contains("0 driven forward, 0 released, 1 kept"), finding);
    assertEquals(
        finding, database.one("SELECT finding FROM rescue_visits ORDER BY last_at DESC LIMIT 1"));
  }

  private void stuck(int count) {
    given.waitingDeliveries(campaign, pool, PHONE, count);
    age();
  }

  private void age() {
    database.update(
        "UPDATE gift_cards SET claimed_at = now() - INTERVAL '20 minutes' WHERE status = 'claimed'");
  }

  private void drivenBefore() {
    database.update("UPDATE rescue_visits SET driven_at = now() - INTERVAL '10 minutes'");
  }

  private void attempt() {
    database.update(
        "INSERT INTO delivery_attempts (id, delivery_id, claim_id, number, channel)"
            + " SELECT gen_random_uuid(), d.id, d.claim_id, 1, 'sms' FROM gift_card_deliveries d"
            + " JOIN gift_cards c ON c.current_claim_id = d.claim_id WHERE c.status = 'claimed'");
  }

  private void forget() {
    database.update("UPDATE gift_cards SET status = 'void' WHERE status = 'claimed'");
    database.update(
        "SET session_replication_role = replica; DELETE FROM gift_card_deliveries; DELETE FROM delivery_attempts");
  }

  private String sent() {
    return rescuing.startSending().join().sent() + " accepted";
  }

  private String alerts(String kind) {
    return database.one("SELECT count(*) FROM alerts WHERE kind = ? AND closed_at IS NULL", kind);
  }

  private String counts() {
    return database.one(
        "SELECT available_cards || '|' || claimed_cards FROM gift_card_pools WHERE id = ?", pool);
  }
}
