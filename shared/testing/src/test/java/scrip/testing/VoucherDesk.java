package scrip.testing;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import scrip.money.Money;
import scrip.voucher.IssueVouchers.Recipient;
import scrip.voucher.VoucherTerms;

/** A client with a brand, a station and a device, and people who work on its vouchers. */
final class VoucherDesk implements AutoCloseable {

  static final Money VALUE = new Money(10_000, "RWF");

  /** What a station does to a voucher, without the rest of its answer. */
  static final String REDEEM =
      """
      WITH taken AS (
        UPDATE vouchers SET status = 'redeemed', redeemed_at = now(), redemption_id = gen_random_uuid(),
               changed_by = 'device', change_reason = NULL, changed_at_station = $station
        WHERE id = $voucher AND status IN ('issued', 'sent') AND expires_at > now()
        RETURNING *
      )
      INSERT INTO voucher_redemptions (id, voucher_id, client_id, station_id, device_id, value_minor, currency, reference,
        method, scanned_at, redeemed_at, idempotency_key, fingerprint)
      SELECT redemption_id, id, client_id, $station, $device, value_minor, currency, substr(redemption_id::text, 1, 8), 'qr',
             now(), redeemed_at, gen_random_uuid()::text, ''::bytea
      FROM taken
      """;

  final TestDatabase database = TestDatabase.fresh();
  final KeyFile store = KeyFile.throwAway();
  final Given given = new Given(database, store, 5);
  final GivenVouchers vouchers = new GivenVouchers(database, store, 6);
  final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
  final UUID client = given.client("fuel", "RW");
  final UUID brand = given.brand("fuel");
  final UUID station = vouchers.station(client, "KGL1");
  final UUID device = vouchers.device(station).id();
  final WiredVouchers people;

  VoucherDesk(int connections) {
    this(connections, Clock.systemUTC(), new Random(7));
  }

  VoucherDesk(int connections, Clock clock, RandomGenerator random) {
    people = new WiredVouchers(database, store, connections, clock, random);
  }

  VoucherTerms terms() {
    return new VoucherTerms(client, null, brand, VALUE, now.plus(10, ChronoUnit.DAYS), null);
  }

  /** So many for nobody in particular; returns their ids. */
  List<UUID> issued(int count) {
    UUID batch =
        done(
            people.issueVouchers.issue(
                terms(), Collections.nCopies(count, Recipient.BEARER), WiredVouchers.act("issue")));
    return done(people.batches.made(batch)).stream().map(v -> v.id()).toList();
  }

  UUID issued() {
    return issued(1).get(0);
  }

  /** As a station does it; returns how many records it left, which is one or none. */
  int redeem(UUID voucher) {
    return database.update(redeemSql(voucher));
  }

  String redeemSql(UUID voucher) {
    return REDEEM
        .replace("$station", "'" + station + "'::uuid")
        .replace("$device", "'" + device + "'::uuid")
        .replace("$voucher", "'" + voucher + "'::uuid");
  }

  String status(UUID voucher) {
    return database.one("SELECT status FROM vouchers WHERE id = ?", voucher);
  }

  /** The kinds of its events, in the order in which they were written. */
  List<String> events(UUID voucher) {
    return database
        .all("SELECT kind FROM voucher_events WHERE voucher_id = ? ORDER BY id", voucher)
        .stream()
        .map(row -> row.get(0))
        .toList();
  }

  static <T> T done(Uni<T> work) {
    return work.await().atMost(java.time.Duration.ofSeconds(60));
  }

  @Override
  public void close() {
    people.close();
  }
}
