package scrip.function.console.cards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scrip.function.console.cards.Bench.Outcome;
import scrip.giftcard.CardReplacements.Replacement;
import scrip.giftcard.RedeemCode.Redeemed;
import scrip.giftcard.ReplaceCard;
import scrip.giftcard.TransferCards;
import scrip.giftcard.TransferCards.Transferred;
import scrip.money.Money;
import scrip.testing.Given;
import scrip.testing.HistoryChecker;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;

/** Operators and recipients at the same cards at the same time. */
class CardRaceTest {

  private static final String PHONE = "+15005550006";

  /** The card to whoever has no redemption. */
  private static final String BIND =
      """
      WITH who AS (
        SELECT r.id AS recipient, r.phone, r.phone_hash, k.id AS condition, k.pool_id,
               nextval('card_claims_id_seq') AS claim, gen_random_uuid() AS redemption
        FROM recipients r JOIN campaign_conditions k ON k.campaign_id = r.campaign_id
        WHERE NOT EXISTS (SELECT FROM redemptions d WHERE d.recipient_id = r.id)
      ), claims AS (
        INSERT INTO card_claims (id, card_id, pool_id, redemption_id, recipient_id, condition_id, claimed_by)
        SELECT claim, $card, pool_id, redemption, recipient, condition, 'public' FROM who
      ), cards AS (
        UPDATE gift_cards g SET status = 'claimed', claimed_at = now(), claimed_by_recipient_id = w.recipient,
               current_claim_id = w.claim
        FROM who w WHERE g.id = $card
      ), redeemed AS (
        INSERT INTO redemptions (id, recipient_id, condition_id, pool_id, current_claim_id, channel, address, address_hash)
        SELECT redemption, recipient, condition, pool_id, claim, 'sms', phone, phone_hash FROM who
      )
      INSERT INTO gift_card_deliveries (id, redemption_id, recipient_id, gift_card_id, claim_id, channel, address, address_hash)
      SELECT gen_random_uuid(), redemption, recipient, $card, claim, 'sms', phone, phone_hash FROM who
      """;

  private final TestDatabase database = TestDatabase.fresh();
  private final KeyFile store = KeyFile.throwAway();
  private final Given given = new Given(database, store, 11);
  private final Bench bench = new Bench(database, store, 40);
  private final UUID client = given.client("client", "US");
  private final UUID brand = given.brand("brand");

  @AfterEach
  void the_history_is_right() {
    bench.close();
    assertEquals(List.of(), new HistoryChecker(database).violations());
  }

  @Test
  void a_transfer_and_thirty_two_redemptions_share_the_cards_of_a_pool_and_lose_none() {
    for (int round = 0; round < 5; round++) {
      UUID from = pool("from " + round, 60);
      UUID to = pool("to " + round, 0);
      List<String> codes =
          given.recipients(given.campaign(from, "race " + round), "Ada", PHONE, 32);
      List<Supplier<Uni<?>>> all = new ArrayList<>();
      IntStream.range(0, 32).forEach(i -> all.add(bench.redeems(codes.get(i), i)));
      all.add(round % 32, transfer(from, to, 60, "race " + round));

      List<Outcome> outcomes = bench.allAtOnce(all);

      long won = outcomes.stream().filter(o -> o.answer() instanceof Redeemed).count();
      long moved = outcomes.get(round % 32).as(Transferred.class).moved();
      assertEquals(60, count("total_cards", from) + count("total_cards", to));
      assertEquals(moved, count("total_cards", to));
      assertEquals(won, count("claimed_cards", from));
      assertEquals(32 - won, outcomes.stream().filter(o -> "pool-empty".equals(o.slug())).count());
      assertEquals(
          0,
          database.count(
              "SELECT count(*) FROM gift_cards WHERE pool_id = ? AND status <> 'available'", to));
    }
  }

  @Test
  void a_moved_card_is_redeemed_from_its_new_pool_and_those_who_wait_there_get_theirs() {
    UUID from = pool("from", 5);
    UUID to = pool("to", 0);
    List<String> codes = given.recipients(given.campaign(to, "line"), "Ada", PHONE, 3);
    assertEquals("pool-empty", bench.one(bench.redeems(codes.get(0), 1)).slug());
    assertEquals("pool-empty", bench.one(bench.redeems(codes.get(1), 2)).slug());

    Transferred transferred = bench.one(transfer(from, to, 9, "all")).as(Transferred.class);

    assertEquals(new Transferred(transferred.transferId(), 9, 5), transferred);
    assertEquals(2, count("claimed_cards", to));
    assertTrue(bench.one(bench.redeems(codes.get(2), 3)).answer() instanceof Redeemed);
    assertEquals(2, count("available_cards", to));
  }

