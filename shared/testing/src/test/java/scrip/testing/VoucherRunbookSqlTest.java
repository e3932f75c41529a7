package scrip.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.money.Money;
import scrip.testing.GivenVouchers.Device;
import scrip.testing.GivenVouchers.Open;

/** What the incident runbook tells people to type about vouchers, typed by support. */
class VoucherRunbookSqlTest {

  private final TestDatabase database = TestDatabase.fresh();
  private final KeyFile keys = KeyFile.throwAway();
  private final Given given = new Given(database, keys, 51);
  private final GivenVouchers vouchers = new GivenVouchers(database, keys, 51);
  private final SupportSession support = new SupportSession(database);
  private final UUID client = given.client("Fuel", "RW");
  private final UUID station = vouchers.station(client, "KIGALI");
  private final Device device = vouchers.device(station);
  private final List<Open> open =
      vouchers.vouchers(client, given.brand("Fuel"), new Money(5000, "RWF"), Instant.now(), 3);
  private final UUID redeemed = open.get(0).id();
  private final UUID issued = open.get(1).id();
  private final UUID sent = open.get(2).id();

  VoucherRunbookSqlTest() {
    redeem(redeemed);
    database.update(
        "UPDATE vouchers SET status = 'sent', sent_at = now(), changed_by = 'a' WHERE id = ?",
        sent);
  }

  @Test
  void every_statement_of_our_own_pages_about_vouchers_runs() throws Exception {
    List<String> statements = new ArrayList<>();
    for (String page : List.of("pictures-fail", "at-wrong-station", "redeemed-twice")) {
      String text = Files.readString(Path.of("../../infra/runbooks/voucher-" + page + ".md"));
      statements.addAll(RunbookText.statementsIn(text));
    }
    assertEquals(10, statements.size());
    for (String sql : statements) {
      support.type(sql.replace("'…'", "'" + issued + "'").replace("…", "ours"));
    }
    assertEquals("void", database.one("SELECT status FROM vouchers WHERE id = ?", issued));
  }

  @Test
  void status_and_events_of_affected_vouchers_are_read() throws SQLException {
    assertEquals(
        List.of("redeemed"),
        support
            .type("SELECT status, redeemed_at FROM vouchers WHERE id IN ('" + redeemed + "')")
            .column("status"));
    assertEquals(
        List.of("issued", "redeemed"),
        support
            .type(
                "SELECT kind, actor, station_id, reason, at FROM voucher_events WHERE voucher_id = '"
                    + redeemed
                    + "' ORDER BY id")
            .column("kind"));
    Map<String, String> record =
        support
            .type(
                "SELECT s.code, r.reference, r.idempotency_key FROM voucher_redemptions r"
                    + " JOIN stations s ON s.id = r.station_id WHERE r.voucher_id = '"
                    + redeemed
                    + "'")
            .only();
    assertEquals("KIGALI", record.get("code"));
    database.update(
        "INSERT INTO station_attempts (at, station_id, device_id, voucher_id, method, outcome, idempotency_key)"
            + " VALUES (now(), ?, ?, ?, 'qr', 'key-reused', 'k')",
        station,
        device.id(),
        redeemed);
    assertEquals(
        "key-reused",
        support
            .type("SELECT outcome FROM station_attempts WHERE voucher_id = '" + redeemed + "'")
            .only()
            .get("outcome"));
    for (String secret : List.of("code_hash", "sealed", "phone")) {
      assertTrue(support.refused("SELECT " + secret + " FROM vouchers").contains("denied"), secret);
    }
  }

  @Test
  void a_double_redemption_is_voided_with_a_reason_and_its_reversal_is_kept() throws SQLException {
    for (UUID voucher : List.of(redeemed, sent)) {
      assertEquals(
          1,
          support
              .type(
                  "UPDATE vouchers SET status = 'void', change_reason = 'redeemed twice' WHERE id = '"
                      + voucher
                      + "'")
              .touched());
    }
    assertEquals(
        List.of(List.of(redeemed.toString(), "redeemed twice", "sql:scrip_support", "t")),
        database.all(
            "SELECT v.voucher_id, v.reason, v.reversed_by, v.redemption_id = r.id FROM voucher_reversals v"
                + " JOIN voucher_redemptions r ON r.voucher_id = v.voucher_id"));
    assertEquals(
        2,
        database.count(
            "SELECT count(*) FROM voucher_events WHERE kind = 'void' AND actor = 'sql:scrip_support'"
                + " AND reason = 'redeemed twice'"));
    assertEquals(
        2,
        database.count(
            "SELECT count(*) FROM audit_log WHERE subject = 'vouchers' AND actor = 'sql:scrip_support'"));
    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM vouchers WHERE status = 'void' AND voided_at IS NULL"));
  }

