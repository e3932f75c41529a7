package scrip.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scrip.access.Caller;
import scrip.access.Clients;
import scrip.access.Rights;
import scrip.money.Money;
import scrip.problem.Refused;
import scrip.testing.Given;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;

/** Cards from a file. */
class ImportCardsTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-10T12:00:00Z"), ZoneOffset.UTC);
  private static final KeyFile STORE = KeyFile.throwAway();
  private static TestDatabase database;
  private static Given given;
  private static Importing importing;

  @BeforeAll
  static void start() {
    database = TestDatabase.fresh();
    given = new Given(database, STORE, 11);
    importing = new Importing(database, STORE, CLOCK, 3);
  }

  @AfterAll
  static void stop() {
    importing.close();
  }

  @Test
  void good_rows_become_available_and_nothing_lies_in_clear() {
    UUID pool = given.poolOf("Plain", 0);
    UUID id =
        importing.send(
            Kind.CARDS,
            pool,
            "Card Code;"
                .replace(';', ',')
                .concat(
                    "card-number,EXPIRES_ON,Value\r\nPLAIN-SECRET-1,N1,2027-01-31,25\r\nPLAIN-SECRET-2,,,25.00\r\n")
                .getBytes(StandardCharsets.UTF_8),
            7);
    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM import_parts WHERE position('PLAIN-SECRET'::bytea IN sealed) > 0"));
    importing.commitImports.commit().await().indefinitely();
    Import done = importing.find(id);
    assertEquals("done", done.state());
    assertEquals(new Import.Rows(2, 2, 0, 0), done.rows());
    assertNull(done.fault());
    assertEquals(
        List.of(List.of("available", "2", "2027-01-31"), List.of("available", "3", "null")),
        database.all(
            "SELECT status, import_line, coalesce(expires_on::text, 'null') FROM gift_cards WHERE pool_id = ? ORDER BY import_line",
            pool));
    assertEquals(
        0, database.count("SELECT count(*) FROM gift_cards WHERE card_code LIKE '%PLAIN%'"));
    assertEquals("t", database.one("SELECT conserved FROM pool_conservation WHERE id = ?", pool));
    assertEquals(0, database.count("SELECT count(*) FROM import_parts WHERE import_id = ?", id));
    assertEquals(
        "{\"taken\": 2, \"import\": \"" + id + "\", \"refused\": 0}",
        database.one(
            "SELECT detail FROM audit_log WHERE subject = 'card_pools' AND subject_id = ? AND action = 'import'",
            pool.toString()));
  }

  @Test
  void refused_rows_are_for_who_sent_the_file_and_for_seven_days() {
    UUID pool = given.poolOf("Gone", 0);
    UUID id =
        importing.send(
            Kind.CARDS,
            pool,
            "card_code,value\nGONE-SECRET-1,99.99\n".getBytes(StandardCharsets.UTF_8),
            7);
    importing.commitImports.commit().await().indefinitely();
    Import done = importing.find(id);
    Caller other =
        new Caller(
            "203.0.113.7",
            new Caller.Agent(
                UUID.randomUUID(), UUID.randomUUID(), Clients.ALL, Set.of("admin", Rights.REVEAL)),
            null,
            "test");
    assertThrows(
        Refused.class, () -> importing.fetch.refused(other, done, 0).await().indefinitely());
    assertTrue(fetched(done).contains("GONE-SECRET-1"));
    importing.commitImports.commit().await().indefinitely();
    assertTrue(fetched(done).contains("GONE-SECRET-1"));

    database.update("UPDATE imports SET finished_at = now() - INTERVAL '8 days' WHERE id = ?", id);
    importing.commitImports.commit().await().indefinitely();
    assertFalse(fetched(done).contains("GONE-SECRET-1"));
    assertEquals(
        1,
        database.count(
            "SELECT count(*) FROM import_refusals WHERE import_id = ? AND sealed IS NULL", id));
  }

  private static String fetched(Import of) {
    return new String(
        importing.fetch.refused(Importing.OPS, of, 0).await().indefinitely().csv(),
        StandardCharsets.UTF_8);
  }

  @Test
  void every_fault_is_told_with_line_column_and_reason_and_stops_nothing() {
    UUID pool = given.poolOf("Faults", 0);
    String file =
        "card_code,card_number,expires_on,value\n"
            + "FA-1,,,\n"
            + ",2,,\n"
            + "X".repeat(101)
            + ",,,\n"
            + "FA\u00075,,,\n"
            + "FA-6,,,24.99\n"
            + "FA-7,,,lots\n"
            + "FA-8,,2027-02-30,\n"
            + "FA-9,,31.12.2027,\n"
            + "FA-10,,2026-03-09,\n"
            + "FA-11,,2026-03-10,25.000\n"
            + "FA-1,,,\n"
            + "FA-13\n"
            + "\"FA-14\"x,,,\n"
            + "\"FA\n15\",,,\n"
            + "FA-17,\u200b1,,\n"
            + "FA-18,,,\n";
    Import done = importing.take(Kind.CARDS, pool, file);
    assertEquals(new Import.Rows(16, 3, 13, 0), done.rows());
    assertEquals(
        List.of(
            "3:card_code:empty-code",
            "4:card_code:code-too-long",
            "5:card_code:control-characters",
            "6:value:wrong-value",
            "7:value:bad-value",
            "8:expires_on:bad-date",
            "9:expires_on:bad-date",
            "10:expires_on:past-expiry",
            "12:card_code:duplicate-in-file:2",
            "13:row:field-count",
            "14:row:broken-quotes",
            "15:card_code:control-characters",
            "17:card_number:control-characters"),
        importing.report(done.id()));
    for (var value :
        database.all(
            "SELECT value FROM import_refusals WHERE import_id = ? AND value IS NOT NULL",
            done.id())) {
      assertTrue(value.get(0).matches("••.{0,2}"), value.get(0));
    }
  }

  @Test
  void refused_rows_come_back_as_they_were_and_can_be_corrected_and_sent_again() {
    UUID pool = given.poolOf("Again", 0);
    Import first =
        importing.take(
            Kind.CARDS, pool, "value,card_code\n24,\"AG,\"\"1\"\n25,AG-2\n26,=AG-3\n25,AG-2\n");
    String refused = importing.refused(first.id());
    assertEquals(
        "value,card_code,refused_because\r\n"
            + "24,\"AG,\"\"1\",value is not the value of this pool's cards\r\n"
            + "26,=AG-3,value is not the value of this pool's cards\r\n"
            + "25,AG-2,\"card_code is in this file already, in line 3\"\r\n",
        refused);
    Import second =
        importing.take(Kind.CARDS, pool, refused.replace("24,", "25,").replace("26,", "25,"));
    assertEquals(new Import.Rows(3, 2, 1, 0), second.rows());
    assertEquals(List.of("4:card_code:duplicate-in-pool"), importing.report(second.id()));
    assertEquals(
        "value,card_code,refused_because\r\n25,AG-2,card_code is in this pool already\r\n",
        importing.refused(second.id()));
  }

  @Test
  void the_same_file_twice_adds_nothing() {
    UUID pool = given.poolOf("Twice", 0);
    String file = "card_code\n" + codes("TW-", 20);
    assertEquals(new Import.Rows(20, 20, 0, 0), importing.take(Kind.CARDS, pool, file).rows());
    Import again = importing.take(Kind.CARDS, pool, file);
    assertEquals(new Import.Rows(20, 0, 20, 0), again.rows());
    assertEquals(
        20, database.count("SELECT available_cards FROM gift_card_pools WHERE id = ?", pool));
    assertTrue(
        importing.report(again.id()).stream().allMatch(r -> r.endsWith("duplicate-in-pool")));
  }

  @Test
  void doubles_of_file_pool_brand_and_quarantine_are_told_apart() {
    UUID brand = given.brand("Doubled");
    UUID client = given.client("Doubled", "US");
    UUID here = given.pool(client, brand, "here", new Money(2500, "USD"));
    UUID there = given.pool(client, brand, "there", new Money(2500, "USD"));
    importing.take(Kind.CARDS, here, "card_code\nDO-HERE\nDO-BAD\n");
    importing.take(Kind.CARDS, there, "card_code\nDO-THERE\n");
    database.update(
        "UPDATE gift_cards SET status = 'quarantined' WHERE pool_id = ? AND import_line = 3", here);
    Import done =
        importing.take(
            Kind.CARDS, here, "card_code\nDO-NEW\nDO-HERE\nDO-THERE\nDO-BAD\nDO-NEW\nDO-NEW2\n");
    assertEquals(
        List.of(
            "3:card_code:duplicate-in-pool",
            "4:card_code:duplicate-in-brand",
            "5:card_code:quarantined",
            "6:card_code:duplicate-in-file:2"),
        importing.report(done.id()));
    assertEquals(2, done.rows().taken());
  }

  @Test
  void a_double_far_away_in_a_large_batch_is_told_and_costs_no_other_row() {
    UUID pool = given.poolOf("Large", 0);
    importing.take(Kind.CARDS, pool, "card_code\nLA2500\n");
    Importing large = new Importing(database, STORE, CLOCK, 5000);
    String file = "card_code\n" + codes("LA", 3000) + "\nla-7\nLA3000\n";
    Import done = large.take(Kind.CARDS, pool, file);
    large.close();
    assertEquals(new Import.Rows(3002, 3000, 2, 0), done.rows());
    assertEquals(
        List.of("2502:card_code:duplicate-in-pool", "3002:card_code:duplicate-in-file:9"),
        importing.report(done.id()));
    assertEquals(
        3001, database.count("SELECT available_cards FROM gift_card_pools WHERE id = ?", pool));
    assertEquals("t", database.one("SELECT conserved FROM pool_conservation WHERE id = ?", pool));
  }

  @Test
  void a_file_that_is_none_fails_as_a_whole_and_says_why_without_its_content() {
    UUID pool = given.poolOf("None", 0);
    assertFault(
        pool, "GC-SECRET-1,4711\nGC-SECRET-2,4712\n", "The first line has no column card_code");
    assertFault(
        pool,
        "card_code,pin,colour\nA,1,2\n",
        "Unknown columns: pin, colour; the columns are card_code");
    assertFault(pool, "card_code,Card Code\nA,1\n", "Columns that stand there twice: card_code");
    assertFault(pool, "\n", "The file is empty");
    assertEquals(0, database.count("SELECT total_cards FROM gift_card_pools WHERE id = ?", pool));
  }

  private static void assertFault(UUID pool, String file, String fault) {
    Import failed = importing.take(Kind.CARDS, pool, file);
    assertEquals("failed", failed.state());
    assertTrue(failed.fault().startsWith(fault), failed.fault());
    assertFalse(failed.fault().contains("SECRET"), failed.fault());
    assertEquals(
        0, database.count("SELECT count(*) FROM import_parts WHERE import_id = ?", failed.id()));
  }

  @Test
  void parts_may_be_repeated_but_not_changed_and_must_be_complete() {
    UUID pool = given.poolOf("Parts", 0);
    Import begun =
        importing.receive.begin(Importing.OPS, Kind.CARDS, pool, "x.csv").await().indefinitely();
    byte[] one = "card_code\nPA-".getBytes(StandardCharsets.UTF_8);
    byte[] two = "1\nPA-2\n".getBytes(StandardCharsets.UTF_8);
    importing.receive.part(begun, 3, two).await().indefinitely();
    importing.receive.part(begun, 1, one).await().indefinitely();
    importing.receive.part(begun, 1, one).await().indefinitely();
    assertRefused(
        "part-differs", () -> importing.receive.part(begun, 1, two).await().indefinitely());
    Refused missing =
        assertRefused(
            "parts-missing",
            () -> importing.receive.commit(Importing.OPS, begun, 3).await().indefinitely());
    assertEquals(List.of(2), missing.members().get("missing"));
    importing.receive.part(begun, 2, "0".getBytes(StandardCharsets.UTF_8)).await().indefinitely();
    assertRefused(
        "parts-missing",
        () -> importing.receive.commit(Importing.OPS, begun, 2).await().indefinitely());
    assertEquals(
        "waiting",
        importing.receive.commit(Importing.OPS, begun, 3).await().indefinitely().state());
    importing.receive.commit(Importing.OPS, begun, 3).await().indefinitely();
    assertRefused(
        "import-closed", () -> importing.receive.part(begun, 4, two).await().indefinitely());
    importing.commitImports.commit().await().indefinitely();
    assertEquals(2, importing.find(begun.id()).rows().taken());
    assertRefused(
        "import-under-way",
        () ->
            importing
                .receive
                .cancel(Importing.OPS, importing.find(begun.id()))
                .await()
                .indefinitely());
  }

  @Test
  void who_waits_for_a_card_gets_it_and_the_alert_is_closed() {
    UUID pool = given.poolOf("Waiting", 0);
    UUID campaign = given.campaign(pool, "Waiting");
    given.recipients(campaign, "Ada", "+15005550006", 25);
    database.update(
        """
        INSERT INTO waiting_list (pool_id, recipient_id, condition_id, channel, address, address_hash, callback_due_at)
        SELECT k.pool_id, r.id, k.id, 'sms', r.phone, r.phone_hash, now() FROM recipients r
        JOIN campaign_conditions k ON k.campaign_id = r.campaign_id WHERE r.campaign_id = ?
        """,
        campaign);
    database.update(
        "INSERT INTO alerts (kind, pool_id, detail) VALUES ('pool-empty', ?, 'people wait')", pool);
    importing.take(Kind.CARDS, pool, "card_code\n" + codes("WA-", 30));
    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM waiting_list WHERE pool_id = ? AND served_at IS NULL", pool));
    assertEquals(
        5, database.count("SELECT available_cards FROM gift_card_pools WHERE id = ?", pool));
    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM alerts WHERE pool_id = ? AND closed_at IS NULL", pool));
  }

  private static Refused assertRefused(String slug, org.junit.jupiter.api.function.Executable act) {
    Refused refused = assertThrows(Refused.class, act);
    assertEquals(slug, refused.refusal().slug());
    return refused;
  }

  private static String codes(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.joining("\n"));
  }
}
