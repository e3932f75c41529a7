package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import scrip.imports.SortedScopes.Scope;

/** Scopes of a file on their way into vouchers. */
@ApplicationScoped
public class ImportedScopes {

  private static final String STATIONS =
      "SELECT code, id, state FROM stations WHERE client_id = $1 AND code = ANY ($2)";

  // In the order of ids, as all who lock several vouchers; from here to the end of the transaction
  // nobody redeems one of them.
  private static final String LOCK =
      """
      SELECT n.line, v.id, v.expires_at <= $5 AS over, v.status, v.station_scope, v.scope_source, v.scope_import_id
      FROM unnest($2::bigint[], $3::uuid[], $4::bytea[]) AS n (line, id, code_hash)
      JOIN vouchers v
        ON v.id = coalesce(n.id, (SELECT c.id FROM vouchers c WHERE c.code_hash = n.code_hash)) AND v.client_id = $1
      ORDER BY v.id FOR NO KEY UPDATE OF v
      """;

  private static final String BEFORE =
      "SELECT voucher_id, line FROM import_scopes WHERE import_id = $1 AND voucher_id = ANY ($2)";

  private static final String CHANGE =
      """
      UPDATE vouchers v
      SET station_scope = n.station, scope_source = $2, scope_import_id = $1, changed_by = 'import:' || $1::uuid,
          change_reason = n.reason, changed_at_station = NULL
      FROM unnest($3::uuid[], $4::uuid[], $5::text[]) AS n (id, station, reason)
      WHERE v.id = n.id
      """;

  private static final String KEEP =
      """
      INSERT INTO import_scopes (import_id, line, voucher_id, changed, station_id, previous_station, previous_source,
                                 previous_import)
      SELECT $1, * FROM unnest($2::bigint[], $3::uuid[], $4::boolean[], $5::uuid[], $6::uuid[], $7::text[], $8::uuid[])
      """;

  /**
   * What they go into.
   *
   * @param now by which vouchers are over
   */
  record Into(UUID importId, UUID client, String source, Instant now) {}

  /**
   * One row, ready to be taken.
   *
   * @param field the column that names the voucher
   * @param masked what it says
   * @param id null when the row has a code
   * @param codeHash null when the row has an id
   * @param station a code; null for any station
   */
  record Wanted(
      CsvRow row,
      String field,
      String masked,
      UUID id,
      byte[] codeHash,
      String station,
      String reason) {}

  /** A station as the rows name it. */
  record Station(UUID id, boolean closed) {}

  /**
   * Gives vouchers their scopes.
   *
   * @return rows that were not taken, and warnings
   */
  Uni<List<RefusedRow>> take(SqlConnection transaction, Into into, List<Wanted> rows) {
    return stations(transaction, into, rows)
        .chain(
            stations ->
                lock(transaction, into, rows)
                    .chain(
                        found ->
                            before(transaction, into, found)
                                .map(lines -> SortedScopes.of(rows, stations, found, lines))))
        .chain(
            sorted ->
                change(transaction, into, sorted.changed())
                    .chain(() -> keep(transaction, into, sorted.taken()))
                    .replaceWith(sorted.report()));
  }

  private static Uni<Map<String, Station>> stations(
      SqlConnection transaction, Into into, List<Wanted> rows) {
    String[] codes =
        rows.stream()
            .map(Wanted::station)
            .filter(Objects::nonNull)
            .distinct()
            .toArray(String[]::new);
    return transaction
        .preparedQuery(STATIONS)
        .execute(Tuple.tuple().addUUID(into.client()).addArrayOfString(codes))
        .map(
            found -> {
              Map<String, Station> stations = new HashMap<>();
              for (Row row : found) {
                stations.put(
                    row.getString("code"),
                    new Station(row.getUUID("id"), row.getString("state").equals("closed")));
              }
              return stations;
            });
  }

  private static Uni<Map<Long, Row>> lock(SqlConnection transaction, Into into, List<Wanted> rows) {
    return transaction
        .preparedQuery(LOCK)
        .execute(
            Tuple.tuple()
                .addUUID(into.client())
                .addArrayOfLong(rows.stream().map(r -> r.row().line()).toArray(Long[]::new))
                .addArrayOfUUID(rows.stream().map(Wanted::id).toArray(UUID[]::new))
                .addValue(
                    rows.stream()
                        .map(r -> r.codeHash() == null ? null : Buffer.buffer(r.codeHash()))
                        .toArray(Buffer[]::new))
                .addValue(into.now().atOffset(ZoneOffset.UTC)))
        .map(
            found -> {
              Map<Long, Row> byLine = new HashMap<>();
              found.forEach(row -> byLine.put(row.getLong("line"), row));
              return byLine;
            });
  }

  private static Uni<Map<UUID, Long>> before(
      SqlConnection transaction, Into into, Map<Long, Row> found) {
    UUID[] ids = found.values().stream().map(row -> row.getUUID("id")).toArray(UUID[]::new);
    return transaction
        .preparedQuery(BEFORE)
        .execute(Tuple.tuple().addUUID(into.importId()).addArrayOfUUID(ids))
        .map(
            rows -> {
              Map<UUID, Long> lines = new HashMap<>();
              rows.forEach(row -> lines.put(row.getUUID("voucher_id"), row.getLong("line")));
              return lines;
            });
  }

  private static Uni<Void> change(SqlConnection transaction, Into into, List<Scope> changed) {
    return changed.isEmpty()
        ? Uni.createFrom().voidItem()
        : transaction
            .preparedQuery(CHANGE)
            .execute(
                Tuple.tuple()
                    .addUUID(into.importId())
                    .addString(into.source())
                    .addArrayOfUUID(ids(changed, Scope::voucher))
                    .addArrayOfUUID(ids(changed, Scope::station))
                    .addArrayOfString(changed.stream().map(Scope::reason).toArray(String[]::new)))
            .replaceWithVoid();
  }

  private static Uni<Void> keep(SqlConnection transaction, Into into, List<Scope> taken) {
    return taken.isEmpty()
        ? Uni.createFrom().voidItem()
        : transaction
            .preparedQuery(KEEP)
            .execute(
                Tuple.tuple()
                    .addUUID(into.importId())
                    .addArrayOfLong(taken.stream().map(Scope::line).toArray(Long[]::new))
                    .addArrayOfUUID(ids(taken, Scope::voucher))
                    .addArrayOfBoolean(taken.stream().map(Scope::changes).toArray(Boolean[]::new))
                    .addArrayOfUUID(ids(taken, Scope::station))
                    .addArrayOfUUID(ids(taken, Scope::previousStation))
                    .addArrayOfString(
                        taken.stream().map(Scope::previousSource).toArray(String[]::new))
                    .addArrayOfUUID(ids(taken, Scope::previousImport)))
            .replaceWithVoid();
  }

  private static UUID[] ids(List<Scope> scopes, Function<Scope, UUID> member) {
    return scopes.stream().map(member).toArray(UUID[]::new);
  }
}
