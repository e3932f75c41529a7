package scrip.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.money.Money;
import scrip.testing.VoucherChecker.Told;

/** The checker finds nothing in a history that is right, and each lie that is planted in one. */
class VoucherCheckerTest {

  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);
  private static final Set<String> FOUND = new LinkedHashSet<>();

  /** A rule's words and what breaks it; V0 is open, V1 redeemed at A, V2 redeemed and then void. */
  private static final String PLANTS =
      """
      redeemed twice           | ALTER TABLE voucher_redemptions DROP CONSTRAINT voucher_redemptions_voucher_id_key; INSERT INTO voucher_redemptions SELECT gen_random_uuid(), voucher_id, client_id, station_id, device_id, value_minor, currency, 'OTHER', method, scanned_at, redeemed_at, 'other', fingerprint FROM voucher_redemptions WHERE voucher_id = V1
      redemptions of one key   | ALTER TABLE voucher_redemptions DROP CONSTRAINT voucher_redemptions_station_id_idempotency_key_key; UPDATE voucher_redemptions SET idempotency_key = 'k', station_id = A
      does not hold its redem  | UPDATE vouchers SET redemption_id = gen_random_uuid() WHERE id = V1
      does not hold its redem  | UPDATE vouchers SET redeemed_at = redeemed_at + INTERVAL '1 second' WHERE id = V1
      not held by its voucher  | UPDATE vouchers SET status = 'sent', sent_at = issued_at, redemption_id = NULL, redeemed_at = NULL WHERE id = V1
      another client or amount | UPDATE voucher_redemptions SET value_minor = 1 WHERE voucher_id = V1
      another client or amount | UPDATE voucher_redemptions SET client_id = gen_random_uuid() WHERE voucher_id = V1
      within its voucher's     | UPDATE vouchers SET expires_at = redeemed_at WHERE id = V1
      within its voucher's     | UPDATE vouchers SET issued_at = redeemed_at + INTERVAL '1 second' WHERE id = V1
      has not its one event    | DELETE FROM voucher_events WHERE voucher_id = V1 AND kind = 'redeemed'
      has not its one event    | UPDATE voucher_events SET station_id = B WHERE voucher_id = V1 AND kind = 'redeemed'
      has not its one attempt  | DELETE FROM station_attempts WHERE voucher_id = V1
      has not its one attempt  | UPDATE station_attempts SET method = 'qr' WHERE voucher_id = V1
      nothing was redeemed by  | INSERT INTO station_attempts (at, station_id, device_id, voucher_id, method, outcome, idempotency_key) SELECT now(), A, id, V0, 'qr', 'repeated', 'x' FROM station_devices WHERE station_id = A
      of a voucher that never  | INSERT INTO station_attempts (at, station_id, device_id, voucher_id, method, outcome, idempotency_key) SELECT now(), A, id, V0, 'qr', 'already-redeemed', 'x' FROM station_devices WHERE station_id = A
      device of another        | UPDATE voucher_redemptions SET device_id = (SELECT id FROM station_devices WHERE station_id = B) WHERE voucher_id = V1
      at a station of another  | UPDATE stations SET client_id = gen_random_uuid() WHERE id = A
      than its voucher was bo  | UPDATE vouchers SET station_scope = B, scope_source = 'manual' WHERE id = V1
      than its voucher was bo  | UPDATE voucher_redemptions SET station_id = A WHERE voucher_id = V5
      than its voucher was bo  | UPDATE voucher_events SET detail = detail || jsonb_build_object('to', A) WHERE voucher_id = V5 AND kind = 'scope' AND detail ->> 'to' = B::text
      first event is not its   | DELETE FROM voucher_events WHERE voucher_id = V0
      first event is not its   | UPDATE voucher_events SET kind = 'revealed' WHERE voucher_id = V1 AND kind = 'issued'
      into one state twice     | INSERT INTO voucher_events (voucher_id, kind, actor, detail) VALUES (V1, 'redeemed', 'x', '{"from": "redeemed"}')
      a way that is none       | INSERT INTO voucher_events (voucher_id, kind, actor, detail) VALUES (V4, 'sent', 'x', '{"from": "expired"}')
      a way that is none       | UPDATE voucher_events SET detail = '{"from": "sent"}' WHERE voucher_id = V2 AND kind = 'redeemed'
      a way that is none       | UPDATE voucher_events SET detail = '{}' WHERE voucher_id = V1 AND kind = 'redeemed'
      its last event says      | UPDATE vouchers SET status = 'sent', sent_at = issued_at WHERE id = V0
      tell of different times  | UPDATE vouchers SET sent_at = now() WHERE id = V1
      expired before its time  | UPDATE vouchers SET expires_at = expired_at + INTERVAL '1 second' WHERE id = V4
      other vouchers than were | UPDATE voucher_batches SET vouchers = 5000
      was not reversed         | DELETE FROM voucher_reversals
      whose voucher is not vo  | INSERT INTO voucher_reversals SELECT redemption_id, id, 'x', 'x', now() FROM vouchers WHERE id = V1
      or by somebody else      | UPDATE voucher_reversals SET reason = 'another'
      and nobody says why      | UPDATE voucher_events SET reason = NULL WHERE voucher_id = V3 AND kind = 'void'
      stands for a voucher     | UPDATE vouchers SET value_minor = 1 WHERE replaces IS NOT NULL
      stands for a voucher     | UPDATE vouchers SET replaces = V1 WHERE replaces IS NOT NULL
      was replaced twice       | ALTER TABLE vouchers DROP CONSTRAINT vouchers_replaces_key; UPDATE vouchers SET replaces = V3 WHERE id = V0
      told of at both ends     | DELETE FROM voucher_events WHERE kind = 'replaced'
      told of at both ends     | UPDATE voucher_events SET detail = '{}' WHERE kind = 'issued'
      told of at both ends     | DELETE FROM voucher_events WHERE kind = 'void'; INSERT INTO voucher_events (voucher_id, kind, actor, detail) VALUES (V3, 'void', 'x', '{"from": "issued"}')
      replacement that there   | UPDATE vouchers SET replaces = NULL
      where the one before it  | UPDATE voucher_events SET detail = detail || jsonb_build_object('from', B) WHERE voucher_id = V5 AND kind = 'scope'
      where the one before it  | DELETE FROM voucher_events WHERE id = (SELECT id FROM voucher_events WHERE voucher_id = V6 AND kind = 'scope' ORDER BY id OFFSET 1 LIMIT 1)
      than its events say      | UPDATE vouchers SET station_scope = NULL WHERE id = V5
      after its end            | INSERT INTO voucher_events (voucher_id, kind, actor, detail) SELECT V5, 'scope', 'x', jsonb_build_object('from', B, 'to', B)
      to a station of another  | UPDATE stations SET client_id = gen_random_uuid() WHERE id = B
      """;

  private static TestDatabase database;
  private static UUID stationA;
  private static UUID stationB;
  private static List<UUID> vouchers;
  private Connection connection;

  @BeforeAll
  static void a_history_that_is_right() {
    database = TestDatabase.fresh();
    KeyFile keys = KeyFile.throwAway();
    UUID client = new Given(database, keys, 1).client("Checked", "RW");
    UUID brand = new Given(database, keys, 1).brand("Checked");
    GivenVouchers given = new GivenVouchers(database, keys, 1);
    stationA = given.station(client, "AAA");
    stationB = given.station(client, "BBB");
    given.device(stationA);
    given.device(stationB);
    vouchers =
        given
            .vouchers(client, brand, new Money(5000, "RWF"), NOW.minus(20, ChronoUnit.DAYS), 7)
            .stream()
            .map(GivenVouchers.Open::id)
            .toList();
    redeem(1, stationA);
    redeem(2, stationA);
    act(
        "UPDATE vouchers SET status = 'void', changed_by = 'p2', change_reason = 'twice' WHERE id = V2");
    act(
        "UPDATE vouchers SET status = 'void', changed_by = 'p3', change_reason = 'lost' WHERE id = V3");
    act(
        "WITH b AS (INSERT INTO voucher_batches SELECT gen_random_uuid(), client_id, 1, key_encryption_key, wrapped, 'p', now()"
            + " FROM voucher_batches LIMIT 1 RETURNING *) INSERT INTO vouchers (id, batch_id, client_id, brand_id,"
            + " value_minor, currency, code_hash, code_last_four, sealed, qr_key, issued_at, expires_at, replaces, changed_by)"
            + " SELECT gen_random_uuid(), b.id, v.client_id, brand_id, value_minor, currency, 'r', 'ABCD', sealed, qr_key,"
            + " now(), now() + INTERVAL '9 days', v.id, 'p' FROM vouchers v, b WHERE v.id = V3");
    act("UPDATE vouchers SET status = 'sent', sent_at = now(), changed_by = 'p4' WHERE id = V4");
    act("ALTER TABLE vouchers DISABLE TRIGGER vouchers_guard");
    act("UPDATE vouchers SET expires_at = now(), changed_by = 'p5' WHERE id = V4");
    act("ALTER TABLE vouchers ENABLE TRIGGER vouchers_guard");
    act(
        "UPDATE vouchers SET status = 'expired', expired_at = now(), changed_by = 'p6' WHERE id = V4");
    bind(5, "A");
    bind(5, "B");
    redeem(5, stationB);
    bind(6, "A");
    bind(6, "B");
    bind(6, "NULL");
  }

  private static void bind(int voucher, String station) {
    act(
        "UPDATE vouchers SET station_scope = %s, scope_source = 'manual', changed_by = 'p7' WHERE id = V%d"
            .formatted(station, voucher));
  }

  private static void redeem(int voucher, UUID station) {
    act(
        """
        WITH taken AS (
          UPDATE vouchers SET status = 'redeemed', redeemed_at = now(), redemption_id = gen_random_uuid(),
                 changed_by = 'station', changed_at_station = '%2$s' WHERE id = V%1$d RETURNING *
        ), kept AS (
          INSERT INTO voucher_redemptions SELECT redemption_id, t.id, client_id, d.station_id, d.id, value_minor, currency,
            'REF%1$d', 'code', now(), now(), 'key%1$d', 'f' FROM taken t, station_devices d WHERE d.station_id = '%2$s'
        )
        INSERT INTO station_attempts (at, station_id, device_id, voucher_id, method, outcome, idempotency_key)
        SELECT now(), d.station_id, d.id, t.id, 'code', 'redeemed', 'key%1$d'
        FROM taken t, station_devices d WHERE d.station_id = '%2$s'
        """
            .formatted(voucher, station));
  }

  private static void act(String sql) {
    database.update(named(sql));
  }

  private static String named(String sql) {
    String named = sql.replaceAll("\\bA\\b", "'" + stationA + "'::uuid");
    named = named.replaceAll("\\bB\\b", "'" + stationB + "'::uuid");
    for (int i = 0; i < vouchers.size(); i++) {
      named = named.replaceAll("\\bV" + i + "\\b", "'" + vouchers.get(i) + "'::uuid");
    }
    return named;
  }

  /** Written without the guards: what they refuse is planted here too. */
  @BeforeEach
  void without_guards() throws SQLException {
    connection = database.connect();
    connection.setAutoCommit(false);
    sql("SET LOCAL session_replication_role = replica");
  }

  @AfterEach
  void undo() throws SQLException {
    connection.rollback();
    connection.close();
  }

  @Test
  void nothing_is_wrong_with_it_and_with_answers_that_are_true() {
    assertEquals(List.of(), new VoucherChecker(database).violations(truth()));
  }

  @Test
  void each_lie_in_the_tables_is_found() throws SQLException {
    for (String line : PLANTS.lines().toList()) {
      String[] plant = line.split("\\|", 2);
      var before = connection.setSavepoint();
      sql(named(plant[1]));
      assertFound(plant[0].strip(), plant[1], List.of());
      connection.rollback(before);
    }
    assertEquals(Set.of(), missing(VoucherRules.BROKEN.keySet()));
  }

  @Test
  void each_answer_that_is_not_true_is_found() throws SQLException {
    UUID nobody = UUID.randomUUID();
    answered("no such redemption", redeem(0, 200, null, "REF0", at(1), null));
    answered("no such redemption", redeem(1, 200, null, "REF2", at(1), null));
    answered("no such redemption", redeem(1, 200, null, "REF1", at(1).plusMillis(1), null));
    answered("something else afterwards", redeem(1, 409, "already-redeemed", "REF1", at(1), true));
    answered("already redeemed, and of no", other(0, 409, "already-redeemed", "REF1", at(1), true));
    answered("already redeemed, and of no", other(1, 409, "already-redeemed", "REF2", at(1), true));
    answered(
        "already redeemed, and of no", other(1, 409, "already-redeemed", "REF1", at(1), false));
    answered("over before it was", other(0, 410, "expired", null, null, null));
    answered("void of a voucher that was", other(0, 410, "void", null, null, null));
    answered("never bound to one", other(0, 403, "wrong-station", null, null, null));
    answered("no such voucher, and there is", other(0, 404, "voucher-not-found", null, null, null));
    answered("a voucher is void, and it is not", person("void", 0, null, 200, null));
    answered("a replacement that there is", person("void-replace", 3, null, 200, nobody));
    answered("issued or sent", person("mark-sent", 0, null, 200, null));
    answered("bound to a station, and it", person("scope", 0, stationA, 200, null));
    Told first = redeem(1, 200, null, "REF1", at(1), null);
    Told second = other(1, 200, null, "REF1", at(1), null);
    assertFound("two scans were told", "", List.of(first, second));
    assertEquals(Set.of(), missing(AnswerRules.BROKEN.keySet()));
  }

  private static List<Told> truth() {
    UUID replacement = id("SELECT id FROM vouchers WHERE replaces = ?", vouchers.get(3));
    return List.of(
        redeem(1, 200, null, "REF1", at(1), null),
        redeem(2, 200, null, "REF2", at(2), null),
        other(1, 409, "already-redeemed", "REF1", at(1), true),
        other(2, 410, "void", null, null, null),
        other(4, 410, "expired", null, null, null),
        other(5, 403, "wrong-station", null, null, null),
        person("void-replace", 3, null, 200, replacement),
        person("mark-sent", 4, null, 200, null),
        person("scope", 5, stationA, 200, null),
        person("scope", 6, null, 200, null),
        person("issue", 0, null, 201, null));
  }

  /** By the scan that redeemed it. */
  private static Told redeem(
      int voucher, int status, String slug, String reference, Instant redeemedAt, Boolean here) {
    return new Told(
        "redeem",
        vouchers.get(voucher),
        stationA,
        "key" + voucher,
        status,
        slug,
        reference,
        redeemedAt,
        here,
        null,
        Instant.now(),
        Instant.now());
  }

  /** By another scan at the same station. */
  private static Told other(
      int voucher, int status, String slug, String reference, Instant redeemedAt, Boolean here) {
    Told told = redeem(voucher, status, slug, reference, redeemedAt, here);
    return new Told(
        told.act(),
        told.voucher(),
        told.station(),
        "another",
        status,
        slug,
        reference,
        redeemedAt,
        here,
        null,
        told.began(),
        told.ended());
  }

  private static Told person(String act, int voucher, UUID station, int status, UUID replacement) {
    Instant now = Instant.now();
    return new Told(
        act,
        vouchers.get(voucher),
        station,
        null,
        status,
        null,
        null,
        null,
        null,
        replacement,
        now,
        now);
  }

  private static Instant at(int voucher) {
    return Instant.parse(
        database
                .one(
                    "SELECT redeemed_at AT TIME ZONE 'UTC' FROM vouchers WHERE id = ?",
                    vouchers.get(voucher))
                .replace(' ', 'T')
            + "Z");
  }

  private static UUID id(String sql, UUID of) {
    return UUID.fromString(database.one(sql, of));
  }

  private void answered(String claim, Told told) throws SQLException {
    assertFound(claim, told.toString(), List.of(told));
  }

  private void assertFound(String claim, String plant, List<Told> ledger) throws SQLException {
    List<String> found = VoucherChecker.violations(connection, ledger);
    found.forEach(v -> FOUND.add(v.substring(0, v.indexOf(": "))));
    assertTrue(
        found.stream().anyMatch(v -> v.contains(claim)),
        claim + " is not in " + found + " after " + plant);
  }

  /** Rules that nothing planted broke. */
  private static Set<String> missing(Set<String> rules) {
    Set<String> missing = new LinkedHashSet<>(rules);
    missing.removeAll(FOUND);
    return missing;
  }

  private void sql(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
