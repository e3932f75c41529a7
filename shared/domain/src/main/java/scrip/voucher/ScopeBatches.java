package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** What lists of scopes did to vouchers, and how it is undone. */
@ApplicationScoped
public class ScopeBatches {

  private static final String PAGE =
      """
      SELECT s.line, s.voucher_id, f.code AS from_code, s.previous_source, t.code AS to_code, s.changed, v.status,
             p.code AS present_code, v.scope_import_id, s.undone_at
      FROM import_scopes s
      JOIN vouchers v ON v.id = s.voucher_id
      LEFT JOIN stations f ON f.id = s.previous_station
      LEFT JOIN stations t ON t.id = s.station_id
      LEFT JOIN stations p ON p.id = v.station_scope
      WHERE s.import_id = $1 AND s.line > $2 AND ($3::text IS NULL OR t.code = $3)
      ORDER BY s.line LIMIT $4
      """;

  private static final String SUMMARY =
      """
      SELECT v.client_id, t.code, t.name, v.scope_source, v.scope_import_id, i.file_name, v.n
      FROM (
        SELECT client_id, station_scope, scope_source, scope_import_id, count(*) AS n FROM vouchers
        WHERE status IN ('issued', 'sent') AND ($1::uuid[] IS NULL OR client_id = ANY ($1))
          AND ($2::uuid IS NULL OR client_id = $2)
        GROUP BY client_id, station_scope, scope_source, scope_import_id
      ) AS v
      LEFT JOIN stations t ON t.id = v.station_scope
      LEFT JOIN imports i ON i.id = v.scope_import_id
      ORDER BY v.n DESC, t.code, v.scope_source, v.scope_import_id, v.client_id LIMIT $3
      """;

  // Two who undo one list wait for each other here; the worker that still takes its rows, too.
  private static final String HOLD =
      """
      SELECT i.state, i.kind, set_config('scrip.request_id', coalesce($2, ''), true) FROM imports i
      WHERE i.id = $1 FOR NO KEY UPDATE OF i
      """;

  // In the order of ids, as all who lock several vouchers.
  private static final String LOCK =
      """
      SELECT s.line, v.id, s.undone_at IS NOT NULL AS undone, v.status IN ('issued', 'sent') AS open,
             (v.scope_import_id, v.scope_source, v.station_scope)
               IS NOT DISTINCT FROM (s.import_id, i.source, s.station_id) AS present
      FROM (
        SELECT * FROM import_scopes WHERE import_id = $1 AND line > $2 AND changed ORDER BY line LIMIT $3
      ) AS s
      JOIN imports i ON i.id = s.import_id
      JOIN vouchers v ON v.id = s.voucher_id
      ORDER BY v.id FOR NO KEY UPDATE OF v
      """;

  private static final String RESTORE =
      """
      UPDATE vouchers v
      SET station_scope = s.previous_station, scope_source = s.previous_source, scope_import_id = s.previous_import,
          changed_by = $3, change_reason = $4, changed_at_station = NULL
      FROM import_scopes s
      WHERE s.import_id = $1 AND s.line = ANY ($2) AND v.id = s.voucher_id
      """;

  private static final String UNDONE =
      "UPDATE import_scopes SET undone_at = $3 WHERE import_id = $1 AND line = ANY ($2)";

  private final Pool pool;

  public ScopeBatches(Pool pool) {
    this.pool = pool;
  }

  /** An import that is held until the transaction ends. */
  record Held(String state, String kind) {}

  /** A row whose voucher is locked: whether its scope is still the one that the row gave it. */
  record Locked(long line, boolean undone, boolean open, boolean present) {}

  /**
   * What a list did, in its order, behind a line.
   *
   * @param station only what it gave to this one, by code; null for all
   */
  public Uni<List<ScopeRow>> page(UUID importId, String station, long after, int atMost) {
    return pool.preparedQuery(PAGE)
        .execute(Tuple.of(importId, after, station, atMost))
        .map(rows -> list(rows, ScopeBatches::row));
  }

  /**
   * Where open vouchers are taken and why, the most frequent first.
   *
   * @param clients null for all
   * @param client only of this one; null for all of them
   */
  public Uni<List<ScopeCount>> summary(UUID[] clients, UUID client, int atMost) {
    return pool.preparedQuery(SUMMARY)
        .execute(Tuple.tuple().addArrayOfUUID(clients).addUUID(client).addInteger(atMost))
        .map(rows -> list(rows, ScopeBatches::count));
  }

  Uni<Optional<Held>> hold(SqlConnection transaction, UUID importId, String requestId) {
    return transaction
        .preparedQuery(HOLD)
        .execute(Tuple.of(importId, requestId))
        .map(
            rows ->
                list(rows, row -> new Held(row.getString("state"), row.getString("kind"))).stream()
                    .findFirst());
  }

  /** Rows that changed something, behind a line, their vouchers locked. */
  Uni<List<Locked>> lock(SqlConnection transaction, UUID importId, long after, int atMost) {
    return transaction
        .preparedQuery(LOCK)
        .execute(Tuple.of(importId, after, atMost))
        .map(
            rows ->
                list(
                    rows,
                    row ->
                        new Locked(
                            row.getLong("line"),
                            row.getBoolean("undone"),
                            row.getBoolean("open"),
                            row.getBoolean("present"))));
  }

  /** Gives vouchers back what they had before these rows. */
  Uni<Void> restore(
      SqlConnection transaction,
      UUID importId,
      Long[] lines,
      String by,
      String reason,
      Instant at) {
    return transaction
        .preparedQuery(RESTORE)
        .execute(
            Tuple.tuple().addUUID(importId).addArrayOfLong(lines).addString(by).addString(reason))
        .chain(
            () ->
                transaction
                    .preparedQuery(UNDONE)
                    .execute(
                        Tuple.tuple()
                            .addUUID(importId)
                            .addArrayOfLong(lines)
                            .addOffsetDateTime(at.atOffset(ZoneOffset.UTC))))
        .replaceWithVoid();
  }

  private static <T> List<T> list(Iterable<Row> rows, Function<Row, T> read) {
    return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
  }

  private static ScopeRow row(Row row) {
    OffsetDateTime undone = row.getOffsetDateTime("undone_at");
    return new ScopeRow(
        row.getLong("line"),
        row.getUUID("voucher_id"),
        row.getString("from_code"),
        row.getString("previous_source"),
        row.getString("to_code"),
        row.getBoolean("changed"),
        row.getString("status"),
        row.getString("present_code"),
        row.getUUID("scope_import_id"),
        undone == null ? null : undone.toInstant());
  }

  private static ScopeCount count(Row row) {
    return new ScopeCount(
        row.getUUID("client_id"),
        row.getString("code"),
        row.getString("name"),
        row.getString("scope_source"),
        row.getUUID("scope_import_id"),
        row.getString("file_name"),
        row.getLong("n"));
  }
}
