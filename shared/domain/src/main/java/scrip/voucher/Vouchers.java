package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.StreamSupport;
import scrip.giftcard.ManualAct;

/**
 * Changes of vouchers. Each statement names the states that it starts from, and who changes them
 * and why: triggers write the events from that.
 */
@ApplicationScoped
public class Vouchers {

  private static final String ASKED = "SELECT set_config('scrip.request_id', $1, true)";

  private static final String INSERT =
      """
      INSERT INTO vouchers (id, batch_id, client_id, campaign_id, brand_id, value_minor, currency, code_hash,
        code_last_four, sealed, qr_key, recipient_name, phone, phone_hash, station_scope, scope_source, scope_import_id,
        issued_at, expires_at, replaces, changed_by, change_reason)
      SELECT n.id, $8::uuid, $9::uuid, $10::uuid, $11::uuid, $12::bigint, $13::text, n.code_hash,
             n.last_four, n.sealed, $14::text, n.name, n.phone, n.phone_hash, $15::uuid, $16::text, $17::uuid,
             $18::timestamptz, $19::timestamptz, $20::uuid, $21::text, $22::text
      FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::bytea[])
           AS n (id, code_hash, last_four, sealed, name, phone, phone_hash)
      ON CONFLICT (code_hash) DO NOTHING
      RETURNING id
      """;

  private static final String VOID =
      """
      UPDATE vouchers
      SET status = 'void', voided_at = $3, changed_by = $4, change_reason = $5, changed_at_station = NULL, void_print = $6
      WHERE id = $1 AND ($2::uuid[] IS NULL OR client_id = ANY ($2)) AND status IN ('issued', 'sent', 'redeemed')
      RETURNING id
      """;

  private static final String RESCOPE =
      """
      UPDATE vouchers
      SET station_scope = $3, scope_source = $4, scope_import_id = NULL,
          changed_by = $5, change_reason = $6, changed_at_station = NULL
      WHERE id = $1 AND ($2::uuid[] IS NULL OR client_id = ANY ($2)) AND status IN ('issued', 'sent')
      RETURNING id
      """;

  private static final String SEND =
      """
      UPDATE vouchers
      SET status = 'sent', sent_at = $3, changed_by = $4, change_reason = $5, changed_at_station = NULL
      WHERE id = $1 AND ($2::uuid[] IS NULL OR client_id = ANY ($2)) AND status = 'issued'
      RETURNING id
      """;

  // Whoever works on one of them this moment keeps it; the next minute takes it, if it is still
  // open.
  private static final String EXPIRE =
      """
      UPDATE vouchers
      SET status = 'expired', expired_at = $1, changed_by = $3, change_reason = NULL, changed_at_station = NULL
      WHERE status IN ('issued', 'sent') AND id = ANY (ARRAY(
        SELECT id FROM vouchers WHERE status IN ('issued', 'sent') AND expires_at <= $1
        ORDER BY expires_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED))
      RETURNING client_id
      """;

  /**
   * A voucher that is to be written.
   *
   * @param name null when nobody said one
   * @param phone null, or in E.164 together with its keyed hash
   */
  record Fresh(
      UUID id,
      VoucherCode code,
      byte[] hash,
      byte[] sealed,
      String name,
      String phone,
      byte[] phoneHash) {}

  /**
   * What the vouchers of one statement have in common.
   *
   * @param scopeImport the import that named the station; null when it was none
   * @param replaces the void voucher that a single one stands for; null for new ones
   */
  record Common(
      UUID batch,
      VoucherTerms terms,
      String scopeSource,
      UUID scopeImport,
      String qrKey,
      UUID replaces,
      Instant issuedAt) {}

  /** Tells the database which request this is, for the events that it writes. */
  public Uni<Void> asked(SqlConnection transaction, String requestId) {
    return transaction
        .preparedQuery(ASKED)
        .execute(Tuple.of(requestId == null ? "" : requestId))
        .replaceWithVoid();
  }

