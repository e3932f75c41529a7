package scrip.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.mutiny.sqlclient.Pool;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scrip.giftcard.ManualAct;
import scrip.money.Money;
import scrip.problem.Refused;
import scrip.testing.Given;
import scrip.testing.GivenVouchers;
import scrip.testing.GivenVouchers.Open;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.voucher.ScopeBatches;
import scrip.voucher.ScopeRow;
import scrip.voucher.UndoScopeImport;
import scrip.voucher.UndoScopeImport.Undone;

/** Lists that say which station takes which voucher, and how a wrong one is found and undone. */
class ImportScopesTest {

  private static final KeyFile STORE = KeyFile.throwAway();
  private static final Instant NOW = Instant.now();
  private static TestDatabase database;
  private static Importing importing;
  private static GivenVouchers vouchers;
  private static ScopeBatches batches;
  private static UndoScopeImport undoScopes;
  private static UUID client;
  private static UUID other;
  private static UUID brand;
  private static UUID north;
  private static UUID south;

  @BeforeAll
  static void start() {
    database = TestDatabase.fresh();
    Given given = new Given(database, STORE, 38);
    vouchers = new GivenVouchers(database, STORE, 38);
    importing = new Importing(database, STORE, Clock.systemUTC(), 4);
    Pool pool = importing.pool();
    batches = new ScopeBatches(pool);
    undoScopes = new UndoScopeImport(pool, batches, importing.audit(), Clock.systemUTC());
    client = given.client("Scopes", "RW");
    other = given.client("Other", "RW");
    brand = given.brand("Fuel");
    north = vouchers.station(client, "NORTH");
    south = vouchers.station(client, "SOUTH");
    vouchers.station(other, "THEIRS");
  }

  @AfterAll
  static void stop() {
    importing.close();
  }

  @Test
  void rows_by_id_and_by_code_are_taken_with_source_and_reason() {
    List<Open> open = open(3);
    Import done =
        importing.takeScopes(
            client,
            "ocr",
            "Voucher ID,voucher_code,station_code,reason\n"
                + open.get(0).id()
                + ",,north,page 3\n"
                + ","
                + open.get(1).code().toLowerCase(java.util.Locale.ROOT)
                + ",SOUTH,\n"
                + open.get(2).id()
                + ",,,\n");
    assertEquals("done", done.state());
    assertEquals(new Import.Rows(3, 3, 0, 1), done.rows());
    assertEquals(List.of("4:station_code:same-scope:warning"), importing.report(done.id()));
    assertEquals("NORTH|ocr|" + done.id() + "|page 3", scope(open.get(0)));
    assertEquals("SOUTH|ocr|" + done.id() + "|import of a file", scope(open.get(1)));
    assertEquals("any|-|-|-", scope(open.get(2)));
    assertEquals(
        List.of(List.of("import:" + done.id(), "page 3", north.toString(), "ocr")),
        database.all(
            "SELECT actor, reason, detail ->> 'to', detail ->> 'source' FROM voucher_events"
                + " WHERE voucher_id = ? AND kind = 'scope'",
            open.get(0).id()));
    assertEquals(
        List.of(List.of("clients", client.toString())),
        database.all(
            "SELECT subject, subject_id FROM audit_log WHERE action = 'import' AND detail ->> 'import' = ?",
            done.id().toString()));
  }

