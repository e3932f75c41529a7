package scrip.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scrip.imports.ImportLeases.Held;
import scrip.imports.ImportedCards.Card;
import scrip.money.Money;
import scrip.testing.Given;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.crash.Roadblock;

/** Workers that die, come too late, or meet. */
class ImportWorkersTest {

  private static final KeyFile STORE = KeyFile.throwAway();
  private static final int BATCH = 50;
  private static TestDatabase database;
  private static Given given;
  private static Importing one;
  private static Importing other;

  @BeforeAll
  static void start() {
    database = TestDatabase.fresh();
    given = new Given(database, STORE, 12);
    one = new Importing(database, STORE, Clock.systemUTC(), BATCH);
    other = new Importing(database, STORE, Clock.systemUTC(), BATCH);
  }

  @AfterAll
  static void stop() {
    one.close();
    other.close();
  }

  @Test
  void a_run_that_is_killed_in_a_batch_is_gone_on_with_and_nothing_counts_twice() {
    UUID pool = given.poolOf("Killed", 0);
    UUID id = send(pool, "KI-", 400);
    database.update(
        "CREATE FUNCTION fail_late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.import_line = 177 THEN"
            + " PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NEW; END $$");
    database.update("ALTER FUNCTION fail_late() SECURITY DEFINER");
    database.update(
        "CREATE TRIGGER fail_late BEFORE INSERT ON gift_cards FOR EACH ROW EXECUTE FUNCTION fail_late()");
    assertEquals("failed 1", one.commitImports.commit().await().indefinitely());
    Import half = one.find(id);
    assertEquals("running", half.state());
    assertEquals(3 * BATCH, half.rows().read());
    assertEquals(3 * BATCH, available(pool));
    database.update("DROP TRIGGER fail_late ON gift_cards");
    assertEquals("done 1", other.commitImports.commit().await().indefinitely());
    assertEquals(new Import.Rows(400, 400, 0, 0), one.find(id).rows());
    assertEquals(400, available(pool));
    assertEquals(List.of(), one.report(id));
    assertConserved(pool);
  }

  @Test
  void a_worker_that_stands_still_holds_the_row_until_it_is_gone() {
    UUID pool = given.poolOf("Still", 0);
    UUID id = send(pool, "ST-", 120);
    try (Roadblock roadblock = new Roadblock(database, "BEFORE INSERT", "gift_cards")) {
      CompletableFuture<String> still = one.commitImports.commit().subscribeAsCompletionStage();
      roadblock.awaitSomebody();
      expire(id);
      assertEquals("nothing to do", other.commitImports.commit().await().indefinitely());
      roadblock.undoThem();
      still.join();
    }
    database.update("UPDATE imports SET lease_token = NULL, lease_until = NULL WHERE id = ?", id);
    other.commitImports.commit().await().indefinitely();
    assertEquals(new Import.Rows(120, 120, 0, 0), one.find(id).rows());
    assertEquals(120, available(pool));
  }

  @Test
  void a_worker_whose_lease_was_taken_writes_nothing_more() {
    UUID pool = given.poolOf("Late", 0);
    UUID id = send(pool, "LA-", 120);
    Held late = one.leases.take(List.of()).await().indefinitely().orElseThrow();
    expire(id);
    Held taken = other.leases.take(List.of()).await().indefinitely().orElseThrow();
    assertEquals(id, taken.id());
    assertThrows(LeaseLost.class, () -> writeFirst(one, late));
    assertEquals(0, available(pool));
    assertThrows(
        LeaseLost.class, () -> one.commitImport.commit(late, System.nanoTime() + 10_000_000_000L));
    assertTrue(other.commitImport.commit(taken, System.nanoTime() + 100_000_000_000L));
    assertThrows(LeaseLost.class, () -> writeFirst(one, late));
    assertEquals(new Import.Rows(120, 120, 0, 0), one.find(id).rows());
    assertEquals(120, available(pool));
    assertConserved(pool);
  }

  @Test
  void a_lease_that_is_over_is_over_even_when_nobody_took_it() {
    UUID pool = given.poolOf("Over", 0);
    UUID id = send(pool, "OV-", 10);
    Held late = one.leases.take(List.of()).await().indefinitely().orElseThrow();
    expire(id);
    assertThrows(LeaseLost.class, () -> writeFirst(one, late));
    assertEquals(0, available(pool));
    other.commitImports.commit().await().indefinitely();
    assertEquals(10, available(pool));
  }

