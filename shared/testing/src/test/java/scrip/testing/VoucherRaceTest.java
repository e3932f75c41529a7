package scrip.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static scrip.testing.VoucherDesk.done;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scrip.giftcard.ManualAct;
import scrip.testing.WiredVouchers.Outcome;

/** Many at one voucher at the same time. */
class VoucherRaceTest {

  private final VoucherDesk desk = new VoucherDesk(24);
  private final TestDatabase database = desk.database;

  @AfterEach
  void the_history_is_right() {
    desk.close();
    assertEquals(
        List.of(),
        database.all(
            """
            SELECT v.id, v.status FROM vouchers v
            WHERE (SELECT count(*) FROM voucher_events e WHERE e.voucher_id = v.id AND e.kind = v.status) <> 1
               OR (v.redemption_id IS NOT NULL)
                  <> EXISTS (SELECT FROM voucher_redemptions r WHERE r.voucher_id = v.id)
               OR (v.status = 'void' AND v.redemption_id IS NOT NULL)
                  <> EXISTS (SELECT FROM voucher_reversals r WHERE r.voucher_id = v.id)
            """));
  }

  @Test
  void voided_twenty_times_at_once_it_is_void_once_and_replaced_once() {
    for (UUID voucher : desk.issued(3)) {
      desk.redeem(voucher);
      List<Supplier<Uni<?>>> voids = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        ManualAct act = WiredVouchers.act("void-" + i);
        voids.add(() -> desk.people.voidVoucher.voidIt(voucher, true, act));
      }

      List<Outcome> outcomes = WiredVouchers.allAtOnce(voids);

      assertEquals(1, outcomes.stream().filter(o -> o.refused() == null).count());
      List<Outcome> refused = outcomes.stream().filter(o -> o.refused() != null).toList();
      String replacement = one("SELECT id FROM vouchers WHERE replaces = ?", voucher);
      for (Outcome outcome : refused) {
        assertEquals("already-void", outcome.slug());
        assertEquals(replacement, outcome.refused().members().get("replacementId").toString());
      }
      assertEquals(
          "1", one("SELECT count(*) FROM voucher_reversals WHERE voucher_id = ?", voucher));
      assertEquals("1", one("SELECT count(*) FROM vouchers WHERE replaces = ?", voucher));
      assertEquals(List.of("issued", "redeemed", "void", "replaced"), desk.events(voucher));
      assertEquals(
          "1",
          one(
              "SELECT count(*) FROM audit_log WHERE action = 'void' AND subject_id = ?",
              voucher + ""));
    }
  }

  @Test
  void a_void_voucher_replaced_twenty_times_at_once_has_one_replacement() {
    UUID voucher = desk.issued();
    done(desk.people.voidVoucher.voidIt(voucher, false, WiredVouchers.act("void")));
    List<Supplier<Uni<?>>> replacements = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ManualAct act = WiredVouchers.act("replace-" + i);
      replacements.add(() -> desk.people.replaceVoucher.replace(voucher, act));
    }

    List<Outcome> outcomes = WiredVouchers.allAtOnce(replacements);

    assertEquals(19, outcomes.stream().filter(o -> "already-replaced".equals(o.slug())).count());
    assertEquals("1", one("SELECT count(*) FROM vouchers WHERE replaces = ?", voucher));
  }

  @Test
  void marked_as_sent_while_it_is_redeemed_it_never_goes_back() {
    List<UUID> vouchers = desk.issued(25);
    for (UUID voucher : vouchers) {
      List<Supplier<Uni<?>>> acts = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        acts.add(() -> desk.people.markSent.mark(voucher, WiredVouchers.act("handed over")));
      }
      acts.add(3, redeems(voucher));

      List<Outcome> outcomes = WiredVouchers.allAtOnce(acts);

      assertEquals(1, outcomes.get(3).answer());
      assertEquals("redeemed", desk.status(voucher));
      List<String> events = desk.events(voucher);
      assertTrue(
          Set.of(List.of("issued", "sent", "redeemed"), List.of("issued", "redeemed"))
              .contains(events),
          events::toString);
    }
  }

  @Test
  void void_and_redeemed_at_once_leave_one_history() {
    List<UUID> vouchers = desk.issued(25);
    for (UUID voucher : vouchers) {
      List<Supplier<Uni<?>>> acts = new ArrayList<>();
      acts.add(() -> desk.people.voidVoucher.voidIt(voucher, true, WiredVouchers.act("void")));
      acts.add(redeems(voucher));
      acts.add(() -> desk.people.voidVoucher.voidIt(voucher, true, WiredVouchers.act("void too")));

      List<Outcome> outcomes = WiredVouchers.allAtOnce(acts);

      assertEquals("void", desk.status(voucher));
      boolean redeemed = outcomes.get(1).answer().equals(1);
      assertEquals(
          redeemed
              ? List.of("issued", "redeemed", "void", "replaced")
              : List.of("issued", "void", "replaced"),
          desk.events(voucher));
    }
  }

  private Supplier<Uni<?>> redeems(UUID voucher) {
    return () ->
        Uni.createFrom()
            .completionStage(() -> CompletableFuture.supplyAsync(() -> desk.redeem(voucher)));
  }

  private String one(String sql, Object... parameters) {
    return database.one(sql, parameters);
  }
}
