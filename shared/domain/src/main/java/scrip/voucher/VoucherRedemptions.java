package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import scrip.delivery.Contact;
import scrip.money.Money;

/** Redeeming: one row a voucher, for ever. */
@ApplicationScoped
public class VoucherRedemptions {

  // One statement, one commit. Whoever comes second waits for the row, finds it redeemed and takes
  // nothing. The guards are looked at in a snapshot that may be old by then; the unique keys of the
  // redemption are not.
  static final String REDEEM =
      """
      WITH taken AS (
        UPDATE vouchers v
        SET status = 'redeemed', redeemed_at = $1, redemption_id = $2, changed_by = $3, change_reason = NULL,
            changed_at_station = $4
        WHERE v.code_hash = $5 AND v.client_id = $6 AND v.status IN ('issued', 'sent') AND v.expires_at > $1
          AND (v.station_scope IS NULL OR v.station_scope = $4)
          AND EXISTS (SELECT FROM stations s WHERE s.id = $4 AND s.state = 'active')
          AND NOT EXISTS (SELECT FROM voucher_redemptions r WHERE r.station_id = $4 AND r.idempotency_key = $7)
          AND set_config('scrip.request_id', $8, true) IS NOT NULL
        RETURNING v.id, v.client_id, v.brand_id, v.value_minor, v.currency, v.redeemed_at, v.phone
      ), redemption AS (
        INSERT INTO voucher_redemptions (id, voucher_id, client_id, station_id, device_id, value_minor, currency, reference,
          method, scanned_at, redeemed_at, idempotency_key, fingerprint, request_id)
        SELECT $2, id, client_id, $4, $9, value_minor, currency, $10, $11, $12, $1, $7, $13, $8 FROM taken
      ), attempt AS (
        INSERT INTO station_attempts (at, station_id, device_id, voucher_id, method, outcome, idempotency_key, request_id)
        SELECT $1, $4, $9, id, $11, 'redeemed', $7, $8 FROM taken
      )
      SELECT t.id, b.name AS brand, t.value_minor, t.currency, t.redeemed_at, t.phone, $10 AS reference
      FROM taken t JOIN brands b ON b.id = t.brand_id
      """;

  static final String OF_KEY =
      """
      SELECT v.id, b.name AS brand, r.value_minor, r.currency, r.redeemed_at, v.phone, r.reference, r.fingerprint
      FROM voucher_redemptions r JOIN vouchers v ON v.id = r.voucher_id JOIN brands b ON b.id = v.brand_id
      WHERE r.station_id = $1 AND r.idempotency_key = $2
      """;

  static final String STANDING =
      """
      SELECT v.id, v.status, v.expires_at, v.voided_at, v.station_scope, scope.name AS scope_name,
             r.reference, r.redeemed_at, r.station_id, s.name AS station_name
      FROM vouchers v
      LEFT JOIN stations scope ON scope.id = v.station_scope
      LEFT JOIN voucher_redemptions r ON r.voucher_id = v.id
      LEFT JOIN stations s ON s.id = r.station_id
      WHERE v.code_hash = $1 AND v.client_id = $2
      """;

  private final Pool pool;

  public VoucherRedemptions(Pool pool) {
    this.pool = pool;
  }

  /**
   * What is asked for.
   *
   * @param actor for the voucher's history
   * @param method qr or code
   * @param key of the request, unique at the station
   * @param fingerprint of the request, by which another one with the same key is known
   */
  public record Wanted(
      byte[] codeHash,
      UUID client,
      UUID station,
      UUID device,
      String actor,
      String method,
      Instant scannedAt,
      String key,
      byte[] fingerprint,
      String requestId) {}

  /** What came of it. */
  public sealed interface Outcome permits Redeemed, Taken, NotTaken {}

  /** The voucher is redeemed by this request. */
  public record Redeemed(VoucherRedemption redemption) implements Outcome {}

  /** The reference is another's already; nothing was changed. */
  public record Taken() implements Outcome {}

