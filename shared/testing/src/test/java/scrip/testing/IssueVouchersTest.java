package scrip.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static scrip.testing.VoucherDesk.done;

import io.smallrye.mutiny.Uni;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scrip.access.Clients;
import scrip.giftcard.ManualAct;
import scrip.problem.Fault;
import scrip.problem.Refused;
import scrip.testing.WiredVouchers.Outcome;
import scrip.voucher.IssueVouchers.Recipient;
import scrip.voucher.SealedVouchers.ShownVoucher;
import scrip.voucher.VoucherTerms;

/** Issuing vouchers: many at once, each with a code of its own. */
class IssueVouchersTest {

  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final VoucherDesk desk = new VoucherDesk(4);
  private final TestDatabase database = desk.database;
  private final ManualAct act = WiredVouchers.act("spring");

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void five_thousand_are_issued_in_one_act_and_each_is_found_by_its_code() {
    List<Recipient> recipients = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      recipients.add(new Recipient("R" + i, "0788%06d".formatted(i)));
    }
    VoucherTerms terms = scoped(desk.station);
    done(
        desk.people.issueVouchers.issue(
            terms, recipients.subList(0, 200), WiredVouchers.act("warm")));
    long began = System.nanoTime();

    UUID batch = done(desk.people.issueVouchers.issue(terms, recipients, act));

    Duration took = Duration.ofNanos(System.nanoTime() - began);
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    System.out.printf("5,000 vouchers in %d ms, load %.1f%n", took.toMillis(), load);
    assertTrue(took.compareTo(LONGEST) < 0, "it took " + took);
    assertEquals(
        List.of(List.of("5000", "5000", "5000")),
        database.all(
            "SELECT count(*), count(DISTINCT code_hash), count(DISTINCT sealed) FROM vouchers"
                + " WHERE batch_id = ? AND status = 'issued' AND changed_by LIKE 'person:%'"
                + " AND station_scope IS NOT NULL AND scope_source = 'manual'",
            batch));
    assertEquals(
        5000,
        database.count(
            "SELECT count(*) FROM voucher_events WHERE kind = 'issued' AND reason = 'spring'"
                + " AND request_id = 'request-of-spring'"));
    assertEquals(
        1, database.count("SELECT count(*) FROM audit_log WHERE subject_id = ?", batch.toString()));

