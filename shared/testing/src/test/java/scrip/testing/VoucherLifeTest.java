package scrip.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static scrip.testing.VoucherDesk.done;
import static scrip.testing.WiredVouchers.slug;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scrip.access.Caller;
import scrip.access.Clients;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;
import scrip.voucher.ChangeScope.Scoped;
import scrip.voucher.MarkVoucherSent.Marked;
import scrip.voucher.VoidVoucher.VoidedVoucher;
import scrip.voucher.VoucherStories.VoucherStory;

/** The life of a voucher: what leads where, what does not, and what is written down of it. */
class VoucherLifeTest {

  private static final List<String> STATES =
      List.of("issued", "sent", "redeemed", "expired", "void");
  private static final Set<String> ALLOWED =
      Set.of(
          "issued sent",
          "issued redeemed",
          "issued expired",
          "issued void",
          "sent redeemed",
          "sent expired",
          "sent void",
          "redeemed void");

  private final VoucherDesk desk = new VoucherDesk(4);
  private final TestDatabase database = desk.database;
  private final SupportSession support = new SupportSession(database);
  private final ManualAct act = WiredVouchers.act("why");

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void a_redeemed_voucher_is_voided_with_a_reversal_and_a_replacement_linked_both_ways() {
    UUID voucher = desk.issued();
    assertEquals(new Marked(voucher, "sent", true), done(desk.people.markSent.mark(voucher, act)));
    desk.redeem(voucher);

    VoidedVoucher voided = done(desk.people.voidVoucher.voidIt(voucher, true, act));

    assertTrue(voided.reversed());
    UUID fresh = voided.replacement().voucherId();
    assertEquals(desk.terms().expiresAt(), voided.replacement().expiresAt());
    assertEquals(List.of("issued", "sent", "redeemed", "void", "replaced"), desk.events(voucher));
    VoucherStory old = done(desk.people.stories.tell(voucher, null));
    assertEquals(fresh, old.replacedBy());
    assertEquals("why", old.reversal().reason());
    assertEquals(act.caller().name(), old.reversal().reversedBy());
    assertEquals("Station KGL1", old.redemption().station());
    assertEquals("request-of-why", old.events().get(0).requestId());
    assertEquals("Station KGL1", old.events().get(2).station());
    VoucherStory next = done(desk.people.stories.tell(fresh, null));
    assertEquals(voucher, next.voucher().replaces());
    assertEquals(VoucherDesk.VALUE, next.voucher().value());
    assertEquals(next.voucher().lastFour(), voided.replacement().lastFour());
    assertEquals(voucher.toString(), next.events().get(0).detail().get("replaces"));
    assertEquals(1, desk.redeem(fresh));
    assertEquals(0, desk.redeem(voucher));
    assertEquals(1, acts("void", voucher));
    assertEquals(1, acts("replace-voucher", fresh));
  }

  @Test
  void a_replacement_of_one_that_would_be_over_lasts_thirty_days() {
    UUID voucher = desk.issued();
    done(desk.people.voidVoucher.voidIt(voucher, false, act));
    Instant later = desk.now.plus(Duration.ofDays(11));
    try (WiredVouchers then = at(later)) {
      assertEquals(
          later.plus(Duration.ofDays(30)),
          done(then.replaceVoucher.replace(voucher, act)).expiresAt());
    }
    assertEquals("already-replaced", slug(desk.people.replaceVoucher.replace(voucher, act)));
  }

