package scrip.function.redeem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.function.redeem.Redeeming.Outcome;
import scrip.testing.Given;
import scrip.testing.HistoryChecker;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.tango.TangoFault;
import scrip.testing.tango.TangoStandIn;

/** Redeeming from a pool that buys what it lacks. */
class FallbackTest {

  private static final String PHONE = "+15005550006";
  private static final String ITEM = "U561593";

  private final TestDatabase database = TestDatabase.fresh();
  private final KeyFile store =
      KeyFile.throwAway()
          .with("tango", Map.of("platform", "scrip-test", "key", "stand-in-platform-key"));
  private final Given given = new Given(database, store, 7);
  private final TangoStandIn tango = TangoStandIn.start(TangoStandIn.Config.defaults());
  private UUID pool;
  private UUID campaign;

  @BeforeEach
  void a_pool_without_cards() {
    pool = given.poolOf("fallback", 0);
    TangoStandIn.sellTo(database, pool, "csv_with_fallback", ITEM);
    campaign = given.campaign(pool, "fallback");
  }

  @AfterEach
  void the_history_is_right() {
    tango.close();
    assertEquals(List.of(), new HistoryChecker(database).violations());
  }

  private Redeeming redeeming(int connections, String... settings) {
    Map<String, String> all = new HashMap<>();
    all.put("scrip.tango.base-url", tango.baseUrl());
    all.put("scrip.tango.account", "scrip-account");
    all.put("scrip.tango.customer", "scrip-customer");
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return new Redeeming(database, store, connections, Clock.systemUTC(), all);
  }

  private List<String> codes(int count) {
    return given.recipients(campaign, "Ada", PHONE, count);
  }

  private void everythingSoldIsHereOnce(int sold) {
    assertEquals(sold, tango.ledger().orders().size());
    assertEquals(
        sold,
        database.count("SELECT count(*) FROM gift_cards WHERE supplier_reference IS NOT NULL"));
    assertEquals(
        tango.ledger().orders().stream().map(o -> o.reference()).sorted().toList(),
        database
            .all(
                "SELECT o.external_reference FROM supplier_orders o JOIN gift_cards g ON g.id = o.card_id"
                    + " WHERE o.state = 'bought' ORDER BY o.external_reference COLLATE \"C\"")
            .stream()
            .map(row -> row.get(0))
            .toList());
  }

  @Test
  void a_thousand_redemptions_while_answers_are_lost_and_late() {
    int people = 1000;
    long seed = System.nanoTime();
    System.out.println("seed of the faults: " + seed);
    Random random = new Random(seed);
    tango.faults(
        order -> {
          int n = random.nextInt(100);
          return n < 10
              ? TangoFault.LOSE_ANSWER
              : n < 15
                  ? TangoFault.answeredLate(1300)
                  : n < 20 ? TangoFault.executedLate(1300) : TangoFault.NONE;
        });
    List<String> codes = codes(people);
    try (Redeeming redeeming =
        redeeming(
            16,
            "scrip.tango.answer-timeout",
            "PT0.5S",
            "scrip.tango.connect-timeout",
            "PT0.5S",
            "scrip.supplier.failures-in-a-row",
            "1000000",
            "scrip.supplier.concurrency",
            "16",
            "scrip.supplier.deadline",
            "PT2S")) {
      for (int from = 0; from < people; from += 200) {
        List<String> rush = codes.subList(from, from + 200);
        redeeming.allAtOnce(rush);
      }
      for (int run = 0; run < 20 && unserved() > 0; run++) {
        if (run == 2) {
          tango.faults(order -> TangoFault.NONE);
        }
        database.update("UPDATE supplier_orders SET look_again_at = now() WHERE state = 'unknown'");
        System.out.println(redeeming.settle());
      }
      List<Outcome> again = redeeming.allAtOnce(codes.subList(0, 20));
      assertEquals(
          20,
          again.stream().filter(o -> o.redeemed() != null && o.redeemed().already()).count(),
          () -> again.stream().map(Outcome::slug).toList().toString());
    }
    assertEquals(0, unserved());
    assertEquals(people, database.count("SELECT count(DISTINCT recipient_id) FROM card_claims"));
    assertEquals(people, database.count("SELECT count(*) FROM card_claims"));
    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM supplier_orders WHERE state IN ('ordering', 'unknown')"));
    assertTrue(database.count("SELECT count(*) FROM supplier_calls WHERE kind = 'look_up'") > 30);
    everythingSoldIsHereOnce(people);
    assertEquals(
        "0|" + people,
        database.one("SELECT available_cards || '|' || total_cards FROM gift_card_pools"));
    assertEquals(
        people,
        database.count(
            "SELECT count(*) FROM audit_log WHERE action = 'bought' AND subject = 'card_pools'"));
    assertEquals(
        people,
        database.count(
            "SELECT count(*) FROM card_claims k JOIN supplier_orders o ON o.reference = k.id"));
  }

