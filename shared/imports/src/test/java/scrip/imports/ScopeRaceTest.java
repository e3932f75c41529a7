package scrip.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import scrip.giftcard.ManualAct;
import scrip.money.Money;
import scrip.testing.Given;
import scrip.testing.GivenVouchers;
import scrip.testing.GivenVouchers.Device;
import scrip.testing.GivenVouchers.Open;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.voucher.ScopeBatches;
import scrip.voucher.UndoScopeImport;

/** Lists of scopes that are taken and undone while stations redeem the same vouchers. */
class ScopeRaceTest {

  private static final KeyFile STORE = KeyFile.throwAway();
  private static final long SEED = 3838;
  private static final int VOUCHERS = 160;
  private static final int STATIONS = 3;

  // As a station does it: one statement, guarded by state and scope.
  private static final String REDEEM =
      """
      WITH taken AS (
        UPDATE vouchers SET status = 'redeemed', redeemed_at = now(), redemption_id = gen_random_uuid(),
          changed_by = 'device', change_reason = NULL, changed_at_station = ?
        WHERE id = ? AND status IN ('issued', 'sent') AND (station_scope IS NULL OR station_scope = ?)
        RETURNING id, client_id, value_minor, currency, redemption_id
      )
      INSERT INTO voucher_redemptions (id, voucher_id, client_id, station_id, device_id, value_minor, currency, reference,
                                       method, scanned_at, redeemed_at, idempotency_key, fingerprint)
      SELECT redemption_id, id, client_id, ?, ?, value_minor, currency, id::text, 'code', now(), now(), id::text, '\\x00'
      FROM taken
      """;

  private final TestDatabase database = TestDatabase.fresh();
  private final Given given = new Given(database, STORE, SEED);
  private final GivenVouchers vouchers = new GivenVouchers(database, STORE, SEED);
  private final UUID client = given.client("Raced", "RW");
  private final List<Device> devices =
      IntStream.range(0, STATIONS)
          .mapToObj(i -> vouchers.device(vouchers.station(client, "RACE" + i)))
          .toList();
  private final List<Open> open =
      vouchers.vouchers(
          client, given.brand("Raced"), new Money(500, "RWF"), Instant.now(), VOUCHERS);

  @Test
  void a_redeemed_voucher_keeps_its_station_and_every_row_is_counted() {
    Random random = new Random(SEED);
    try (Importing one = new Importing(database, STORE, Clock.systemUTC(), 7);
        Importing other = new Importing(database, STORE, Clock.systemUTC(), 5)) {
      UUID undone = send(one, random);
      one.commitImports.commit().await().indefinitely();
      List<UUID> racing = List.of(send(one, random), send(one, random));
      List<CompletableFuture<?>> all = new ArrayList<>();
      devices.forEach(device -> all.add(CompletableFuture.runAsync(() -> redeem(device))));
      all.add(one.commitImports.commit().subscribeAsCompletionStage());
      all.add(other.commitImports.commit().subscribeAsCompletionStage());
      all.add(undo(one, undone).subscribeAsCompletionStage());
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
      racing.forEach(id -> counted(one, id));
    }
    consistent();
  }

  private void counted(Importing importing, UUID id) {
    Import done = importing.find(id);
    assertEquals("done", done.state());
    assertEquals(VOUCHERS, done.rows().read());
    assertEquals(VOUCHERS, done.rows().taken() + done.rows().refused());
    assertEquals(
        done.rows().refused(),
        importing.report(id).stream().filter(line -> line.endsWith(":voucher-redeemed")).count());
    assertEquals(
        done.rows().taken(),
        database.count("SELECT count(*) FROM import_scopes WHERE import_id = ?", id));
    assertEquals(
        database.count(
            "SELECT count(*) FROM voucher_events WHERE kind = 'scope' AND actor = ?",
            "import:" + id),
        database.count("SELECT count(*) FROM import_scopes WHERE import_id = ? AND changed", id));
  }

  private void consistent() {
    assertTrue(database.count("SELECT count(*) FROM voucher_redemptions") > 0);
    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM vouchers v JOIN voucher_redemptions r ON r.voucher_id = v.id"
                + " WHERE v.station_scope IS NOT NULL AND v.station_scope <> r.station_id"),
        "a voucher was redeemed at a station that may not take it");
    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM voucher_events s JOIN voucher_events r USING (voucher_id)"
                + " WHERE s.kind = 'scope' AND r.kind = 'redeemed' AND s.id > r.id"),
        "a scope changed after its voucher was redeemed");
    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM (SELECT voucher_id, detail ->> 'from' AS before,"
                + " lag(detail ->> 'to') OVER (PARTITION BY voucher_id ORDER BY id) AS after_last,"
                + " row_number() OVER (PARTITION BY voucher_id ORDER BY id) AS n"
                + " FROM voucher_events WHERE kind = 'scope') AS e WHERE n > 1 AND before IS DISTINCT FROM after_last"),
        "a change is missing between two events");
  }

  private Uni<?> undo(Importing importing, UUID id) {
    return new UndoScopeImport(
            importing.pool(),
            new ScopeBatches(importing.pool()),
            importing.audit(),
            Clock.systemUTC())
        .undo(id, 0, new ManualAct(Importing.OPS, "raced"));
  }

  private UUID send(Importing importing, Random random) {
    List<Open> shuffled = new ArrayList<>(open);
    Collections.shuffle(shuffled, random);
    String file =
        shuffled.stream()
            .map(voucher -> random.nextBoolean() ? voucher.id() + ",," : "," + voucher.code() + ",")
            .map(row -> row + (random.nextInt(4) == 0 ? "" : "RACE" + random.nextInt(STATIONS)))
            .collect(Collectors.joining("\n", "voucher_id,voucher_code,station_code\n", "\n"));
    return importing.send(
        Kind.STATION_SCOPES, client, "import", file.getBytes(StandardCharsets.UTF_8), 1000);
  }

  private void redeem(Device device) {
    try (Connection connection = database.connectAs("scrip_functions_a");
        var statement = connection.prepareStatement(REDEEM)) {
      for (Open voucher : open) {
        statement.setObject(1, device.station());
        statement.setObject(2, voucher.id());
        statement.setObject(3, device.station());
        statement.setObject(4, device.station());
        statement.setObject(5, device.id());
        statement.executeUpdate();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
