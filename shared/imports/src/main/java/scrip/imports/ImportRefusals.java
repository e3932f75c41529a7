package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Rows that were not taken, and why; rows that were taken with a warning. */
@ApplicationScoped
public class ImportRefusals {

  private static final String ADD =
      """
      INSERT INTO import_refusals (import_id, line, field, reason, severity, value, other_line, sealed)
      SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bytea[])
      """;

  private static final String PAGE =
      """
      SELECT line, field, reason, severity, value, other_line FROM import_refusals
      WHERE import_id = $1 AND (line, reason) > ($2, $3)
      ORDER BY line, reason LIMIT $4
      """;

  private static final String ROWS =
      """
      SELECT line, sealed FROM import_refusals
      WHERE import_id = $1 AND line > $2 AND severity = 'refused' AND sealed IS NOT NULL
      ORDER BY line LIMIT $3
      """;

  private static final String BY_REASON =
      """
      SELECT reason, severity, count(*) AS n FROM import_refusals WHERE import_id = $1
      GROUP BY reason, severity ORDER BY n DESC, reason
      """;

  private final Pool pool;

  public ImportRefusals(Pool pool) {
    this.pool = pool;
  }

  /** One line of the report. */
  public record Entry(
      long line, String field, RowFault fault, String severity, String value, Long otherLine) {}

  /** A refused row, sealed. */
  record SealedRow(long line, byte[] sealed) {}

  /** How often a reason came up. */
  public record Count(String reason, String severity, long rows) {}

  /** Adds to the report; each row's bytes come sealed, those of warnings as null. */
  Uni<Void> add(SqlConnection transaction, UUID importId, List<RefusedRow> rows, byte[][] sealed) {
    if (rows.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Buffer[] bytes = new Buffer[sealed.length];
    for (int i = 0; i < sealed.length; i++) {
      bytes[i] = sealed[i] == null ? null : Buffer.buffer(sealed[i]);
    }
    return transaction
        .preparedQuery(ADD)
        .execute(
            Tuple.tuple()
                .addUUID(importId)
                .addArrayOfLong(rows.stream().map(r -> r.row().line()).toArray(Long[]::new))
                .addArrayOfString(rows.stream().map(RefusedRow::field).toArray(String[]::new))
                .addArrayOfString(rows.stream().map(r -> r.fault().slug()).toArray(String[]::new))
                .addArrayOfString(
                    rows.stream()
                        .map(r -> r.warning() ? "warning" : "refused")
                        .toArray(String[]::new))
                .addArrayOfString(rows.stream().map(RefusedRow::value).toArray(String[]::new))
                .addArrayOfLong(rows.stream().map(RefusedRow::otherLine).toArray(Long[]::new))
                .addValue(bytes))
        .replaceWithVoid();
  }

  /** The report in the order of the file, behind a line and reason. */
  public Uni<List<Entry>> page(UUID importId, long line, String reason, int atMost) {
    return pool.preparedQuery(PAGE)
        .execute(Tuple.of(importId, line, reason, atMost))
        .map(
            rows -> {
              List<Entry> entries = new ArrayList<>();
              rows.forEach(row -> entries.add(entry(row)));
              return entries;
            });
  }

  /** Refused rows behind a line. */
  Uni<List<SealedRow>> rows(SqlConnection connection, UUID importId, long line, int atMost) {
    return connection
        .preparedQuery(ROWS)
        .execute(Tuple.of(importId, line, atMost))
        .map(
            rows -> {
              List<SealedRow> sealed = new ArrayList<>();
              rows.forEach(
                  row ->
                      sealed.add(
                          new SealedRow(row.getLong("line"), row.getBuffer("sealed").getBytes())));
              return sealed;
            });
  }

  /** Each reason and how many rows it has, the most frequent first. */
  public Uni<List<Count>> byReason(UUID importId) {
    return pool.preparedQuery(BY_REASON)
        .execute(Tuple.of(importId))
        .map(
            rows -> {
              List<Count> counts = new ArrayList<>();
              rows.forEach(
                  row ->
                      counts.add(
                          new Count(
                              row.getString("reason"),
                              row.getString("severity"),
                              row.getLong("n"))));
              return counts;
            });
  }

  private static Entry entry(Row row) {
    return new Entry(
        row.getLong("line"),
        row.getString("field"),
        RowFault.of(row.getString("reason")),
        row.getString("severity"),
        row.getString("value"),
        row.getLong("other_line"));
  }
}