  @Test
  void a_void_and_a_replacement_that_died_before_their_answer_are_told_to_their_repeats() {
    ManualAct first = WiredVouchers.asked(act, "key", "void it");
    ManualAct other = WiredVouchers.asked(act, "other", "void it");
    UUID replaced = desk.issued();
    UUID voided = desk.issued();
    desk.redeem(replaced);

    VoidedVoucher answer = done(desk.people.voidVoucher.voidIt(replaced, true, first));
    assertEquals(answer, done(desk.people.voidVoucher.voidIt(replaced, true, first)));
    assertEquals("already-void", slug(desk.people.voidVoucher.voidIt(replaced, true, other)));
    assertEquals("already-void", slug(desk.people.voidVoucher.voidIt(replaced, true, act)));

    VoidedVoucher alone = done(desk.people.voidVoucher.voidIt(voided, false, first));
    var fresh = done(desk.people.replaceVoucher.replace(voided, first));
    assertEquals(fresh, done(desk.people.replaceVoucher.replace(voided, first)));
    assertEquals("already-replaced", slug(desk.people.replaceVoucher.replace(voided, other)));
    assertEquals(alone, done(desk.people.voidVoucher.voidIt(voided, false, first)));
    assertEquals(4, database.count("SELECT count(*) FROM vouchers"));
    assertEquals(
        4,
        database.count(
            "SELECT count(*) FROM audit_log WHERE action IN ('void', 'replace-voucher')"));
  }

  @Test
  void acts_on_vouchers_in_a_wrong_state_are_refused_and_change_nothing() {
    UUID open = desk.issued();
    UUID redeemed = desk.issued();
    UUID over = desk.issued();
    UUID gone = desk.issued();
    desk.redeem(redeemed);
    database.update(
        "UPDATE vouchers SET status = 'expired', expired_at = now() WHERE id = ?", over);
    done(desk.people.voidVoucher.voidIt(gone, false, act));
    long events = database.count("SELECT count(*) FROM voucher_events");

    assertEquals("not-void", slug(desk.people.replaceVoucher.replace(open, act)));
    assertEquals("not-voidable", slug(desk.people.voidVoucher.voidIt(over, true, act)));
    assertEquals("already-void", slug(desk.people.voidVoucher.voidIt(gone, true, act)));
    for (UUID closed : List.of(redeemed, over, gone)) {
      assertEquals(
          "not-open", slug(desk.people.changeScope.change(closed, desk.station, "manual", act)));
      assertEquals("not-open", slug(desk.people.revealVoucher.reveal(closed, act)));
      assertEquals(
          new Marked(closed, desk.status(closed), false),
          done(desk.people.markSent.mark(closed, act)));
    }
    assertEquals(events, database.count("SELECT count(*) FROM voucher_events"));
    ManualAct elsewhere = WiredVouchers.act(new Clients(false, Set.of(UUID.randomUUID())), "else");
    for (var refused :
        List.of(
            desk.people.voidVoucher.voidIt(open, false, elsewhere),
            desk.people.replaceVoucher.replace(gone, elsewhere),
            desk.people.changeScope.change(open, null, "manual", elsewhere),
            desk.people.markSent.mark(open, elsewhere),
            desk.people.revealVoucher.reveal(open, elsewhere),
            desk.people.stories.tell(open, elsewhere.clients()))) {
      assertEquals("voucher-not-found", slug(refused));
    }
    assertEquals("issued", desk.status(open));
  }

  @Test
  void a_scope_is_changed_with_its_source_and_only_to_a_station_of_the_client() {
    UUID voucher = desk.issued();
    UUID other = desk.vouchers.station(desk.given.client("other", "RW"), "OTH1");

    assertEquals(
        new Scoped(voucher, desk.station, "ocr", null),
        done(desk.people.changeScope.change(voucher, desk.station, "ocr", act)));
    done(desk.people.changeScope.change(voucher, desk.station, "ocr", act));
    assertEquals(
        "invalid-request", slug(desk.people.changeScope.change(voucher, other, "manual", act)));
    assertEquals(
        new Scoped(voucher, null, "manual", desk.station),
        done(desk.people.changeScope.change(voucher, null, "manual", act)));

    assertEquals(List.of("issued", "scope", "scope"), desk.events(voucher));
    var detail = done(desk.people.stories.tell(voucher, null)).events().get(0).detail();
    assertEquals(desk.station.toString(), detail.get("from"));
    assertEquals("ocr", detail.get("previousSource"));
  }

