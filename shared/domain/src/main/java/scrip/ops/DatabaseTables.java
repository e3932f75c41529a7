package scrip.ops;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import scrip.problem.Refused;

/** Sizes and use of tables and indexes, as the database counts them. */
@ApplicationScoped
public class DatabaseTables {

  // Pages that the live rows would fill, by the widths that ANALYZE found; what is beyond them is
  // bloat.
  private static final String TABLES =
      """
      SELECT s.schemaname || '.' || s.relname AS name, pg_total_relation_size(s.relid) AS total_bytes,
             pg_relation_size(s.relid) AS table_bytes, pg_indexes_size(s.relid) AS index_bytes, s.n_live_tup, s.n_dead_tup,
             greatest(s.last_vacuum, s.last_autovacuum) AS last_vacuum,
             greatest(s.last_analyze, s.last_autoanalyze) AS last_analyze,
             CASE WHEN c.reltuples >= 0 AND w.width IS NOT NULL THEN greatest(0, pg_relation_size(s.relid)
               - ceil(s.n_live_tup * (28 + w.width) / (8168 * coalesce(f.fill, 100) / 100.0)) * 8192)::bigint END AS bloat_bytes
      FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
      CROSS JOIN LATERAL (SELECT sum((1 - p.null_frac) * p.avg_width)::float8 AS width FROM pg_stats p
                          WHERE p.schemaname = s.schemaname AND p.tablename = s.relname) AS w
      CROSS JOIN LATERAL (SELECT max(o.option_value::integer) AS fill FROM pg_options_to_table(c.reloptions) o
                          WHERE o.option_name = 'fillfactor') AS f
      WHERE s.schemaname IN ('public', 'cron', 'scrip_cron')
      ORDER BY total_bytes DESC, name LIMIT 200
      """;

  private static final String UNUSED =
      """
      SELECT s.schemaname || '.' || s.relname AS table_name, s.indexrelname AS name, pg_relation_size(s.indexrelid) AS bytes
      FROM pg_stat_user_indexes s JOIN pg_index i USING (indexrelid)
      WHERE s.idx_scan = 0 AND NOT i.indisunique AND s.schemaname IN ('public', 'cron', 'scrip_cron')
      ORDER BY bytes DESC, name LIMIT 200
      """;

  private static final String DUPLICATES =
      """
      SELECT min(n.nspname || '.' || t.relname) AS table_name, array_agg(c.relname::text ORDER BY c.relname) AS names,
             sum(pg_relation_size(i.indexrelid)) - max(pg_relation_size(i.indexrelid)) AS bytes
      FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
      JOIN pg_namespace n ON n.oid = t.relnamespace
      WHERE n.nspname IN ('public', 'cron', 'scrip_cron')
      GROUP BY i.indrelid, c.relam, i.indkey::text, i.indclass::text, i.indcollation::text, i.indoption::text,
               pg_get_expr(i.indexprs, i.indrelid), pg_get_expr(i.indpred, i.indrelid)
      HAVING count(*) > 1 LIMIT 200
      """;

  private static final String SCANNED =
      """
      SELECT schemaname || '.' || relname AS table_name, seq_scan, seq_tup_read / seq_scan AS rows_a_scan,
             coalesce(idx_scan, 0) AS idx_scan, n_live_tup
      FROM pg_stat_user_tables
      WHERE seq_scan > 50 AND seq_tup_read / seq_scan > 5000 AND schemaname IN ('public', 'cron', 'scrip_cron')
      ORDER BY seq_tup_read DESC LIMIT 50
      """;

  private static final String SINCE =
      "SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()";

  private final Pool pool;

  public DatabaseTables(Pool pool) {
    this.pool = pool;
  }

  /**
   * One table. Sizes in bytes.
   *
   * @param bloatBytes estimate of what a rewrite would give back; null until it was analysed
   */
  public record Table(
      String name,
      long totalBytes,
      long tableBytes,
      long indexBytes,
      long liveRows,
      long deadRows,
      Long bloatBytes,
      Instant lastVacuum,
      Instant lastAnalyze) {}

  /** An index that was never read, and guards nothing. */
  public record Unused(String table, String name, long bytes) {}

  /** Indexes that are the same; {@code bytes} is what the spare ones take. */
  public record Duplicate(String table, List<String> names, long bytes) {}

  /** A table that is often read from end to end. */
  public record Scanned(String table, long scans, long rowsAScan, long indexScans, long liveRows) {}

  /**
   * How indexes are used.
   *
   * @param countedSince when the database began to count; null since it was made
   */
  public record Indexes(
      Instant countedSince,
      List<Unused> unused,
      List<Duplicate> duplicates,
      List<Scanned> missingCandidates) {}

  /**
   * The largest first.
   *
   * @throws Refused table-locked, rather than waiting for it
   */
  public Uni<List<Table>> tables() {
    return hasty(TABLES, DatabaseTables::table);
  }

  /**
   * How indexes are used.
   *
   * @throws Refused table-locked, rather than waiting for it
   */
  public Uni<Indexes> indexes() {
    return hasty(
            UNUSED,
            r -> new Unused(r.getString("table_name"), r.getString("name"), r.getLong("bytes")))
        .chain(
            unused ->
                hasty(
                        DUPLICATES,
                        r ->
                            new Duplicate(
                                r.getString("table_name"),
                                Arrays.asList(r.getArrayOfStrings("names")),
                                r.getNumeric("bytes").longValue()))
                    .chain(
                        duplicates ->
                            hasty(SCANNED, DatabaseTables::scanned)
                                .chain(
                                    scanned ->
                                        since()
                                            .map(
                                                since ->
                                                    new Indexes(
                                                        since, unused, duplicates, scanned)))));
  }

  private Uni<Instant> since() {
    return pool.query(SINCE)
        .execute()
        .map(rows -> instant(rows.iterator().next().getOffsetDateTime("stats_reset")));
  }

  /** A size is read under a lock that waits for whoever alters the table: not here. */
  private <T> Uni<List<T>> hasty(String sql, Function<Row, T> each) {
    return pool.withTransaction(
            transaction ->
                transaction
                    .query("SET LOCAL lock_timeout = '1s'")
                    .execute()
                    .chain(() -> transaction.query(sql).execute()))
        .map(
            (RowSet<Row> rows) ->
                StreamSupport.stream(rows.spliterator(), false).map(each).toList())
        .onFailure(e -> e instanceof PgException pg && "55P03".equals(pg.getSqlState()))
        .transform(e -> new Refused(OperationsRefusal.TABLE_LOCKED));
  }

  private static Table table(Row row) {
    return new Table(
        row.getString("name"),
        row.getLong("total_bytes"),
        row.getLong("table_bytes"),
        row.getLong("index_bytes"),
        row.getLong("n_live_tup"),
        row.getLong("n_dead_tup"),
        row.getLong("bloat_bytes"),
        instant(row.getOffsetDateTime("last_vacuum")),
        instant(row.getOffsetDateTime("last_analyze")));
  }

  private static Scanned scanned(Row row) {
    return new Scanned(
        row.getString("table_name"),
        row.getLong("seq_scan"),
        row.getLong("rows_a_scan"),
        row.getLong("idx_scan"),
        row.getLong("n_live_tup"));
  }

  private static Instant instant(OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