  @Test
  void every_row_that_is_not_taken_says_why() {
    List<Open> open = open(5);
    Open theirs = vouchers.voucher(other, brand, new Money(500, "RWF"), NOW);
    close(open.get(0), "void");
    close(open.get(1), "expired");
    Open over =
        vouchers.voucher(client, brand, new Money(500, "RWF"), NOW.minus(Duration.ofDays(31)));
    String file =
        "voucher_id,voucher_code,station_code\n"
            + ",,NORTH\n"
            + open.get(2).id()
            + ","
            + open.get(2).code()
            + ",NORTH\n"
            + "17,,NORTH\n"
            + ",AAA-AAA-AAB,NORTH\n"
            + UUID.randomUUID()
            + ",,NORTH\n"
            + theirs.id()
            + ",,NORTH\n"
            + ","
            + theirs.code()
            + ",NORTH\n"
            + open.get(2).id()
            + ",,NOWHERE\n"
            + open.get(2).id()
            + ",,THEIRS\n"
            + open.get(0).id()
            + ",,NORTH\n"
            + ","
            + open.get(1).code()
            + ",NORTH\n"
            + over.id()
            + ",,NORTH\n"
            + open.get(3).id()
            + ",,SOUTH\n"
            + open.get(4).id()
            + ",,SOUTH\n"
            + ","
            + open.get(4).code()
            + ",NORTH\n"
            + ","
            + open.get(3).code()
            + ",SOUTH\n";
    Import done = importing.takeScopes(client, "import", file);
    assertEquals(
        List.of(
            "2:row:no-voucher",
            "3:voucher_code:two-names",
            "4:voucher_id:bad-id",
            "5:voucher_code:bad-voucher-code",
            "6:voucher_id:unknown-voucher",
            "7:voucher_id:unknown-voucher",
            "8:voucher_code:unknown-voucher",
            "9:station_code:unknown-station",
            "10:station_code:unknown-station",
            "11:voucher_id:voucher-void",
            "12:voucher_code:voucher-expired",
            "13:voucher_id:voucher-expired",
            "16:voucher_code:voucher-in-file:15",
            "17:voucher_code:voucher-in-file:14"),
        importing.report(done.id()));
    assertEquals(new Import.Rows(16, 2, 14, 0), done.rows());
    assertEquals("SOUTH|import|" + done.id() + "|import of a file", scope(open.get(4)));
    assertEquals("any|-|-|-", scope(open.get(2)));
    String refused = importing.refused(done.id());
    assertTrue(refused.contains(open.get(4).code()), "the sender gets the rows back");
    assertFalse(
        database
            .all("SELECT import_refusals::text FROM import_refusals WHERE import_id = ?", done.id())
            .toString()
            .contains(open.get(4).code()),
        "nobody else sees a code");
  }

  @Test
  void a_list_without_a_column_of_stations_is_no_list() {
    Open voucher = open(1).get(0);
    Import failed = importing.takeScopes(client, "ocr", "voucher_id\n" + voucher.id() + "\n");
    assertEquals("failed", failed.state());
    assertTrue(failed.fault().startsWith("The first line has no column station_code"));
  }

  @Test
  void a_station_that_is_closed_is_a_warning() {
    UUID closed = vouchers.station(client, "CLOSED");
    database.update("UPDATE stations SET state = 'closed' WHERE id = ?", closed);
    Open voucher = open(1).get(0);
    Import done =
        importing.takeScopes(
            client, "import", "voucher_id,station_code\n" + voucher.id() + ",CLOSED\n");
    assertEquals(new Import.Rows(1, 1, 0, 1), done.rows());
    assertEquals(List.of("2:station_code:station-closed:warning"), importing.report(done.id()));
  }

  @Test
  void undoing_gives_back_what_was_before_and_leaves_what_came_after() {
    List<Open> open = open(6);
    Import first = importing.takeScopes(client, "import", list(open.subList(0, 3), "NORTH"));
    Import wrong = importing.takeScopes(client, "ocr", list(open, "SOUTH"));
    database.update(
        "UPDATE vouchers SET station_scope = ?, scope_source = 'manual', scope_import_id = NULL, changed_by = 'a',"
            + " change_reason = 'by hand' WHERE id = ?",
        north,
        open.get(4).id());
    close(open.get(5), "void");

    assertEquals(new Undone(4, 0, 1, 1, null), undo(wrong.id()));
    assertEquals(new Undone(0, 4, 1, 1, null), undo(wrong.id()));

    assertEquals("NORTH|import|" + first.id() + "|wrong column", scope(open.get(0)));
    assertEquals("any|-|-|wrong column", scope(open.get(3)));
    assertEquals("NORTH|manual|-|by hand", scope(open.get(4)));
    assertEquals("SOUTH|ocr|" + wrong.id() + "|x", scope(open.get(5)));
    assertEquals(
        List.of(
            List.of("import:" + first.id()), List.of("import:" + wrong.id()), List.of("person")),
        database.all(
            "SELECT CASE WHEN actor LIKE 'person:%' THEN 'person' ELSE actor END FROM voucher_events"
                + " WHERE voucher_id = ? AND kind = 'scope' ORDER BY id",
            open.get(0).id()));
    assertEquals(
        2,
        database.count(
            "SELECT count(*) FROM audit_log WHERE action = 'undo-scopes' AND subject_id = ? AND reason = 'wrong column'",
            wrong.id().toString()));
    assertEquals(new Undone(3, 0, 0, 0, null), undo(first.id()));
    assertEquals("any|-|-|wrong column", scope(open.get(0)));
  }