  @Test
  void a_code_is_shown_to_those_who_may_see_it_and_every_time_is_written_down() {
    UUID voucher = desk.issued();
    Caller caller = act.caller();
    ManualAct without =
        new ManualAct(
            new Caller(
                caller.address(),
                new Caller.Agent(
                    UUID.randomUUID(), UUID.randomUUID(), Clients.ALL, Set.of("admin")),
                null,
                "r"),
            "why");

    assertThrows(Refused.class, () -> desk.people.revealVoucher.reveal(voucher, without));
    var shown = done(desk.people.revealVoucher.reveal(voucher, act));
    done(desk.people.revealVoucher.reveal(voucher, act));

    assertEquals(shown.lastFour(), shown.code().replace("-", "").substring(5));
    assertTrue(shown.qrPayload().startsWith("SCRIP:1:" + shown.code().replace("-", "") + ":"));
    assertTrue(!shown.toString().contains(shown.code()));
    assertEquals(List.of("issued", "revealed", "revealed"), desk.events(voucher));
    assertEquals(2, acts("reveal", voucher));
    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM audit_log WHERE detail::text LIKE '%' || ? || '%'",
            shown.code()));
  }

  @Test
  void the_code_shows_even_when_the_key_of_its_qr_code_is_gone() {
    UUID voucher = desk.issued();
    database.update("UPDATE vouchers SET qr_key = 'GONE' WHERE id = ?", voucher);

    var shown = done(desk.people.revealVoucher.reveal(voucher, act));

    assertEquals(11, shown.code().length());
    assertNull(shown.qrPayload());
  }

  @Test
  void what_is_no_code_is_not_looked_up_and_what_is_nobodys_is_charged() {
    Caller caller = act.caller();
    assertEquals("voucher-not-found", slug(desk.people.findVoucher.find("AAA-AAA-AAA", caller)));
    assertEquals(
        "bad-signature",
        slug(desk.people.findVoucher.find("scrip:1:222222222:1:AAAAAAAAAAAAAAAAAAAA", caller)));
    String failures =
        "SELECT count(*) FROM rate_limit_tracking WHERE action = 'redeem.failure' AND identifier = ?";
    assertEquals(0, database.count(failures, caller.name()));

    String nobodys = scrip.voucher.VoucherCode.issue(new Random(99)).printed();
    assertEquals("voucher-not-found", slug(desk.people.findVoucher.find(nobodys, caller)));
    assertEquals(1, database.count(failures, caller.name()));
    assertEquals(1, database.count("SELECT count(*) FROM audit_log WHERE action = 'find-voucher'"));
  }

  @Test
  void vouchers_expire_once_their_last_moment_is_over_and_not_before() {
    List<UUID> vouchers = desk.issued(204);
    UUID redeemed = vouchers.get(0);
    desk.redeem(redeemed);
    done(desk.people.markSent.mark(vouchers.get(1), act));
    Instant end = desk.terms().expiresAt();

    try (WiredVouchers before = at(end.minusNanos(1000));
        WiredVouchers then = at(end)) {
      assertEquals("0 vouchers expired", done(before.expireVouchers.expire()));
      assertEquals("203 vouchers expired", done(then.expireVouchers.expire()));
      assertEquals("0 vouchers expired", done(then.expireVouchers.expire()));
    }

    assertEquals("redeemed", desk.status(redeemed));
    assertEquals(List.of("issued", "sent", "expired"), desk.events(vouchers.get(1)));
    assertEquals(203, database.count("SELECT count(*) FROM voucher_events WHERE kind = 'expired'"));
    assertEquals(
        List.of(List.of("200"), List.of("3")),
        database.all(
            "SELECT detail ->> 'vouchers' FROM audit_log WHERE action = 'expire' ORDER BY id"));
  }

  @Test
  void one_that_somebody_works_on_does_not_hold_up_the_others() throws SQLException {
    List<UUID> vouchers = desk.issued(3);
    try (var connection = database.connect();
        var statement = connection.createStatement();
        WiredVouchers then = at(desk.terms().expiresAt())) {
      connection.setAutoCommit(false);
      statement.execute("SELECT FROM vouchers WHERE id = '" + vouchers.get(1) + "' FOR UPDATE");
      assertEquals("2 vouchers expired", done(then.expireVouchers.expire()));
      connection.rollback();
      assertEquals("1 vouchers expired", done(then.expireVouchers.expire()));
    }
  }

  @Test
  void no_other_change_of_a_state_passes_whoever_types_it() throws SQLException {
    for (String from : STATES) {
      for (String to : STATES) {
        if (!from.equals(to)) {
          boolean allowed = ALLOWED.contains(from + " " + to);
          assertEquals(allowed, passes("scrip_functions_a", from, to), from + " to " + to);
          // Support may void and may let nothing be redeemed, sent or over by hand.
          boolean typed = allowed && to.equals("void");
          assertEquals(typed, passes("scrip_support", from, to), "typed: " + from + " to " + to);
        }
      }
    }
  }

  @Test
  void a_void_typed_by_support_leaves_its_event_reversal_and_audit_row() throws SQLException {
    UUID voucher = desk.issued();
    UUID untouched = desk.issued();
    assertTrue(
        support
            .refused("UPDATE vouchers SET status = 'void' WHERE id = '" + untouched + "'")
            .contains("without a reason"));
    assertThrows(
        IllegalStateException.class,
        () -> asFunctions("UPDATE vouchers SET status = 'void', change_reason = NULL"));
    desk.redeem(voucher);
    assertTrue(
        support
            .refused("UPDATE vouchers SET status = 'void' WHERE id = '" + voucher + "'")
            .contains("without a reason"));

    support.type(
        "UPDATE vouchers SET status = 'void', change_reason = 'double' WHERE id = '"
            + voucher
            + "'");

    VoucherStory story = done(desk.people.stories.tell(voucher, null));
    assertEquals("sql:scrip_support", story.reversal().reversedBy());
    assertEquals("sql:scrip_support", story.events().get(0).actor());
    assertEquals("double", story.events().get(0).reason());
    assertEquals(
        "sql:scrip_support",
        database.one(
            "SELECT actor FROM audit_log WHERE subject = 'vouchers' AND subject_id = ? ORDER BY id DESC",
            voucher.toString()));
    for (String sql :
        List.of(
            "UPDATE vouchers SET station_scope = '" + desk.station + "', scope_source = 'manual'",
            "DELETE FROM vouchers",
            "DELETE FROM voucher_events",
            "UPDATE voucher_redemptions SET reference = 'x'",
            "SELECT sealed FROM vouchers",
            "SELECT phone FROM vouchers")) {
      assertNotEquals(null, support.refused(sql), sql);
    }
  }

  /** Whether a voucher in one state may become another, whatever else its row needs. */
  private boolean passes(String role, String from, String to) throws SQLException {
    UUID voucher = desk.issued();
    String in = " WHERE id = '" + voucher + "'";
    switch (from) {
      case "sent" -> database.update("UPDATE vouchers SET status = 'sent', sent_at = now()" + in);
      case "redeemed" -> desk.redeem(voucher);
      case "expired" ->
          database.update("UPDATE vouchers SET status = 'expired', expired_at = now()" + in);
      case "void" ->
          database.update("UPDATE vouchers SET status = 'void', change_reason = 'test'" + in);
      default -> {}
    }
    String more =
        switch (to) {
          case "sent" -> ", sent_at = now()";
          case "expired" -> ", expired_at = now()";
          case "void" -> ", change_reason = 'typed'";
          default -> "";
        };
    String sql =
        to.equals("redeemed") && role.equals("scrip_functions_a")
            ? desk.redeemSql(voucher).replace("AND status IN ('issued', 'sent')", "")
            : "UPDATE vouchers SET status = '" + to + "'" + more + in;
    try (var connection = database.connectAs(role);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      assertEquals(from, desk.status(voucher));
      return false;
    }
    assertEquals(to, desk.status(voucher));
    assertEquals(to, desk.events(voucher).get(desk.events(voucher).size() - 1));
    return true;
  }

  private void asFunctions(String sql) {
    try (var connection = database.connectAs("scrip_functions_a");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private WiredVouchers at(Instant moment) {
    return new WiredVouchers(
        database,
        desk.store,
        2,
        Clock.fixed(moment, ZoneOffset.UTC),
        new Random(moment.hashCode()));
  }

  private long acts(String action, UUID subject) {
    return database.count(
        "SELECT count(*) FROM audit_log WHERE action = ? AND subject_id = ? AND reason = 'why'",
        action,
        subject.toString());
  }
}