  @Test
  void who_was_served_before_and_waits_again_is_called_again() {
    UUID pool = pool("again", 0);
    String code = given.recipient(given.campaign(pool, "c"), "Ada", PHONE);
    bench.one(bench.redeems(code, 1));
    database.update(
        "UPDATE waiting_list SET served_at = now(), joined_at = now() - INTERVAL '1 day',"
            + " callback_due_at = now() - INTERVAL '1 day', called_at = now(), called_by = 'x'");

    assertEquals("pool-empty", bench.one(bench.redeems(code, 2)).slug());

    assertEquals(
        "t",
        database.one(
            "SELECT served_at IS NULL AND called_at IS NULL AND called_by IS NULL AND callback_due_at > now()"
                + " AND joined_at > now() - INTERVAL '1 minute' FROM waiting_list"));
  }

  @Test
  void a_transfer_that_was_killed_in_the_middle_is_finished_by_its_repeat_and_moves_no_more() {
    UUID from = pool("from", 700);
    UUID to = pool("to", 0);
    database.update(
        "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
            + " PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$");
    database.update(
        "CREATE TRIGGER die BEFORE UPDATE ON card_transfers FOR EACH ROW"
            + " WHEN (NEW.moved > 200) EXECUTE FUNCTION die()");

    assertThrows(Exception.class, () -> bench.one(transfer(from, to, 500, "key")));
    assertEquals(200, count("total_cards", to));
    assertEquals("200", database.one("SELECT moved FROM card_transfers WHERE finished_at IS NULL"));
    database.update("DROP TRIGGER die ON card_transfers");
    List<Outcome> repeats = bench.allAtOnce(Collections.nCopies(4, transfer(from, to, 500, "key")));

    repeats.forEach(o -> assertEquals(500, o.as(Transferred.class).moved()));
    assertEquals(500, count("total_cards", to));
    assertEquals(200, count("total_cards", from));
    assertEquals(
        "500",
        database.one(
            "SELECT sum((detail ->> 'cards')::int) FROM audit_log WHERE action = 'transfer-in' AND subject_id = ?",
            to.toString()));
    assertEquals("key-reused", bench.one(transfer(from, to, 501, "key")).slug());
  }

  @Test
  void cards_inserted_by_hand_are_sealed_and_moved_too() {
    UUID from = pool("from", 0);
    UUID to = pool("to", 0);
    database.update(
        "INSERT INTO gift_cards (pool_id, card_code, status) VALUES (?, 'TEMP-0001', 'available'),"
            + " (?, 'TEMP-0002', 'available')",
        from,
        from);

    assertEquals(2, bench.one(transfer(from, to, 2, "k")).as(Transferred.class).moved());
  }

  @Test
  void a_card_replaced_by_fifty_people_at_once_is_replaced_once() {
    UUID pool = pool("replace", 60);
    long card = redeemed(given.recipient(given.campaign(pool, "c"), "Ada", PHONE));

    List<Outcome> outcomes = bench.allAtOnce(Collections.nCopies(50, replace(card, "quarantined")));

    assertEquals(
        1, outcomes.stream().map(o -> o.as(Replacement.class).newCardId()).distinct().count());
    assertEquals(1, outcomes.stream().filter(o -> !o.as(Replacement.class).already()).count());
    assertEquals(2, database.count("SELECT count(*) FROM card_claims"));
    assertEquals(1, count("claimed_cards", pool));
    assertEquals(1, count("quarantined_cards", pool));
    assertEquals(1, database.count("SELECT count(*) FROM audit_log WHERE action = 'replace'"));
  }

  @Test
  void a_card_that_became_another_person_s_while_a_replace_waited_stays_theirs() throws Exception {
    UUID pool = pool("other", 2);
    UUID campaign = given.campaign(pool, "c");
    long card = redeemed(given.recipient(campaign, "Ada", PHONE));
    given.recipient(campaign, "Eve", PHONE);
    CompletableFuture<Outcome> replacing;
    try (var holding = database.connect();
        var statement = holding.createStatement()) {
      holding.setAutoCommit(false);
      statement.execute("SELECT FROM gift_card_deliveries FOR UPDATE");
      replacing = CompletableFuture.supplyAsync(() -> bench.one(replace(card, "void")));
      String waiting =
          "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
      for (int i = 0; i < 500 && database.count(waiting) == 0; i++) {
        Thread.sleep(20);
      }
      statement.execute("UPDATE gift_cards SET status = 'available' WHERE id = " + card);
      statement.execute(BIND.replace("$card", Long.toString(card)));
      holding.commit();
    }

    assertEquals("nothing-to-replace", replacing.join().slug());
    assertEquals("claimed", status(card));
    assertEquals(0, database.count("SELECT count(*) FROM card_replacements"));
  }

