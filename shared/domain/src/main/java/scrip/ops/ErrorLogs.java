package scrip.ops;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What went wrong, by type, for counting a day's errors. No messages, no secrets: the log has the
 * rest.
 */
@ApplicationScoped
public class ErrorLogs {

  /** More of one type than this on one day, and somebody must look. */
  public static final int A_DAY_AT_MOST = 10;

  private static final String WRITE =
      "INSERT INTO error_logs (error_type, function, build, request_id) VALUES ($1, $2, $3, $4)";

  private static final String COUNTS =
      """
      SELECT day, error_type, function, count(*) AS count,
             sum(count(*)) OVER (PARTITION BY day, error_type) > $2::integer AS raised
      FROM (SELECT (occurred_at AT TIME ZONE 'UTC')::date AS day, error_type, function FROM error_logs
            WHERE occurred_at >= $1::timestamptz) AS e
      GROUP BY day, error_type, function
      ORDER BY day DESC, count DESC, error_type, function LIMIT 2000
      """;

  private static final String RECENT =
      """
      SELECT id, error_type, function, build, request_id, occurred_at FROM error_logs
      WHERE ($1::text IS NULL OR error_type = $1::text) AND ($2::bigint IS NULL OR id < $2::bigint)
      ORDER BY id DESC LIMIT $3
      """;

  private final Pool pool;
  private final BuildConfig build;

  public ErrorLogs(Pool pool, BuildConfig build) {
    this.pool = pool;
    this.build = build;
  }

  /**
   * Errors of one type in one function on one day.
   *
   * @param day in UTC
   * @param raised whether all functions together had more than {@link #A_DAY_AT_MOST} of this type
   *     that day
   */
  public record Count(LocalDate day, String type, String function, long count, boolean raised) {}

  /** One error; the log has more under its request id. */
  public record Error(
      long id, String type, String function, String build, String requestId, Instant occurredAt) {}

  /** Writes one error; when even that fails, the log has it and the caller goes on. */
  public Uni<Void> write(String type, String function, String requestId) {
    return pool.preparedQuery(WRITE)
        .execute(Tuple.of(type, function, build.id(), requestId))
        .replaceWithVoid()
        .onFailure()
        .recoverWithNull();
  }

  /** Counts from the beginning of a day in UTC until now, the latest day first. */
  public Uni<List<Count>> counts(LocalDate from) {
    return pool.preparedQuery(COUNTS)
        .execute(Tuple.of(from.atStartOfDay().atOffset(ZoneOffset.UTC), A_DAY_AT_MOST))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(
                        row ->
                            new Count(
                                row.getLocalDate("day"),
                                row.getString("error_type"),
                                row.getString("function"),
                                row.getLong("count"),
                                row.getBoolean("raised")))
                    .toList());
  }

  /**
   * The newest first.
   *
   * @param type of this type only; null for all
   * @param before only those older than this one; null for all
   */
  public Uni<List<Error>> recent(String type, Long before, int atMost) {
    return pool.preparedQuery(RECENT)
        .execute(Tuple.tuple().addString(type).addLong(before).addInteger(atMost))
        .map(
            rows -> StreamSupport.stream(rows.spliterator(), false).map(ErrorLogs::error).toList());
  }

  private static Error error(Row row) {
    return new Error(
        row.getLong("id"),
        row.getString("error_type"),
        row.getString("function"),
        row.getString("build"),
        row.getString("request_id"),
        row.getOffsetDateTime("occurred_at").toInstant());
  }
}
