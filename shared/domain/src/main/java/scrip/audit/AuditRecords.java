package scrip.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** What was written to the audit log, for reading. */
@ApplicationScoped
public class AuditRecords {

  private static final String FIND =
      """
      SELECT id, at, actor, action, subject, subject_id, reason, detail, request_id, database_user
      FROM audit_log
      WHERE ($1::text IS NULL OR subject = $1::text) AND ($2::text IS NULL OR subject_id = $2::text)
        AND ($3::text IS NULL OR actor = $3::text)
        AND ($4::timestamptz IS NULL OR at >= $4::timestamptz) AND ($5::timestamptz IS NULL OR at < $5::timestamptz)
        AND ($6::bigint IS NULL OR id < $6::bigint)
      ORDER BY id DESC LIMIT $7
      """;

  private final Pool pool;

  public AuditRecords(Pool pool) {
    this.pool = pool;
  }

  /**
   * What to look for; null where anything will do.
   *
   * @param subject the table of what was acted on
   * @param from the first instant
   * @param to the instant after the last
   * @param before only rows older than this one
   */
  public record Wanted(
      String subject, String subjectId, String actor, Instant from, Instant to, Long before) {}

  /**
   * One act.
   *
   * @param databaseUser who was connected to the database; for SQL typed by people, who typed it
   */
  public record Act(
      long id,
      Instant at,
      String actor,
      String action,
      String subject,
      String subjectId,
      String reason,
      Map<String, Object> detail,
      String requestId,
      String databaseUser) {}

  /** The newest first. */
  public Uni<List<Act>> find(Wanted wanted, int atMost) {
    return pool.preparedQuery(FIND)
        .execute(
            Tuple.tuple()
                .addString(wanted.subject())
                .addString(wanted.subjectId())
                .addString(wanted.actor())
                .addOffsetDateTime(utc(wanted.from()))
                .addOffsetDateTime(utc(wanted.to()))
                .addLong(wanted.before())
                .addInteger(atMost))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(AuditRecords::act).toList());
  }

  private static Act act(Row row) {
    return new Act(
        row.getLong("id"),
        row.getOffsetDateTime("at").toInstant(),
        row.getString("actor"),
        row.getString("action"),
        row.getString("subject"),
        row.getString("subject_id"),
        row.getString("reason"),
        row.getValue("detail") instanceof JsonObject detail ? detail.getMap() : Map.of(),
        row.getString("request_id"),
        row.getString("database_user"));
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