  private long unserved() {
    return database.count("SELECT count(*) FROM waiting_list WHERE served_at IS NULL");
  }

  @Test
  void stock_goes_first_and_a_pool_of_files_only_buys_nothing() {
    List<String> codes = codes(3);
    given.cards(pool, 1);
    try (Redeeming redeeming = redeeming(4)) {
      assertNotNull(redeeming.one(codes.get(0)).redeemed());
      assertEquals(0, tango.arrived().size());
      database.update("UPDATE card_pools SET purchase_method = 'csv_only' WHERE id = ?", pool);
      assertEquals("pool-empty", redeeming.one(codes.get(1)).slug());
      assertEquals(0, tango.arrived().size());
      TangoStandIn.sellTo(database, pool, "api_only", ITEM);
      database.update("UPDATE waiting_list SET joined_at = now() - INTERVAL '1 minute'");
      assertEquals("pool-empty", redeeming.one(codes.get(2)).slug());
      assertEquals(2, redeeming.settle().bought());
      assertTrue(redeeming.one(codes.get(1)).redeemed().already());
    }
    everythingSoldIsHereOnce(2);
  }

  @Test
  void one_code_redeemed_by_many_at_once_buys_one_card() {
    tango.faults(order -> TangoFault.answeredLate(300));
    String code = codes(1).get(0);
    try (Redeeming redeeming = redeeming(20)) {
      List<Outcome> outcomes = redeeming.allAtOnce(Collections.nCopies(20, code));
      assertEquals(20, outcomes.stream().filter(o -> o.redeemed() != null).count());
      assertEquals(
          1, outcomes.stream().map(o -> o.redeemed().redemption().id()).distinct().count());
    }
    assertEquals(1, tango.arrived().size());
    everythingSoldIsHereOnce(1);
  }

  @Test
  void
      a_lost_answer_is_looked_up_and_an_order_that_never_arrived_is_repeated_under_its_reference() {
    List<String> codes = codes(3);
    tango.nextFaults(
        TangoFault.LOSE_ANSWER,
        TangoFault.CLOSE_BEFORE,
        TangoFault.NONE,
        TangoFault.errorAfter(503));
    try (Redeeming redeeming = redeeming(4)) {
      codes.forEach(code -> assertNotNull(redeeming.one(code).redeemed()));
    }
    assertEquals(4, tango.arrived().size());
    assertEquals(3, tango.lookUps());
    assertEquals(
        3, tango.arrived().stream().map(o -> o.getString("externalRefID")).distinct().count());
    everythingSoldIsHereOnce(3);
  }

  @Test
  void what_nobody_knows_waits_and_the_repeat_of_its_recipient_clears_it_up() {
    String code = codes(1).get(0);
    tango.nextFaults(TangoFault.LOSE_ANSWER);
    tango.lookUpsFail(500);
    try (Redeeming redeeming = redeeming(4)) {
      assertEquals("pool-empty", redeeming.one(code).slug());
      assertEquals("unknown", database.one("SELECT state FROM supplier_orders"));
      tango.lookUpsFail(0);
      assertNotNull(redeeming.one(code).redeemed());
      assertEquals(0, unserved());
    }
    everythingSoldIsHereOnce(1);
  }