    List<ShownVoucher> shown = done(desk.people.revealVoucher.revealBatch(batch, act));
    assertEquals(
        recipients.stream().map(Recipient::name).toList(),
        shown.stream().map(ShownVoucher::recipientName).toList());
    assertEquals("+250788000000", shown.get(0).phone());
    for (ShownVoucher voucher : List.of(shown.get(0), shown.get(2500), shown.get(4999))) {
      assertEquals(
          voucher.voucherId(),
          done(desk.people.findVoucher.find(voucher.code().toLowerCase(), act.caller())).id());
      assertEquals(
          voucher.voucherId(),
          done(desk.people.findVoucher.find(voucher.qrPayload(), act.caller())).id());
    }
  }

  @Test
  void a_code_that_another_voucher_has_is_drawn_again() {
    try (WiredVouchers twin =
        new WiredVouchers(database, desk.store, 2, Clock.systemUTC(), new Random(7))) {
      desk.issued(20);

      List<Recipient> twenty =
          java.util.stream.IntStream.range(0, 20)
              .mapToObj(i -> new Recipient("R" + i, null))
              .toList();
      UUID batch = done(twin.issueVouchers.issue(desk.terms(), twenty, act));

      assertEquals(40, database.count("SELECT count(DISTINCT code_hash) FROM vouchers"));
      assertEquals(
          twenty.stream().map(Recipient::name).toList(),
          done(twin.revealVoucher.revealBatch(batch, act)).stream()
              .map(ShownVoucher::recipientName)
              .toList());
    }
  }

  @Test
  void codes_that_are_always_another_s_are_given_up_and_nothing_stays() {
    Random stuck =
        new Random() {
          private static final long serialVersionUID = 1L;

          @Override
          public int nextInt(int bound) {
            return 3;
          }
        };
    try (WiredVouchers unlucky =
        new WiredVouchers(database, desk.store, 1, Clock.systemUTC(), stuck)) {
      List<Recipient> two = Collections.nCopies(2, Recipient.BEARER);

      assertThrows(
          IllegalStateException.class,
          () -> done(unlucky.issueVouchers.issue(desk.terms(), two, act)));

      assertEquals(0, database.count("SELECT count(*) FROM vouchers"));
      assertEquals(0, database.count("SELECT count(*) FROM voucher_batches"));
      assertEquals(0, database.count("SELECT count(*) FROM voucher_events"));
    }
  }

  @Test
  void every_fault_is_told_and_nothing_is_issued() {
    UUID other = desk.given.client("other", "US");
    VoucherTerms terms =
        new VoucherTerms(
            desk.client,
            desk.given.campaign(desk.given.poolOf("cards", 0), "cards"),
            UUID.randomUUID(),
            VoucherDesk.VALUE,
            desk.now.minusSeconds(1),
            desk.vouchers.station(other, "NYC1"));
    List<Recipient> recipients =
        List.of(
            new Recipient("good", "0788123456"),
            new Recipient("short", "0788"),
            Recipient.BEARER,
            new Recipient("words", "call me"));

    Refused refused =
        assertThrows(
            Refused.class, () -> done(desk.people.issueVouchers.issue(terms, recipients, act)));

    assertEquals(
        List.of(
            "/brandId",
            "/campaignId",
            "/stationScope",
            "/expiresAt",
            "/recipients/1/phone",
            "/recipients/3/phone"),
        faults(refused));
    assertEquals(0, database.count("SELECT count(*) FROM voucher_batches"));
  }

  @Test
  void a_repeat_issues_nothing_more_whenever_it_comes_and_however_often_at_once() {
    ManualAct asked = WiredVouchers.asked(act, "one-key", "two of them");
    List<Recipient> two = Collections.nCopies(2, Recipient.BEARER);
    List<Supplier<Uni<?>>> repeats =
        Collections.nCopies(8, () -> desk.people.issueVouchers.issue(desk.terms(), two, asked));

    List<Outcome> outcomes = WiredVouchers.allAtOnce(repeats);
    UUID again = done(desk.people.issueVouchers.issue(desk.terms(), two, asked));

    assertEquals(Set.of(new Outcome(again, null)), Set.copyOf(outcomes));
    assertEquals(2, database.count("SELECT count(*) FROM vouchers"));
    assertEquals(
        1, database.count("SELECT count(*) FROM audit_log WHERE action = 'issue-vouchers'"));
    ManualAct others = WiredVouchers.asked(WiredVouchers.act("spring"), "one-key", "two of them");
    assertNotEquals(again, done(desk.people.issueVouchers.issue(desk.terms(), two, others)));
    assertEquals(
        "key-reused",
        WiredVouchers.slug(
            desk.people.issueVouchers.issue(
                desk.terms(), two, WiredVouchers.asked(act, "one-key", "three of them"))));
  }

  @Test
  void nobody_issues_for_a_client_of_others() {
    ManualAct elsewhere =
        WiredVouchers.act(new Clients(false, Set.of(UUID.randomUUID())), "elsewhere");
    List<Recipient> one = List.of(Recipient.BEARER);

    Refused refused =
        assertThrows(
            Refused.class,
            () -> done(desk.people.issueVouchers.issue(desk.terms(), one, elsewhere)));

    assertEquals(List.of("/clientId"), faults(refused));
  }

  private VoucherTerms scoped(UUID station) {
    VoucherTerms any = desk.terms();
    return new VoucherTerms(
        any.clientId(), null, any.brandId(), any.value(), any.expiresAt(), station);
  }

  private static List<String> faults(Refused refused) {
    List<?> errors = (List<?>) refused.members().get("errors");
    return errors.stream().map(e -> ((Fault) e).pointer()).toList();
  }
}
