package scrip.function.redeem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scrip.function.redeem.Redeeming.Outcome;
import scrip.testing.Given;
import scrip.testing.HistoryChecker;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;

class RedeemRaceTest {

  private static final String PHONE = "+15005550006";

  private final TestDatabase database = TestDatabase.fresh();
  private final KeyFile store = KeyFile.throwAway();
  private final Given given = new Given(database, store, 7);
  private final Redeeming redeeming = new Redeeming(database, store, 40, Clock.systemUTC());

  @AfterEach
  void the_history_is_right() {
    redeeming.close();
    assertEquals(List.of(), new HistoryChecker(database).violations());
  }

  @Test
  void two_hundred_callers_on_fifty_cards_are_fifty_winners() {
    UUID pool = given.poolOf("fifty", 50);
    List<String> codes = given.recipients(given.campaign(pool, "race"), "Ada", PHONE, 200);

    List<Outcome> outcomes = redeeming.allAtOnce(codes);

    long winners = outcomes.stream().filter(o -> o.redeemed() != null).count();
    Set<String> cards =
        new HashSet<>(
            database.all("SELECT card_id FROM card_claims").stream().map(r -> r.get(0)).toList());
    assertEquals(50, winners);
    assertEquals(50, cards.size());
    assertEquals(150, outcomes.stream().filter(o -> "pool-empty".equals(o.slug())).count());
    assertEquals(150, database.count("SELECT count(*) FROM waiting_list WHERE served_at IS NULL"));
    assertEquals(
        "0|50|50",
        database.one(
            "SELECT available_cards || '|' || claimed_cards || '|' || total_cards FROM gift_card_pools"));
    assertEquals(1, database.count("SELECT count(*) FROM alerts WHERE kind = 'pool-empty'"));
  }

  @Test
  void one_code_redeemed_by_fifty_callers_at_once_is_one_claim_and_fifty_equal_answers() {
    UUID pool = given.poolOf("one code", 5);
    String code = given.recipient(given.campaign(pool, "race"), "Ada", PHONE);

    List<Outcome> outcomes = redeeming.allAtOnce(Collections.nCopies(50, code));

    assertEquals(1, outcomes.stream().map(o -> o.redeemed().redemption().id()).distinct().count());
    assertEquals(
        1, outcomes.stream().map(o -> o.redeemed().redemption().lastFour()).distinct().count());
    assertEquals(1, outcomes.stream().filter(o -> !o.redeemed().already()).count());
    assertEquals(1, database.count("SELECT count(*) FROM card_claims"));
    assertEquals(1, database.count("SELECT count(*) FROM gift_card_deliveries"));
  }

  @Test
  void the_last_card_has_exactly_one_winner() {
    UUID pool = given.poolOf("last", 0);
    UUID campaign = given.campaign(pool, "race");
    for (int round = 1; round <= 10; round++) {
      given.cards(pool, 1);
      List<String> codes = given.recipients(campaign, "Ada", PHONE, 20);
      database.update("DELETE FROM waiting_list");

      List<Outcome> outcomes = redeeming.allAtOnce(codes);

      assertEquals(1, outcomes.stream().filter(o -> o.redeemed() != null).count());
      assertEquals(round, database.count("SELECT count(*) FROM card_claims"));
    }
  }

  @Test
  void one_code_redeemed_at_once_by_many_gets_the_last_card_and_nobody_is_told_that_it_is_gone() {
    UUID pool = given.poolOf("last for one", 1);
    String code = given.recipient(given.campaign(pool, "race"), "Ada", PHONE);

    List<Outcome> outcomes = redeeming.allAtOnce(Collections.nCopies(40, code));

    assertTrue(outcomes.stream().allMatch(o -> o.redeemed() != null));
  }

  @Test
  void cards_inserted_by_hand_are_sealed_and_then_claimed_and_a_double_is_quarantined() {
    UUID pool = given.poolOf("by hand", 0);
    List<String> codes = given.recipients(given.campaign(pool, "race"), "Ada", PHONE, 4);
    database.update(
        "INSERT INTO gift_cards (pool_id, card_code, card_number, status) VALUES"
            + " (?::uuid, 'TEMP-0001', '1234567890123456', 'available'),"
            + " (?::uuid, 'TEMP-0002', '1234567890123457', 'available'),"
            + " (?::uuid, 'TEMP-0001', '1234567890123458', 'available')",
        pool,
        pool,
        pool);
    assertEquals("3", database.one("SELECT available_cards FROM gift_card_pools"));

    List<Outcome> outcomes = redeeming.allAtOnce(codes);

    assertEquals(2, outcomes.stream().filter(o -> o.redeemed() != null).count());
    assertEquals(0, database.count("SELECT count(*) FROM gift_cards WHERE card_code LIKE 'TEMP%'"));
    assertEquals("1", database.one("SELECT quarantined_cards FROM gift_card_pools"));
    assertEquals(1, database.count("SELECT count(*) FROM alerts WHERE kind = 'duplicate-card'"));
    assertEquals(1, database.count("SELECT count(*) FROM audit_log WHERE action = 'quarantine'"));
  }

  @Test
  void those_who_wait_are_served_before_those_who_come_later() {
    UUID pool = given.poolOf("line", 0);
    List<String> codes = given.recipients(given.campaign(pool, "race"), "Ada", PHONE, 4);
    assertEquals("pool-empty", redeeming.one(codes.get(0)).slug());
    assertEquals("pool-empty", redeeming.one(codes.get(1)).slug());
    given.cards(pool, 2);

    Outcome late = redeeming.one(codes.get(2));
    Outcome first = redeeming.one(codes.get(0));

    assertEquals("pool-empty", late.slug());
    assertTrue(late.refused().members().get("callback").toString().contains("place=3"));
    assertFalse(first.redeemed() == null);
    assertEquals(
        2, database.count("SELECT count(*) FROM card_claims WHERE claimed_by = 'waiting-list'"));
  }
}