  @Test
  void killed_between_order_and_taking_in_the_next_run_takes_it_in() {
    List<String> codes = codes(2);
    try (Redeeming redeeming = redeeming(4)) {
      // What a process leaves that died after the supplier had executed, once for a waiter and once
      // for nobody there.
      tango.nextFaults(TangoFault.LOSE_ANSWER, TangoFault.LOSE_ANSWER);
      tango.lookUpsFail(500);
      codes.forEach(redeeming::one);
      tango.lookUpsFail(0);
      database.update(
          "DELETE FROM waiting_list WHERE recipient_id = (SELECT max(recipient_id::text)::uuid FROM supplier_orders)");
      database.update(
          "UPDATE supplier_orders SET lease_token = gen_random_uuid(), lease_until = now() + INTERVAL '1 hour'");
      assertEquals(0, redeeming.settle().settled());
      database.update("UPDATE supplier_orders SET lease_until = now() - INTERVAL '1 second'");

      assertEquals(2, redeeming.settle().settled());

      assertEquals(
          "1|1",
          database.one("SELECT available_cards || '|' || claimed_cards FROM gift_card_pools"));
      codes.forEach(code -> assertNotNull(redeeming.one(code).redeemed()));
    }
    everythingSoldIsHereOnce(2);
  }

  @Test
  void an_order_that_two_take_in_at_once_brings_one_card() throws InterruptedException {
    String code = codes(1).get(0);
    tango.nextFaults(TangoFault.answeredLate(2500));
    try (Redeeming slow = redeeming(4);
        Redeeming other = redeeming(4)) {
      CompletableFuture<Outcome> first = CompletableFuture.supplyAsync(() -> slow.one(code));
      while (tango.ledger().orders().isEmpty()) {
        Thread.sleep(10);
      }
      database.update("UPDATE supplier_orders SET lease_until = now() - INTERVAL '1 second'");

      assertEquals(1, other.settle().settled());

      assertNotNull(first.join().redeemed());
    }
    everythingSoldIsHereOnce(1);
  }

  @Test
  void who_got_a_card_from_stock_meanwhile_leaves_the_bought_one_in_the_pool() {
    List<String> codes = codes(2);
    tango.nextFaults(TangoFault.LOSE_ANSWER);
    tango.lookUpsFail(500);
    try (Redeeming redeeming = redeeming(4)) {
      assertEquals("pool-empty", redeeming.one(codes.get(0)).slug());
      given.cards(pool, 1);
      assertNotNull(redeeming.one(codes.get(0)).redeemed());
      tango.lookUpsFail(0);
      assertEquals(1, redeeming.settle().settled());
      assertEquals(
          "1|1",
          database.one("SELECT available_cards || '|' || claimed_cards FROM gift_card_pools"));
      assertNotNull(redeeming.one(codes.get(1)).redeemed());
      assertEquals(1, tango.arrived().size());
    }
    everythingSoldIsHereOnce(1);
  }

  @Test
  void a_code_that_the_brand_has_is_quarantined_and_ordered_again_once() {
    List<String> codes = codes(3);
    tango.nextFaults(
        TangoFault.NONE,
        TangoFault.SAME_CODE,
        TangoFault.NONE,
        TangoFault.SAME_CODE,
        TangoFault.SAME_CODE);
    try (Redeeming redeeming = redeeming(4)) {
      assertNotNull(redeeming.one(codes.get(0)).redeemed());
      assertNotNull(redeeming.one(codes.get(1)).redeemed());
      assertEquals("pool-empty", redeeming.one(codes.get(2)).slug());
      assertEquals("pool-empty", redeeming.one(codes.get(2)).slug());
    }
    assertEquals(5, tango.arrived().size());
    assertEquals("3", database.one("SELECT quarantined_cards FROM gift_card_pools"));
    assertEquals(1, database.count("SELECT count(*) FROM alerts WHERE kind = 'duplicate-card'"));
    everythingSoldIsHereOnce(5);
  }

