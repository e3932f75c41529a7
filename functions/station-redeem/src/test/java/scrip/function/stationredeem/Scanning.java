package scrip.function.stationredeem;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import scrip.access.Caller;
import scrip.access.LimitsConfig;
import scrip.access.StationLimits;
import scrip.money.Money;
import scrip.problem.Refused;
import scrip.secrets.SecretStore;
import scrip.station.Devices;
import scrip.station.RedeemVoucher;
import scrip.station.Scan;
import scrip.station.StationAttempts;
import scrip.testing.Given;
import scrip.testing.GivenVouchers;
import scrip.testing.GivenVouchers.Device;
import scrip.testing.GivenVouchers.Open;
import scrip.testing.TestDatabase;
import scrip.testing.Wired;
import scrip.voucher.QrPayloads;
import scrip.voucher.VoucherRedemption;
import scrip.voucher.VoucherRedemptions;
import scrip.voucher.VoucherSecrets;

/** Redeeming without HTTP, over as many real connections as a race needs. */
final class Scanning implements AutoCloseable {

  final TestDatabase database = TestDatabase.fresh();
  final Given rows;
  final GivenVouchers given;
  final UUID client;
  final UUID brand;
  final UUID station;
  final Device device;
  private final Clock clock;
  private final Wired wired;
  private final Devices devices;
  private final RedeemVoucher redeemVoucher;

  Scanning(SecretStore store, Clock clock) {
    this.clock = clock;
    rows = new Given(database, store, 7);
    given = new GivenVouchers(database, store, 7);
    client = rows.client("Sunrise", "RW");
    brand = rows.brand("Sunrise");
    station = given.station(client, "KGL1");
    device = given.device(station);
    wired = new Wired(database, store, 50, clock, () -> Uni.createFrom().voidItem());
    devices = new Devices(wired.pool);
    redeemVoucher =
        new RedeemVoucher(
            new StationLimits(wired.limits, Wired.mapped(LimitsConfig.class, Map.of()), wired.pool),
            new QrPayloads(wired.keys),
            new VoucherSecrets(wired.keys, wired.sealing),
            new VoucherRedemptions(wired.pool),
            new StationAttempts(wired.pool),
            wired.ids,
            clock);
  }

  /** What came of one request: an answer or a refusal. */
  record Outcome(VoucherRedemption redeemed, Refused refused) {

    String slug() {
      return refused == null ? "redeemed" : refused.refusal().slug();
    }

    Object member(String name) {
      return refused.members().get(name);
    }
  }

  /** A request that is on its way. */
  record Request(Device device, Scan scan) {}

  Open voucher() {
    return given.voucher(client, brand, new Money(5000, "RWF"), clock.instant().minusSeconds(60));
  }

  Scan typed(Open voucher) {
    return typed(voucher, UUID.randomUUID().toString());
  }

  Scan typed(Open voucher, String key) {
    return new Scan(voucher.code(), Scan.CODE, Instant.parse("2026-03-01T10:00:00Z"), key);
  }

  Scan scanned(String payload) {
    return new Scan(
        payload, Scan.QR, Instant.parse("2026-03-01T10:00:00Z"), UUID.randomUUID().toString());
  }

  Outcome one(Scan scan) {
    return one(device, scan);
  }

  Outcome one(Device who, Scan scan) {
    return start(new Request(who, scan)).join();
  }

  /** All at once; returns when the last one was answered. */
  List<Outcome> allAtOnce(List<Request> requests) {
    List<CompletableFuture<Outcome>> running = requests.stream().map(this::start).toList();
    return running.stream().map(CompletableFuture::join).toList();
  }

  CompletableFuture<Outcome> start(Request request) {
    Caller visitor = new Caller("203.0.113.7", null, null, "test");
    return devices
        .find(request.device().token(), request.device().session(), visitor)
        .chain(caller -> redeemVoucher.redeem(caller, request::scan))
        .map(redeemed -> new Outcome(redeemed, null))
        .onFailure(Refused.class)
        .recoverWithItem(refused -> new Outcome(null, refused))
        .subscribeAsCompletionStage();
  }

  String outcomes() {
    return database.one("SELECT string_agg(outcome, ' ' ORDER BY id) FROM station_attempts");
  }

  String states(Open voucher) {
    return database.one(
        "SELECT string_agg(kind, ' ' ORDER BY id) FROM voucher_events WHERE voucher_id = ?",
        voucher.id());
  }

  @Override
  public void close() {
    wired.close();
  }
}