  /** No open voucher is there for this request, or its key was used; nothing was changed. */
  public record NotTaken() implements Outcome {}

  /**
   * A redemption that was made with a key.
   *
   * @param same whether the request was the same
   */
  public record Kept(VoucherRedemption redemption, boolean same) {}

  /**
   * Why a voucher may not be taken; what is not so is null.
   *
   * @param scope the one station that takes it
   * @param redeemedAt also of one that was voided afterwards
   */
  public record Standing(
      UUID id,
      String status,
      Instant expiresAt,
      Instant voidedAt,
      UUID scope,
      String scopeName,
      Instant redeemedAt,
      UUID redeemedAtStation,
      String redeemedAtName,
      String reference) {}

  /**
   * Redeems the voucher, writes its redemption and the attempt, in one transaction.
   *
   * @param id of the redemption
   */
  public Uni<Outcome> redeem(Wanted wanted, UUID id, String reference, Instant now) {
    Tuple tuple =
        Tuple.tuple()
            .addOffsetDateTime(now.atOffset(ZoneOffset.UTC))
            .addUUID(id)
            .addString(wanted.actor())
            .addUUID(wanted.station())
            .addValue(Buffer.buffer(wanted.codeHash()))
            .addUUID(wanted.client())
            .addString(wanted.key())
            .addString(wanted.requestId())
            .addUUID(wanted.device())
            .addString(reference)
            .addString(wanted.method())
            .addOffsetDateTime(wanted.scannedAt().atOffset(ZoneOffset.UTC))
            .addValue(Buffer.buffer(wanted.fingerprint()));
    return pool.preparedQuery(REDEEM)
        .execute(tuple)
        .<Outcome>map(
            rows ->
                rows.size() == 0
                    ? new NotTaken()
                    : new Redeemed(redemption(rows.iterator().next())))
        .onFailure(failure -> broke(failure, "voucher_redemptions_station_id_idempotency_key_key"))
        .recoverWithItem(new NotTaken())
        .onFailure(failure -> broke(failure, "voucher_redemptions_reference_key"))
        .recoverWithItem(new Taken());
  }

  /** What was redeemed with the key of this request; null when nothing was. */
  public Uni<Kept> kept(Wanted wanted) {
    return pool.preparedQuery(OF_KEY)
        .execute(Tuple.of(wanted.station(), wanted.key()))
        .map(
            rows -> {
              if (rows.size() == 0) {
                return null;
              }
              Row row = rows.iterator().next();
              return new Kept(
                  redemption(row),
                  Arrays.equals(row.getBuffer("fingerprint").getBytes(), wanted.fingerprint()));
            });
  }

  /** How the voucher stands; null when the client has none of that code. */
  public Uni<Standing> standing(Wanted wanted) {
    return pool.preparedQuery(STANDING)
        .execute(Tuple.of(Buffer.buffer(wanted.codeHash()), wanted.client()))
        .map(rows -> rows.size() == 0 ? null : standing(rows.iterator().next()));
  }

  private static boolean broke(Throwable failure, String constraint) {
    return failure instanceof PgException e
        && "23505".equals(e.getSqlState())
        && constraint.equals(e.getConstraint());
  }

  private static VoucherRedemption redemption(Row row) {
    String phone = row.getString("phone");
    return new VoucherRedemption(
        row.getUUID("id"),
        row.getString("brand"),
        new Money(row.getLong("value_minor"), row.getString("currency")),
        row.getString("reference"),
        instant(row, "redeemed_at"),
        phone == null ? null : Contact.mask(phone));
  }

  private static Standing standing(Row row) {
    return new Standing(
        row.getUUID("id"),
        row.getString("status"),
        instant(row, "expires_at"),
        instant(row, "voided_at"),
        row.getUUID("station_scope"),
        row.getString("scope_name"),
        instant(row, "redeemed_at"),
        row.getUUID("station_id"),
        row.getString("station_name"),
        row.getString("reference"));
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
