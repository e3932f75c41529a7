package scrip.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Who did what and why. Rows are written in the transaction of what they record and never changed.
 */
@ApplicationScoped
public class AuditLog {

  private static final String WRITE =
      "INSERT INTO audit_log (actor, action, subject, subject_id, reason, detail, request_id) VALUES ($1, $2, $3, $4, $5, $6, $7)";

  private static final String ACT_AS =
      "SELECT set_config('scrip.actor', $1, true), set_config('scrip.evidence', $2, true)";

  /**
   * One act.
   *
   * @param actor who: a person, a key, a job; never an address
   * @param subject the table of what was acted on
   * @param detail no secrets, no addresses
   * @param requestId null for a job
   */
  public record Entry(
      String actor,
      String action,
      String subject,
      String subjectId,
      String reason,
      JsonObject detail,
      String requestId) {}

  /**
   * Tells the database who acts in this transaction, for the histories that its triggers write.
   *
   * @param evidence why it may be done; goes into the row of a release
   */
  public Uni<Void> actAs(SqlConnection transaction, String actor, JsonObject evidence) {
    return transaction
        .preparedQuery(ACT_AS)
        .execute(Tuple.of(actor, evidence.encode()))
        .replaceWithVoid();
  }

  /** Writes on the connection of the caller's transaction. */
  public Uni<Void> write(SqlConnection transaction, Entry entry) {
    return transaction
        .preparedQuery(WRITE)
        .execute(
            Tuple.of(
                    entry.actor(),
                    entry.action(),
                    entry.subject(),
                    entry.subjectId(),
                    entry.reason(),
                    entry.detail())
                .addString(entry.requestId()))
        .replaceWithVoid();
  }
}