  /**
   * Writes new vouchers.
   *
   * @return those that were written: one is left out when its code is another's
   */
  Uni<Set<UUID>> insert(
      SqlConnection transaction, Common common, List<Fresh> fresh, ManualAct act) {
    VoucherTerms terms = common.terms();
    Tuple values =
        Tuple.tuple()
            .addArrayOfUUID(column(fresh, UUID[]::new, Fresh::id))
            .addValue(column(fresh, Buffer[]::new, f -> Buffer.buffer(f.hash())))
            .addArrayOfString(column(fresh, String[]::new, f -> f.code().lastFour()))
            .addValue(column(fresh, Buffer[]::new, f -> Buffer.buffer(f.sealed())))
            .addArrayOfString(column(fresh, String[]::new, Fresh::name))
            .addArrayOfString(column(fresh, String[]::new, Fresh::phone))
            .addValue(column(fresh, Buffer[]::new, f -> buffer(f.phoneHash())))
            .addUUID(common.batch())
            .addUUID(terms.clientId())
            .addUUID(terms.campaignId())
            .addUUID(terms.brandId())
            .addLong(terms.value().amount())
            .addString(terms.value().currency())
            .addString(common.qrKey())
            .addUUID(terms.stationScope())
            .addString(common.scopeSource())
            .addUUID(common.scopeImport())
            .addOffsetDateTime(utc(common.issuedAt()))
            .addOffsetDateTime(utc(terms.expiresAt()))
            .addUUID(common.replaces())
            .addString(act.caller().name())
            .addString(act.reason());
    return transaction
        .preparedQuery(INSERT)
        .execute(values)
        .map(
            rows -> {
              Set<UUID> written = new HashSet<>();
              rows.forEach(row -> written.add(row.getUUID("id")));
              return written;
            });
  }

  /** Voids one that is issued, sent or redeemed; false when it was none of these. */
  Uni<Boolean> voidOne(SqlConnection transaction, UUID id, Instant at, ManualAct act) {
    return changed(
        transaction,
        VOID,
        Tuple.of(id, act.clients(), utc(at), act.caller().name(), act.reason())
            .addValue(buffer(act.print())));
  }

  /** Gives an open one another scope; false when it is not open. */
  Uni<Boolean> rescope(
      SqlConnection transaction, UUID id, UUID station, String source, ManualAct act) {
    return changed(
        transaction,
        RESCOPE,
        Tuple.of(id, act.clients(), station, source, act.caller().name(), act.reason()));
  }

  /**
   * Notes that one was sent, for whoever sends it. Never moves one backwards.
   *
   * @param clients of whom it may be; null for all
   * @return false when it is not issued any more, and nothing was changed
   */
  public Uni<Boolean> markSent(
      SqlConnection transaction, UUID id, UUID[] clients, Instant at, String actor, String reason) {
    return changed(transaction, SEND, Tuple.of(id, clients, utc(at), actor, reason));
  }

  /**
   * Expires open ones whose time is over.
   *
   * @return whose they were, one entry a voucher
   */
  Uni<List<UUID>> expire(SqlConnection transaction, Instant now, int atMost, String actor) {
    return transaction
        .preparedQuery(EXPIRE)
        .execute(Tuple.of(utc(now), atMost, actor))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> row.getUUID("client_id"))
                    .toList());
  }

  private static Uni<Boolean> changed(SqlConnection transaction, String sql, Tuple values) {
    return transaction.preparedQuery(sql).execute(values).map(rows -> rows.size() == 1);
  }

  static OffsetDateTime utc(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  private static Buffer buffer(byte[] bytes) {
    return bytes == null ? null : Buffer.buffer(bytes);
  }

  private static <T> T[] column(
      List<Fresh> fresh, IntFunction<T[]> array, Function<Fresh, T> cell) {
    return fresh.stream().map(cell).toArray(array);
  }
}