  @Test
  void nothing_becomes_void_without_a_reason_of_its_own() throws SQLException {
    String why = support.refused("UPDATE vouchers SET status = 'void' WHERE id = '" + issued + "'");
    assertTrue(why.contains("without a reason"), why);
    scope(issued, "'" + station + "'", "the list was wrong");
    why = support.refused("UPDATE vouchers SET status = 'void' WHERE id = '" + issued + "'");
    assertTrue(why.contains("without a reason"), "the reason of another change is none: " + why);
    assertEquals("issued", status(issued));
  }

  @Test
  void a_scope_is_corrected_with_its_source_and_leaves_its_event() throws SQLException {
    scope(sent, "'" + station + "'", "the customer goes there");
    assertEquals(
        List.of(
            List.of("sql:scrip_support", "the customer goes there", "manual", station.toString())),
        database.all(
            "SELECT actor, reason, detail ->> 'source', detail ->> 'to' FROM voucher_events WHERE kind = 'scope'"));
    UUID other = vouchers.station(given.client("Other", "RW"), "ELSEWHERE");
    for (String refused :
        List.of(
            "UPDATE vouchers SET station_scope = '"
                + other
                + "', scope_source = 'manual' WHERE id = '"
                + sent
                + "'",
            "UPDATE vouchers SET station_scope = '"
                + station
                + "', scope_source = 'manual' WHERE id = '"
                + redeemed
                + "'",
            "UPDATE vouchers SET station_scope = '"
                + station
                + "', scope_source = 'guessed' WHERE id = '"
                + issued
                + "'")) {
      support.refused(refused);
    }
    assertEquals(
        1, database.count("SELECT count(*) FROM vouchers WHERE station_scope IS NOT NULL"));
    scope(sent, "NULL", "any will do");
    assertEquals(2, database.count("SELECT count(*) FROM voucher_events WHERE kind = 'scope'"));
  }

  @Test
  void what_must_never_happen_is_refused() {
    String back =
        support.refused("UPDATE vouchers SET status = 'issued' WHERE id = '" + redeemed + "'");
    assertTrue(back.contains("is redeemed and cannot become issued"), back);
    assertTrue(back.contains("let a replacement be issued"), back);
    for (String refused :
        List.of(
            "UPDATE vouchers SET status = 'redeemed' WHERE id = '" + issued + "'",
            "UPDATE vouchers SET value_minor = 1 WHERE id = '" + issued + "'",
            "UPDATE vouchers SET changed_by = 'somebody' WHERE id = '" + issued + "'",
            "DELETE FROM vouchers",
            "DELETE FROM voucher_redemptions",
            "DELETE FROM voucher_events",
            "UPDATE voucher_events SET kind = 'issued'",
            "INSERT INTO voucher_events (voucher_id, kind, actor) VALUES ('"
                + issued
                + "', 'sent', 'x')",
            "DELETE FROM station_attempts",
            "SELECT passcode_hash FROM stations",
            "SELECT token_hash FROM station_devices",
            "SELECT * FROM station_sessions")) {
      support.refused(refused);
    }
    assertEquals(
        "redeemed|issued|sent", status(redeemed) + "|" + status(issued) + "|" + status(sent));
    // Not even the owner of the database takes back what was redeemed.
    assertThrows(
        IllegalStateException.class,
        () ->
            database.update(
                "UPDATE vouchers SET status = 'sent', sent_at = now(), redeemed_at = NULL, redemption_id = NULL WHERE id = ?",
                redeemed));
    assertThrows(IllegalStateException.class, () -> database.update("DELETE FROM voucher_events"));
  }

  private void scope(UUID voucher, String to, String reason) throws SQLException {
    assertEquals(
        1,
        support
            .type(
                "UPDATE vouchers SET station_scope = "
                    + to
                    + ", scope_source = 'manual', change_reason = '"
                    + reason
                    + "' WHERE id = '"
                    + voucher
                    + "'")
            .touched());
  }

  private String status(UUID voucher) {
    return database.one("SELECT status FROM vouchers WHERE id = ?", voucher);
  }

  private void redeem(UUID voucher) {
    database.update(
        "WITH taken AS (UPDATE vouchers SET status = 'redeemed', redeemed_at = now(), redemption_id = gen_random_uuid(),"
            + " changed_by = 'device', changed_at_station = ? WHERE id = ? RETURNING *)"
            + " INSERT INTO voucher_redemptions (id, voucher_id, client_id, station_id, device_id, value_minor, currency,"
            + " reference, method, scanned_at, redeemed_at, idempotency_key, fingerprint)"
            + " SELECT redemption_id, id, client_id, ?, ?, value_minor, currency, 'R1', 'qr', now(), now(), 'k1', '\\x00'"
            + " FROM taken",
        station,
        voucher,
        station,
        device.id());
  }
}