  @Test
  void repeats_of_the_recipient_during_a_replace_see_the_old_or_the_new_card_and_then_the_new() {
    UUID pool = pool("repeat", 60);
    String code = given.recipient(given.campaign(pool, "c"), "Ada", PHONE);
    long card = redeemed(code);
    List<Supplier<Uni<?>>> all = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      all.add(bench.redeems(code, i));
      all.add(replace(card, "void"));
    }

    List<Outcome> outcomes = bench.allAtOnce(all);

    outcomes.forEach(o -> assertTrue(o.refused() == null, String.valueOf(o.slug())));
    assertEquals(2, database.count("SELECT count(*) FROM card_claims"));
    Redeemed after = bench.one(bench.redeems(code, 40)).as(Redeemed.class);
    assertTrue(after.already());
    assertEquals(
        database.one("SELECT new_claim_id FROM card_replacements"),
        Long.toString(after.redemption().claimId()));
    assertEquals(1, count("void_cards", pool));
  }

  @Test
  void a_replace_without_a_card_changes_nothing() {
    UUID pool = pool("last", 1);
    long card = redeemed(given.recipient(given.campaign(pool, "c"), "Ada", PHONE));

    assertEquals("pool-empty", bench.one(replace(card, "quarantined")).slug());

    assertEquals("claimed", status(card));
    assertEquals("f", database.one("SELECT under_review FROM redemptions"));
    assertEquals("pending", database.one("SELECT sms_status FROM gift_card_deliveries"));
    assertEquals(0, database.count("SELECT count(*) FROM card_replacements"));
  }

  @Test
  void a_replace_takes_a_card_that_was_inserted_by_hand() {
    UUID pool = pool("hand", 1);
    long card = redeemed(given.recipient(given.campaign(pool, "c"), "Ada", PHONE));
    database.update(
        "INSERT INTO gift_cards (pool_id, card_code, status) VALUES (?, 'TEMP-0001', 'available')",
        pool);

    Replacement replacement = bench.one(replace(card, "void")).as(Replacement.class);

    assertNotEquals(card, replacement.newCardId());
    assertEquals("void", status(card));
  }

  @Test
  void cards_that_are_voided_while_they_are_redeemed_are_void_and_their_recipients_under_review() {
    UUID pool = pool("void", 30);
    List<String> codes = given.recipients(given.campaign(pool, "c"), "Ada", PHONE, 20);
    List<Long> ids =
        database.all("SELECT id FROM gift_cards ORDER BY bucket, id").stream()
            .map(row -> Long.parseLong(row.get(0)))
            .toList();
    List<Supplier<Uni<?>>> all = new ArrayList<>();
    IntStream.range(0, 20).forEach(i -> all.add(bench.redeems(codes.get(i), i)));
    for (int i = 0; i < 30; i += 10) {
      List<Long> some = ids.subList(i, i + 5);
      all.add(i, () -> bench.voidCards.voidThem(some, Bench.act()));
    }

    bench.allAtOnce(all);

    assertEquals(15, count("void_cards", pool));
    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM redemptions d JOIN gift_cards g ON g.current_claim_id = d.current_claim_id"
                + " WHERE d.under_review <> (g.status = 'void')"));
    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM gift_card_deliveries d JOIN gift_cards g ON g.id = d.gift_card_id"
                + " WHERE g.status = 'void' AND d.sms_status <> 'suppressed'"));
  }

  private UUID pool(String name, int cards) {
    UUID pool = given.pool(client, brand, name, new Money(2500, "USD"));
    given.cards(pool, cards);
    return pool;
  }

  private long redeemed(String code) {
    bench.one(bench.redeems(code, 77)).as(Redeemed.class);
    return database.count("SELECT id FROM gift_cards WHERE status = 'claimed'");
  }

  private Supplier<Uni<?>> transfer(UUID from, UUID to, int cards, String key) {
    return () ->
        bench.transferCards.transfer(
            new TransferCards.Request(from, to, cards, null, key), Bench.act());
  }

  private Supplier<Uni<?>> replace(long card, String aside) {
    return () -> bench.replaceCard.replace(new ReplaceCard.Request(card, aside, null), Bench.act());
  }

  private long count(String column, UUID pool) {
    return database.count("SELECT " + column + " FROM gift_card_pools WHERE id = ?", pool);
  }

  private String status(long card) {
    return database.one("SELECT status FROM gift_cards WHERE id = ?", card);
  }
}
