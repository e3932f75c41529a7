package scrip.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import scrip.access.Hash;
import scrip.money.Money;
import scrip.secrets.Keys;
import scrip.secrets.Sealing;
import scrip.secrets.SecretStore;
import scrip.voucher.QrPayloads;
import scrip.voucher.VoucherCode;
import scrip.voucher.VoucherSecrets;

/** Vouchers, stations and devices in words. Everything real: codes check and are sealed. */
public final class GivenVouchers {

  private static final String ISSUE =
      """
      INSERT INTO vouchers (id, batch_id, client_id, brand_id, value_minor, currency, code_hash, code_last_four, sealed,
        qr_key, issued_at, expires_at, changed_by)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'given')
      """;

  private final TestDatabase database;
  private final QrPayloads payloads;
  private final VoucherSecrets secrets;
  private final Random random;

  /**
   * @param seed the same seed gives the same codes and tokens
   */
  public GivenVouchers(TestDatabase database, SecretStore store, long seed) {
    this.database = database;
    Keys keys = new Keys(store);
    this.payloads = new QrPayloads(keys);
    this.secrets = new VoucherSecrets(keys, new Sealing(keys));
    this.random = new Random(seed);
  }

  /** A voucher that is open: its id, its code, and what its QR code says. */
  public record Open(UUID id, String code, String qr) {}

  /** One that any station of the client takes, for 30 days from a moment on. */
  public Open voucher(UUID client, UUID brand, Money value, Instant issuedAt) {
    return vouchers(client, brand, value, issuedAt, 1).get(0);
  }

  /** So many alike, issued together. */
  public List<Open> vouchers(UUID client, UUID brand, Money value, Instant issuedAt, int count) {
    return vouchers(client, brand, value, issuedAt, issuedAt.plus(Duration.ofDays(30)), count);
  }

  /** So many alike that are over at a moment. */
  public List<Open> vouchers(
      UUID client, UUID brand, Money value, Instant issuedAt, Instant expiresAt, int count) {
    UUID batch = UUID.randomUUID();
    OffsetDateTime at = issuedAt.atOffset(ZoneOffset.UTC);
    Sealing.DataKey key = secrets.newDataKey(batch);
    database.update(
        "INSERT INTO voucher_batches (id, client_id, vouchers, key_encryption_key, wrapped, issued_by, issued_at)"
            + " VALUES (?, ?, ?, ?, ?, 'given', ?)",
        batch,
        client,
        count,
        key.keyEncryptionKey(),
        key.wrapped(),
        at);
    String qrKey = payloads.currentKey();
    List<Open> open = new ArrayList<>(count);
    try (Connection connection = database.connect();
        PreparedStatement insert = connection.prepareStatement(ISSUE)) {
      connection.setAutoCommit(false);
      for (int i = 0; i < count; i++) {
        UUID id = UUID.randomUUID();
        VoucherCode code = VoucherCode.issue(random);
        List<Object> row =
            List.of(
                id,
                batch,
                client,
                brand,
                value.amount(),
                value.currency(),
                secrets.hash(code),
                code.lastFour(),
                secrets.seal(key, batch, id, code),
                qrKey,
                at,
                expiresAt.atOffset(ZoneOffset.UTC));
        for (int column = 0; column < row.size(); column++) {
          insert.setObject(column + 1, row.get(column));
        }
        insert.addBatch();
        open.add(new Open(id, code.printed(), payloads.of(code, qrKey)));
      }
      insert.executeBatch();
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    return open;
  }

  /** A device and what it shows: its own token, and that of an operator who is signed in on it. */
  public record Device(UUID id, UUID station, String token, String session) {}

  /** A station that is open day and night, in Kigali; the code is what operators type. */
  public UUID station(UUID client, String code) {
    return UUID.fromString(
        database.one(
            "INSERT INTO stations (client_id, code, name, region, time_zone)"
                + " VALUES (?, ?, ?, 'RW', 'Africa/Kigali') RETURNING id",
            client,
            code,
            "Station " + code));
  }

  /** An enrolled device on which an operator is signed in for twelve hours. */
  public Device device(UUID station) {
    String token = token();
    String session = token();
    UUID id =
        UUID.fromString(
            database.one(
                "INSERT INTO station_devices (station_id, label, token_hash) VALUES (?, 'counter', ?) RETURNING id",
                station,
                Hash.sha256(token)));
    database.update(
        "INSERT INTO station_sessions (token_hash, device_id, expires_at) VALUES (?, ?, ?)",
        Hash.sha256(session),
        id,
        Instant.now().plusSeconds(12 * 3600).atOffset(ZoneOffset.UTC));
    return new Device(id, station, token, session);
  }

  private String token() {
    return HexFormat.of().formatHex(Hash.sha256(Long.toString(random.nextLong())));
  }
}