  @Test
  void a_refusal_keeps_the_pool_from_asking_again_and_again() {
    List<String> codes = codes(2);
    tango.faults(order -> TangoFault.error(422));
    try (Redeeming redeeming = redeeming(4)) {
      codes.forEach(code -> assertEquals("pool-empty", redeeming.one(code).slug()));
      redeeming.settle();
      assertEquals(1, tango.arrived().size());
      assertEquals(
          1, database.count("SELECT count(*) FROM alerts WHERE kind = 'supplier-refused'"));
      assertNull(database.one("SELECT card_id FROM supplier_orders"));
    }
  }

  @Test
  void the_circuit_opens_for_everybody_and_closes_by_one_good_call() {
    List<String> codes = codes(6);
    tango.faults(order -> TangoFault.error(500));
    tango.lookUpsFail(500);
    try (Redeeming redeeming = redeeming(4, "scrip.supplier.failures-in-a-row", "4");
        Redeeming other = redeeming(4, "scrip.supplier.failures-in-a-row", "4")) {
      redeeming.one(codes.get(0));
      database.update("DELETE FROM waiting_list");
      redeeming.one(codes.get(1));
      int calls = tango.arrived().size() + tango.lookUps();
      assertEquals("pool-empty", other.one(codes.get(2)).slug());
      other.settle();
      assertEquals(calls, tango.arrived().size() + tango.lookUps());
      assertEquals(
          1,
          database.count(
              "SELECT count(*) FROM alerts WHERE kind = 'supplier-held' AND closed_at IS NULL"));

      tango.faults(order -> TangoFault.NONE);
      tango.lookUpsFail(0);
      database.update("UPDATE suppliers SET not_before = now()");
      database.update("UPDATE supplier_orders SET look_again_at = now()");
      for (int run = 0; run < 3; run++) {
        other.settle();
      }
      assertEquals(0, unserved());
      assertEquals("0", database.one("SELECT failures FROM suppliers"));
      assertEquals(
          0,
          database.count(
              "SELECT count(*) FROM alerts WHERE kind = 'supplier-held' AND closed_at IS NULL"));
      codes.forEach(code -> assertNotNull(redeeming.one(code).redeemed()));
    }
    everythingSoldIsHereOnce(6);
  }

  @Test
  void a_busy_supplier_is_left_alone_as_long_as_it_asks() {
    List<String> codes = codes(2);
    tango.nextFaults(TangoFault.busy(3600));
    try (Redeeming redeeming = redeeming(4)) {
      codes.forEach(code -> assertEquals("pool-empty", redeeming.one(code).slug()));
      redeeming.settle();
      assertEquals(1, tango.arrived().size());
      database.update("UPDATE suppliers SET not_before = now()");
      assertEquals(2, redeeming.settle().bought());
    }
    everythingSoldIsHereOnce(2);
  }

  @Test
  void an_order_that_stays_unknown_is_given_to_somebody_to_look_at() {
    String code = codes(1).get(0);
    tango.nextFaults(TangoFault.LOSE_ANSWER);
    tango.lookUpsFail(500);
    try (Redeeming redeeming =
        redeeming(
            4, "scrip.supplier.tries-at-most", "2", "scrip.supplier.failures-in-a-row", "99")) {
      redeeming.one(code);
      for (int run = 0; run < 3; run++) {
        redeeming.settle();
        database.update(
            "UPDATE supplier_orders SET look_again_at = now() WHERE look_again_at < 'infinity'");
      }
      assertEquals(
          "unknown|infinity|2",
          database.one(
              "SELECT state || '|' || look_again_at || '|' || tries FROM supplier_orders"));
      assertEquals(
          1, database.count("SELECT count(*) FROM alerts WHERE kind = 'supplier-order-review'"));
      assertEquals(1, tango.arrived().size());
    }
  }
}
