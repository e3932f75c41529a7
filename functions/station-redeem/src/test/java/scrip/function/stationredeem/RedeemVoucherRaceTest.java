package scrip.function.stationredeem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scrip.function.stationredeem.Scanning.Outcome;
import scrip.function.stationredeem.Scanning.Request;
import scrip.testing.GivenVouchers.Device;
import scrip.testing.GivenVouchers.Open;
import scrip.testing.KeyFile;

class RedeemVoucherRaceTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);

  private final Scanning scanning = new Scanning(KeyFile.throwAway(), CLOCK);

  @AfterEach
  void close() {
    scanning.close();
  }

  @Test
  void fifty_devices_redeem_one_voucher_and_one_of_them_did() {
    Open voucher = scanning.voucher();
    UUID other = scanning.given.station(scanning.client, "KGL2");
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Device device = scanning.given.device(i % 2 == 0 ? scanning.station : other);
      requests.add(
          new Request(
              device, i % 3 == 0 ? scanning.scanned(voucher.qr()) : scanning.typed(voucher)));
    }

    List<Outcome> outcomes = scanning.allAtOnce(requests);

    List<Outcome> redeemed = outcomes.stream().filter(o -> o.redeemed() != null).toList();
    assertEquals(1, redeemed.size());
    List<Outcome> late = outcomes.stream().filter(o -> o.redeemed() == null).toList();
    assertEquals(49, late.stream().filter(o -> o.slug().equals("already-redeemed")).count());
    assertEquals(1, late.stream().map(o -> o.member("redeemedAt")).distinct().count());
    assertEquals(1, late.stream().map(o -> o.member("station")).distinct().count());
    assertEquals(
        redeemed.get(0).redeemed().redeemedAt().toString(), late.get(0).member("redeemedAt"));
    assertEquals(redeemed.get(0).redeemed().reference(), late.get(0).member("reference"));
    assertEquals("issued redeemed", scanning.states(voucher));
    assertEquals(50, scanning.database.count("SELECT count(*) FROM station_attempts"));
  }

  @Test
  void the_same_request_fifty_times_at_once_is_one_redemption_and_fifty_equal_answers() {
    Open voucher = scanning.voucher();
    Request request = new Request(scanning.device, scanning.typed(voucher));

    List<Outcome> outcomes = scanning.allAtOnce(Collections.nCopies(50, request));

    assertTrue(outcomes.stream().allMatch(o -> o.redeemed() != null));
    assertEquals(1, outcomes.stream().map(Outcome::redeemed).distinct().count());
    assertEquals(1, scanning.database.count("SELECT count(*) FROM voucher_redemptions"));
    assertEquals(
        49,
        scanning.database.count(
            "SELECT count(*) FROM station_attempts WHERE outcome = 'repeated'"));
  }

  @Test
  void one_key_for_many_vouchers_at_once_redeems_one_of_them() {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      requests.add(
          new Request(
              scanning.given.device(scanning.station),
              scanning.typed(scanning.voucher(), "the one key")));
    }

    List<Outcome> outcomes = scanning.allAtOnce(requests);

    assertEquals(1, outcomes.stream().filter(o -> o.redeemed() != null).count());
    assertEquals(19, outcomes.stream().filter(o -> o.slug().equals("key-reused")).count());
    assertEquals(
        1, scanning.database.count("SELECT count(*) FROM vouchers WHERE status = 'redeemed'"));
  }

  @Test
  void sent_while_it_is_redeemed_never_goes_backwards() {
    for (int round = 0; round < 10; round++) {
      Open voucher = scanning.voucher();
      CompletableFuture<Integer> sent =
          CompletableFuture.supplyAsync(
              () ->
                  scanning.database.update(
                      "UPDATE vouchers SET status = 'sent', sent_at = now(), changed_by = 'given'"
                          + " WHERE id = ? AND status = 'issued'",
                      voucher.id()));

      Outcome outcome = scanning.one(scanning.typed(voucher));

      sent.join();
      assertEquals("redeemed", outcome.slug());
      assertEquals(
          "redeemed",
          scanning.database.one("SELECT status FROM vouchers WHERE id = ?", voucher.id()));
      assertTrue(scanning.states(voucher).matches("issued( sent)? redeemed"));
    }
  }

  @Test
  void void_racing_redeem_leaves_one_history() {
    for (int round = 0; round < 15; round++) {
      Open voucher = scanning.voucher();
      CompletableFuture<Integer> voided =
          CompletableFuture.supplyAsync(
              () ->
                  scanning.database.update(
                      "UPDATE vouchers SET status = 'void', changed_by = 'given', change_reason = 'lost'"
                          + " WHERE id = ? AND status <> 'void'",
                      voucher.id()));
      List<Outcome> outcomes =
          scanning.allAtOnce(
              Stream.generate(() -> new Request(scanning.device, scanning.typed(voucher)))
                  .limit(3)
                  .toList());

      assertEquals(1, voided.join());
      boolean redeemed = outcomes.stream().anyMatch(o -> o.redeemed() != null);
      assertEquals(redeemed ? "issued redeemed void" : "issued void", scanning.states(voucher));
      assertEquals(
          redeemed ? 1 : 0,
          scanning.database.count(
              "SELECT count(*) FROM voucher_reversals WHERE voucher_id = ?", voucher.id()));
      assertTrue(
          outcomes.stream()
              .allMatch(o -> List.of("redeemed", "already-redeemed", "void").contains(o.slug())));
    }
  }
}
