package scrip.notification;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

/** What a provider reported of messages that no attempt of ours accounts for. */
@ApplicationScoped
public class UnmatchedReports {

  // A message that was bound later, by a look-up, is accounted for.
  private static final String LIST =
      """
      SELECT r.id, r.message_id, r.word, r.code, r.source, r.received_at FROM delivery_receipts r
      WHERE r.attempt_id IS NULL AND ($1::bigint IS NULL OR r.id < $1)
        AND NOT EXISTS (SELECT FROM provider_messages m WHERE m.message_id = r.message_id)
      ORDER BY r.id DESC LIMIT $2
      """;

  private final Pool pool;

  public UnmatchedReports(Pool pool) {
    this.pool = pool;
  }

  /**
   * One report.
   *
   * @param messageId the provider's, by which its console finds the message
   * @param code 0 when it gave none
   * @param source callback, fetch or look-up
   */
  public record Unmatched(
      long id, String messageId, String word, int code, String source, Instant at) {}

  /**
   * The newest first.
   *
   * @param before only those older than this one; null for the first page
   */
  public Uni<List<Unmatched>> list(Long before, int atMost) {
    return pool.preparedQuery(LIST)
        .execute(Tuple.of(before, atMost))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(
                        row ->
                            new Unmatched(
                                row.getLong("id"),
                                row.getString("message_id"),
                                row.getString("word"),
                                row.getInteger("code"),
                                row.getString("source"),
                                Notifications.instant(row, "received_at")))
                    .toList());
  }
}
