package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.secrets.Sealing;

/** Vouchers that were issued in one act, and the data keys that seal their codes. */
@ApplicationScoped
public class VoucherBatches {

  private static final String INSERT =
      """
      INSERT INTO voucher_batches (id, client_id, vouchers, key_encryption_key, wrapped, issued_by, issued_at,
        request_key, request_print)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      ON CONFLICT (issued_by, request_key) DO NOTHING
      """;

  private static final String OF_REQUEST =
      "SELECT id, request_print FROM voucher_batches WHERE issued_by = $1 AND request_key = $2";

  private static final String SURROUNDINGS =
      """
      SELECT l.region,
             EXISTS (SELECT FROM brands WHERE id = $2) AS brand,
             $3::uuid IS NULL OR EXISTS (SELECT FROM campaigns WHERE id = $3 AND client_id = l.id) AS campaign,
             $4::uuid IS NULL OR EXISTS (SELECT FROM stations WHERE id = $4 AND client_id = l.id) AS station
      FROM clients l WHERE l.id = $1
      """;

  private static final String FIND =
      """
      SELECT b.id, b.client_id, b.vouchers, b.issued_by, b.issued_at,
             v.status, count(v.id) AS of_status
      FROM voucher_batches b LEFT JOIN vouchers v ON v.batch_id = b.id
      WHERE b.id = $1 AND ($2::uuid[] IS NULL OR b.client_id = ANY ($2))
      GROUP BY b.id, v.status ORDER BY v.status
      """;

  private static final String MADE =
      "SELECT id, code_last_four FROM vouchers WHERE batch_id = $1 ORDER BY id";

  private final Pool pool;

  public VoucherBatches(Pool pool) {
    this.pool = pool;
  }

  /**
   * A batch.
   *
   * @param count how many vouchers were issued
   * @param byStatus how many of them are in which state now
   */
  public record VoucherBatch(
      UUID id,
      UUID clientId,
      int count,
      String issuedBy,
      Instant issuedAt,
      Map<String, Long> byStatus) {}

  /** A voucher of a batch; in the order of its recipients. */
  public record IssuedVoucher(UUID id, String lastFour) {}

  /** A batch as somebody sees it who sees these clients; null for all of them. */
  public Uni<Optional<VoucherBatch>> find(UUID id, UUID[] clients) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(id, clients))
        .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(batch(rows)));
  }

  /** All vouchers of a batch. */
  public Uni<List<IssuedVoucher>> made(UUID id) {
    return pool.preparedQuery(MADE)
        .execute(Tuple.of(id))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(
                        row ->
                            new IssuedVoucher(row.getUUID("id"), row.getString("code_last_four")))
                    .toList());
  }

  /**
   * What the terms of new vouchers name.
   *
   * @param region of the client; null when there is no such client
   * @param brand whether it is there, and so on; what was not named is
   */
  record Surroundings(String region, boolean brand, boolean campaign, boolean station) {}

  Uni<Surroundings> surroundings(SqlClient on, VoucherTerms terms) {
    return on.preparedQuery(SURROUNDINGS)
        .execute(
            Tuple.of(terms.clientId(), terms.brandId(), terms.campaignId(), terms.stationScope()))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .findFirst()
                    .map(
                        row ->
                            new Surroundings(
                                row.getString("region"),
                                row.getBoolean("brand"),
                                row.getBoolean("campaign"),
                                row.getBoolean("station")))
                    .orElse(new Surroundings(null, true, true, true)));
  }

  /**
   * A row to write.
   *
   * @param issues whether no other batch may come of the same request
   */
  record FreshBatch(
      UUID id, UUID client, int count, Sealing.DataKey key, Instant issuedAt, boolean issues) {}

  /** False when the request issued a batch before, and nothing was written. */
  Uni<Boolean> insert(SqlClient transaction, FreshBatch batch, ManualAct act) {
    byte[] print = act.print();
    return transaction
        .preparedQuery(INSERT)
        .execute(
            Tuple.of(batch.id(), batch.client(), batch.count())
                .addString(batch.key().keyEncryptionKey())
                .addValue(Buffer.buffer(batch.key().wrapped()))
                .addString(act.caller().name())
                .addOffsetDateTime(batch.issuedAt().atOffset(ZoneOffset.UTC))
                .addString(batch.issues() && print != null ? act.request().key() : null)
                .addValue(print == null ? null : Buffer.buffer(print)))
        .map(rows -> rows.rowCount() == 1);
  }

  /**
   * The batch that this request issued before; null when it is a new one.
   *
   * @throws Refused key-reused, when the key came with another request
   */
  Uni<UUID> ofRequest(SqlClient on, ManualAct act) {
    if (act.request() == null) {
      return Uni.createFrom().nullItem();
    }
    return on.preparedQuery(OF_REQUEST)
        .execute(Tuple.of(act.caller().name(), act.request().key()))
        .map(
            rows -> {
              for (Row row : rows) {
                if (!act.repeats(row.getBuffer("request_print").getBytes())) {
                  throw new Refused(RequestRefusal.KEY_REUSED);
                }
                return row.getUUID("id");
              }
              return null;
            });
  }

  /** The data key of a batch, in a row that holds its columns. */
  static Sealing.DataKey key(Row row) {
    return new Sealing.DataKey(
        0, row.getString("key_encryption_key"), row.getBuffer("wrapped").getBytes());
  }

  private static VoucherBatch batch(Iterable<Row> rows) {
    Map<String, Long> byStatus = new LinkedHashMap<>();
    Row any = rows.iterator().next();
    for (Row row : rows) {
      if (row.getString("status") != null) {
        byStatus.put(row.getString("status"), row.getLong("of_status"));
      }
    }
    OffsetDateTime issued = any.getOffsetDateTime("issued_at");
    return new VoucherBatch(
        any.getUUID("id"),
        any.getUUID("client_id"),
        any.getInteger("vouchers"),
        any.getString("issued_by"),
        issued.toInstant(),
        byStatus);
  }
}