  @Test
  void a_scope_that_support_typed_is_of_no_list_any_more() throws java.sql.SQLException {
    Open voucher = open(1).get(0);
    Import done = importing.takeScopes(client, "import", list(List.of(voucher), "SOUTH"));
    try (var support = database.connectAs("scrip_support");
        var typed = support.createStatement()) {
      typed.executeUpdate(
          "UPDATE vouchers SET station_scope = '" + north + "' WHERE id = '" + voucher.id() + "'");
    }
    assertEquals("NORTH|manual|-|-", scope(voucher));
    assertEquals(new Undone(0, 0, 1, 0, null), undo(done.id()));
  }

  @Test
  void only_a_list_of_scopes_that_has_ended_is_undone() {
    UUID id =
        importing.send(
            Kind.STATION_SCOPES,
            client,
            "import",
            list(open(1), "NORTH").getBytes(StandardCharsets.UTF_8),
            100);
    assertEquals("import-not-ended", refusal(id));
    assertEquals("not-found", refusal(UUID.randomUUID()));
    importing.commitImports.commit().await().indefinitely();
    assertEquals(1, undo(id).restored());
  }

  @Test
  void what_a_list_did_is_shown_by_line_and_by_station() {
    List<Open> open = open(3);
    Import done =
        importing.takeScopes(
            client,
            "ocr",
            list(open, "SOUTH").replace(open.get(1).id() + ",SOUTH", open.get(1).id() + ",NORTH"));
    List<ScopeRow> rows = batches.page(done.id(), null, 2, 10).await().indefinitely();
    assertEquals(List.of(3L, 4L), rows.stream().map(ScopeRow::line).toList());
    assertEquals(
        List.of(open.get(0).id(), open.get(2).id()),
        batches.page(done.id(), "SOUTH", 0, 10).await().indefinitely().stream()
            .map(ScopeRow::voucherId)
            .toList());
    assertEquals("NORTH", rows.get(0).to());
    assertEquals(done.id(), rows.get(0).presentImport());
    assertTrue(
        batches.summary(new UUID[] {client}, null, 500).await().indefinitely().stream()
            .anyMatch(
                count ->
                    done.id().equals(count.importId())
                        && "SOUTH".equals(count.station())
                        && count.vouchers() == 2));
    assertEquals(
        List.of(), batches.summary(new UUID[] {client}, other, 500).await().indefinitely());
  }

  private static String refusal(UUID id) {
    return assertThrows(Refused.class, () -> undo(id)).refusal().slug();
  }

  private static Undone undo(UUID id) {
    return undoScopes
        .undo(id, 0, new ManualAct(Importing.OPS, "wrong column"))
        .await()
        .indefinitely();
  }

  private static List<Open> open(int count) {
    return vouchers.vouchers(client, brand, new Money(500, "RWF"), NOW, count);
  }

  private static String list(List<Open> open, String station) {
    return open.stream()
        .map(voucher -> voucher.id() + "," + station)
        .collect(Collectors.joining("\n", "voucher_id,station_code\n", "\n"));
  }

  private static void close(Open voucher, String status) {
    database.update(
        "UPDATE vouchers SET status = ?, expired_at = CASE ? WHEN 'expired' THEN now() END, changed_by = 'a',"
            + " change_reason = 'x' WHERE id = ?",
        status,
        status,
        voucher.id());
  }

  private static String scope(Open voucher) {
    return database.one(
        "SELECT concat_ws('|', coalesce(s.code, 'any'), coalesce(v.scope_source, '-'), coalesce(v.scope_import_id::text, '-'),"
            + " coalesce(v.change_reason, '-')) FROM vouchers v LEFT JOIN stations s ON s.id = v.station_scope WHERE v.id = ?",
        voucher.id());
  }
}
