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
      "INSERT INTO audit_log (actor, action, subject, subject_id, reason, detail) VALUES ($1, $2, $3, $4, $5, $6)";

  /**
   * One act.
   *
   * @param actor who: a person, a key, a job; never an address
   * @param subject the table of what was acted on
   * @param detail no secrets, no addresses
   */
  public record Entry(
      String actor,
      String action,
      String subject,
      String subjectId,
      String reason,
      JsonObject detail) {}

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
                entry.detail()))
        .replaceWithVoid();
  }
}