  @Test
  void a_run_stops_in_time_and_the_next_one_goes_on() {
    UUID pool = given.poolOf("Paused", 0);
    UUID id = send(pool, "PS-", 120);
    Held held = one.leases.take(List.of()).await().indefinitely().orElseThrow();
    assertFalse(one.commitImport.commit(held, System.nanoTime() - 1));
    assertEquals("done 1", one.commitImports.commit().await().indefinitely());
    assertEquals(new Import.Rows(120, 120, 0, 0), one.find(id).rows());
  }

  @Test
  void an_import_that_fails_again_and_again_ends_and_stops_no_other_one() {
    UUID bad = send(given.poolOf("Bad", 0), "BA-", 10);
    UUID good = send(given.poolOf("Good", 0), "GO-", 10);
    database.update(
        "UPDATE import_parts SET sealed = substr(sealed, 1, 40) WHERE import_id = ?", bad);
    for (int run = 0; run < 6; run++) {
      one.commitImports.commit().await().indefinitely();
    }
    assertEquals("done", one.find(good).state());
    assertEquals("failed", one.find(bad).state());
    assertEquals("nothing to do", one.commitImports.commit().await().indefinitely());
  }

  @Test
  void two_imports_of_the_same_codes_at_once_share_them() {
    UUID brand = given.brand("Raced");
    UUID client = given.client("Raced", "US");
    UUID left = given.pool(client, brand, "left", new Money(2500, "USD"));
    UUID right = given.pool(client, brand, "right", new Money(2500, "USD"));
    List<UUID> imports = List.of(send(left, "RA-", 3000), send(right, "RA-", 3000));
    CompletableFuture<String> first = one.commitImports.commit().subscribeAsCompletionStage();
    CompletableFuture<String> second = other.commitImports.commit().subscribeAsCompletionStage();
    first.join();
    second.join();
    Import l = one.find(imports.get(0));
    Import r = one.find(imports.get(1));
    assertEquals("done", l.state());
    assertEquals("done", r.state());
    assertEquals(3000, l.rows().taken() + r.rows().taken());
    assertEquals(3000, l.rows().refused() + r.rows().refused());
    assertEquals(l.rows().taken(), available(left));
    assertEquals(r.rows().taken(), available(right));
    assertEquals(
        3000,
        database.count(
            "SELECT count(DISTINCT code_hash) FROM gift_cards WHERE brand_id = ?", brand));
    assertConserved(left);
    assertConserved(right);
  }

  private static void writeFirst(Importing by, Held held) {
    Taker<Card> taker = cards(by, held);
    byte[] file = "card_code\nLATE-1\nLATE-2\n".getBytes(StandardCharsets.UTF_8);
    Batches<Card> batches =
        new Batches<>(new PartsStream(1, number -> file), Kind.CARDS, taker, BATCH);
    by.writeBatch
        .write(held, taker, batches.next(), held.of().rows().read(), batches.columns())
        .await()
        .indefinitely();
  }

  @SuppressWarnings("unchecked")
  private static Taker<Card> cards(Importing by, Held held) {
    return (Taker<Card>) by.takers.of(held).await().indefinitely();
  }

  private static UUID send(UUID pool, String prefix, int count) {
    String file =
        IntStream.range(0, count)
            .mapToObj(i -> prefix + i + ",N" + i)
            .collect(Collectors.joining("\n", "card_code,card_number\n", "\n"));
    return one.send(Kind.CARDS, pool, file.getBytes(StandardCharsets.UTF_8), 999);
  }

  private static void expire(UUID id) {
    // Waits for nobody: the row may be locked by a batch.
    database.update(
        "UPDATE imports SET lease_until = now() - INTERVAL '1 second' WHERE id = (SELECT id FROM imports WHERE id = ? FOR UPDATE SKIP LOCKED)",
        id);
  }

  private static long available(UUID pool) {
    return database.count("SELECT available_cards FROM gift_card_pools WHERE id = ?", pool);
  }

  private static void assertConserved(UUID pool) {
    assertEquals("t", database.one("SELECT conserved FROM pool_conservation WHERE id = ?", pool));
  }
}
