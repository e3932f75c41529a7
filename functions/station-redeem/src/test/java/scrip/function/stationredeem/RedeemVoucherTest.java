package scrip.function.stationredeem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scrip.function.stationredeem.Scanning.Outcome;
import scrip.giftcard.CodeAlphabet;
import scrip.money.Money;
import scrip.station.Scan;
import scrip.testing.GivenVouchers.Open;
import scrip.testing.KeyFile;

class RedeemVoucherTest {

  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private Instant now = START;
  private final Scanning scanning =
      new Scanning(
          KeyFile.throwAway(),
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }
          });

  @AfterEach
  void close() {
    scanning.close();
  }

  @Test
  void a_repeat_gets_the_same_answer_for_ever_also_after_a_void_a_closing_and_a_switch() {
    Open voucher = scanning.voucher();
    Scan scan = scanning.typed(voucher);
    Outcome first = scanning.one(scan);
    assertTrue(CodeAlphabet.checks(first.redeemed().reference()));
    assertEquals(8, first.redeemed().reference().length());

    now = START.plus(Duration.ofDays(400));
    scanning.database.update(
        "UPDATE vouchers SET status = 'void', changed_by = 'given', change_reason = 'x' WHERE id = ?",
        voucher.id());
    assertEquals(first, scanning.one(scan));
    scanning.database.update("UPDATE stations SET state = 'closed'");
    assertEquals(first, scanning.one(scan));
    scanning.database.update(
        "UPDATE settings SET value = 'false' WHERE key = 'station_redeem_enabled'");

    assertEquals(first, scanning.one(scan));
    assertEquals("station-closed", scanning.one(scanning.typed(voucher)).slug());
    assertEquals("redeemed repeated repeated repeated station-closed", scanning.outcomes());
  }

  @Test
  void a_key_is_one_scan_s_and_a_station_s_own() {
    Open voucher = scanning.voucher();
    Open other = scanning.voucher();
    scanning.one(scanning.typed(voucher, "k"));

    assertEquals("key-reused", scanning.one(scanning.typed(other, "k")).slug());
    Scan later = new Scan(voucher.code(), Scan.CODE, START.plusSeconds(1), "k");
    assertEquals("key-reused", scanning.one(later).slug());
    assertEquals("issued", scanning.states(other));
    UUID elsewhere = scanning.given.station(scanning.client, "KGL2");
    assertEquals(
        "redeemed",
        scanning.one(scanning.given.device(elsewhere), scanning.typed(other, "k")).slug());
  }

  @Test
  void a_voucher_is_good_until_its_very_last_moment_and_not_at_it() {
    Open early = scanning.voucher();
    Open late = scanning.voucher();
    Instant end = START.minusSeconds(60).plus(Duration.ofDays(30));

    now = end.minusNanos(1000);
    assertEquals("redeemed", scanning.one(scanning.typed(early)).slug());
    now = end;
    Outcome expired = scanning.one(scanning.typed(late));

    assertEquals("expired", expired.slug());
    assertEquals(end.toString(), expired.member("expiresAt"));
    scanning.database.update(
        "UPDATE vouchers SET status = 'expired', expired_at = expires_at, changed_by = 'given' WHERE id = ?",
        late.id());
    assertEquals("expired", scanning.one(scanning.typed(late)).slug());
  }

  @Test
  void a_void_voucher_a_wrong_station_and_another_client_s_voucher_are_refused() {
    Open lost = scanning.voucher();
    scanning.database.update(
        "UPDATE vouchers SET status = 'void', voided_at = ?, changed_by = 'given', change_reason = 'lost'"
            + " WHERE id = ?",
        START.atOffset(ZoneOffset.UTC),
        lost.id());
    Outcome gone = scanning.one(scanning.typed(lost));
    assertEquals("void", gone.slug());
    assertEquals(START.toString(), gone.member("voidedAt"));

    Open scoped = scanning.voucher();
    UUID right = scanning.given.station(scanning.client, "KGL2");
    scanning.database.update(
        "UPDATE vouchers SET station_scope = ?, scope_source = 'manual', changed_by = 'given' WHERE id = ?",
        right,
        scoped.id());
    Outcome wrong = scanning.one(scanning.typed(scoped));
    assertEquals("wrong-station", wrong.slug());
    assertEquals("Station KGL2", wrong.member("station"));
    assertEquals(
        "redeemed", scanning.one(scanning.given.device(right), scanning.typed(scoped)).slug());

    UUID rival = scanning.rows.client("Rival", "RW");
    Open theirs =
        scanning.given.voucher(rival, scanning.brand, new Money(1, "RWF"), START.minusSeconds(1));
    assertEquals("voucher-not-found", scanning.one(scanning.typed(theirs)).slug());
    assertEquals("voucher-not-found", scanning.one(scanning.scanned(theirs.qr())).slug());
    assertEquals("issued", scanning.states(theirs));
  }

  @Test
  void a_qr_code_with_any_character_changed_is_not_ours() {
    Open voucher = scanning.voucher();
    String qr = voucher.qr();
    for (int i = 0; i < qr.length(); i++) {
      char other = qr.charAt(i) == 'A' ? 'C' : 'A';
      String forged = qr.substring(0, i) + other + qr.substring(i + 1);
      scanning.database.update("DELETE FROM rate_limit_tracking");
      assertEquals("bad-signature", scanning.one(scanning.scanned(forged)).slug(), "at " + i);
    }

    assertEquals("redeemed", scanning.one(scanning.scanned(qr)).slug());
  }

  @Test
  void nothing_is_redeemed_while_the_switch_is_off_or_cannot_be_read() {
    Open voucher = scanning.voucher();
    for (String value : new String[] {"false", "\"yes\"", "null", "[true]"}) {
      scanning.database.update(
          "UPDATE settings SET value = ?::jsonb WHERE key = 'station_redeem_enabled'", value);
      assertEquals("station-redeem-off", scanning.one(scanning.typed(voucher)).slug(), value);
    }
    scanning.database.update("DELETE FROM settings WHERE key = 'station_redeem_enabled'");

    assertEquals("station-redeem-off", scanning.one(scanning.typed(voucher)).slug());
    assertEquals("issued", scanning.states(voucher));
  }

  @Test
  void twenty_unknown_codes_close_the_device_and_typing_errors_do_not() {
    Open voucher = scanning.voucher();
    Scan mistyped = new Scan("7KMAQRTX3", Scan.CODE, START, "k");
    assertFalse(CodeAlphabet.checks("7KMAQRTX3"));
    for (int i = 0; i < 30; i++) {
      assertEquals("voucher-not-found", scanning.one(mistyped).slug());
    }
    String unknown = CodeAlphabet.issue(new java.util.Random(1), 9);
    for (int i = 0; i < 10; i++) {
      assertEquals(
          "voucher-not-found", scanning.one(new Scan(unknown, Scan.CODE, START, "k")).slug());
      assertEquals("bad-signature", scanning.one(scanning.scanned("SCRIP:2:" + i)).slug());
    }

    Outcome closed = scanning.one(scanning.typed(voucher));

    assertEquals("too-many-attempts", closed.slug());
    assertEquals("this device", closed.member("limitOf"));
    assertEquals(
        "redeemed",
        scanning.one(scanning.given.device(scanning.station), scanning.typed(voucher)).slug());
    assertEquals(
        1,
        scanning.database.count(
            "SELECT count(*) FROM station_attempts WHERE outcome = 'too-many-attempts'"));
  }

  @Test
  void a_device_asks_120_times_a_minute_at_most() {
    scanning.database.update(
        "INSERT INTO rate_limit_tracking (identifier, action)"
            + " SELECT 'device:' || ?, 'station.request' FROM generate_series(1, 120)",
        scanning.device.id());

    assertEquals("too-many-attempts", scanning.one(scanning.typed(scanning.voucher())).slug());
  }

  @Test
  void the_event_the_redemption_and_the_attempt_tell_one_story() {
    Open voucher = scanning.voucher();

    Outcome outcome = scanning.one(scanning.scanned(voucher.qr()));

    assertEquals(
        outcome.redeemed().reference() + "|qr|device:" + scanning.device.id() + "|test|test|test",
        scanning.database.one(
            "SELECT r.reference || '|' || r.method || '|' || e.actor || '|' || e.request_id || '|' || r.request_id"
                + " || '|' || a.request_id FROM voucher_redemptions r"
                + " JOIN voucher_events e ON e.voucher_id = r.voucher_id AND e.kind = 'redeemed'"
                + "   AND e.station_id = r.station_id AND e.at = r.redeemed_at"
                + " JOIN station_attempts a ON a.voucher_id = r.voucher_id AND a.outcome = 'redeemed'"
                + "   AND a.device_id = r.device_id AND a.at = r.redeemed_at"));
  }
}
