package scrip.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.money.Money;
import scrip.testing.Given;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;

/** A long file with faults anywhere, against what a plain reading of the rules expects. */
class ImportOracleTest {

  private static final int ROWS = 20_000;
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-10T12:00:00Z"), ZoneOffset.UTC);

  @Test
  void twenty_thousand_rows_with_faults_are_each_taken_or_told() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("ImportOracleTest: -Dseed=" + seed);
    Random random = new Random(seed);
    KeyFile store = KeyFile.throwAway();
    TestDatabase database = TestDatabase.fresh();
    Given given = new Given(database, store, seed);
    UUID client = given.client("Oracle", "US");
    UUID brand = given.brand("Oracle");
    UUID pool = given.pool(client, brand, "oracle", new Money(2500, "USD"));
    UUID sister = given.pool(client, brand, "sister", new Money(2500, "USD"));
    try (Importing importing = new Importing(database, store, CLOCK, 700)) {
      importing.take(Kind.CARDS, pool, "card_code\nPOOL-1\nPOOL-2\n");
      importing.take(Kind.CARDS, sister, "card_code\nBRAND-1\nBRAND-2\n");
      List<String> expected = new ArrayList<>();
      String file = file(random, expected);
      int part = 1 + random.nextInt(100_000);
      UUID id = importing.send(Kind.CARDS, pool, file.getBytes(StandardCharsets.UTF_8), part);
      // Killed somewhere, and gone on with.
      int killedAt = 2 + random.nextInt(ROWS);
      database.update(
          "CREATE FUNCTION kill_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
              + " IF NEW.import_line >= "
              + killedAt
              + " AND NEW.pool_id = '"
              + pool
              + "' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END $$");
      database.update(
          "CREATE TRIGGER kill_once BEFORE INSERT ON gift_cards FOR EACH ROW EXECUTE FUNCTION kill_once()");
      importing.commitImports.commit().await().indefinitely();
      database.update("DROP TRIGGER kill_once ON gift_cards");
      importing.commitImports.commit().await().indefinitely();
      Import done = importing.find(id);
      assertEquals("done", done.state());
      assertEquals(expected, importing.report(id));
      assertEquals(new Import.Rows(ROWS, ROWS - expected.size(), expected.size(), 0), done.rows());
      assertEquals(
          2 + ROWS - expected.size(),
          database.count("SELECT available_cards FROM gift_card_pools WHERE id = ?", pool));
      assertEquals("t", database.one("SELECT conserved FROM pool_conservation WHERE id = ?", pool));
    }
  }

  private static String file(Random random, List<String> expected) {
    StringBuilder file = new StringBuilder("\uFEFFcard_code,expires_on,value\r\n");
    Map<String, Long> first = new HashMap<>();
    long line = 2;
    for (int i = 0; i < ROWS; i++) {
      String code = "C€" + random.nextInt(ROWS * 3);
      String end = random.nextBoolean() ? "\n" : "\r\n";
      String fault = null;
      String row;
      int lines = 1;
      switch (random.nextInt(24)) {
        case 0 -> {
          row = "  ,,";
          fault = "card_code:empty-code";
        }
        case 1 -> {
          row = code + ",,2500";
          fault = "value:wrong-value";
        }
        case 2 -> {
          row = code + ",2026-02-29,";
          fault = "expires_on:bad-date";
        }
        case 3 -> {
          row = code + ",2020-01-01,";
          fault = "expires_on:past-expiry";
        }
        case 4 -> {
          row = code;
          fault = "row:field-count";
        }
        case 5 -> {
          fault = "card_code:control-characters";
          lines = 2;
          row = "\"X\n" + code + "\",,";
        }
        case 6 -> {
          row = '"' + code + "\"x,,";
          fault = "row:broken-quotes";
        }
        case 7 -> {
          row = "POOL-" + (1 + random.nextInt(2)) + ",,";
          fault = "card_code:duplicate-in-pool";
        }
        case 8 -> {
          row = "BRAND-" + (1 + random.nextInt(2)) + ",,";
          fault = "card_code:duplicate-in-brand";
        }
        case 9 -> {
          row = "\"" + code + "\",\"2026-03-10\",\"25.00\"";
        }
        default -> row = code + ",,25";
      }
      if (fault == null) {
        Long before = first.putIfAbsent(code, line);
        fault = before == null ? null : "card_code:duplicate-in-file:" + before;
      }
      if (fault != null) {
        expected.add(line + ":" + fault);
      }
      file.append(row).append(end);
      line += lines;
    }
    return file.toString();
  }
}
