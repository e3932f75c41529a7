package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import scrip.problem.Refused;

/**
 * Four eyes: acts that one person asks for and another one grants. The act itself uses the grant up
 * in its own transaction, so a grant is good for one act and never for a failed one.
 */
@ApplicationScoped
public class Approvals {

  private static final String USE =
      """
      UPDATE approvals SET used_at = now()
      WHERE action = $1 AND fingerprint = $2 AND asked_by = $3 AND granted AND used_at IS NULL AND expires_at > now()
      RETURNING decided_by
      """;

  // Asked again, a request that is still open stays as it is; one whose time is over is asked anew.
  private static final String ASK =
      """
      INSERT INTO approvals AS a (action, fingerprint, asked_by, client_id, subject, subject_ids, reason, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, now() + INTERVAL '24 hours')
      ON CONFLICT (action, fingerprint, asked_by) WHERE used_at IS NULL AND granted IS NOT FALSE DO UPDATE
        SET reason = EXCLUDED.reason,
            asked_at = CASE WHEN a.expires_at > now() THEN a.asked_at ELSE now() END,
            decided_by = CASE WHEN a.expires_at > now() THEN a.decided_by END,
            decided_at = CASE WHEN a.expires_at > now() THEN a.decided_at END,
            granted = CASE WHEN a.expires_at > now() THEN a.granted END,
            expires_at = CASE WHEN a.expires_at > now() THEN a.expires_at ELSE EXCLUDED.expires_at END
      RETURNING id
      """;

  private final Pool pool;

  public Approvals(Pool pool) {
    this.pool = pool;
  }

  /**
   * What is to be done, exactly.
   *
   * @param action a verb, such as release-card
   * @param client whose data it is about; null when it is about no client's
   * @param subject the table
   * @param subjectIds all of them, in any order
   */
  public record Act(
      String action, UUID client, String subject, List<String> subjectIds, String reason) {

    byte[] fingerprint() {
      return Hash.sha256(
          action
              + "\n"
              + subject
              + "\n"
              + String.join("\n", subjectIds.stream().sorted().toList()));
    }
  }

  /**
   * Does the work in a transaction together with using up the grant.
   *
   * @param work given the connection of the transaction
   * @throws Refused approval-required, when nobody has granted exactly this yet: it was asked for
   *     now, or had been before
   */
  public <T> Uni<T> withGrant(Caller caller, Act act, Function<SqlConnection, Uni<T>> work) {
    return pool.withTransaction(
            transaction ->
                transaction
                    .preparedQuery(USE)
                    .execute(tuple(caller, act))
                    .chain(
                        used ->
                            used.rowCount() == 0
                                ? Uni.createFrom().<T>failure(new NotGranted())
                                : work.apply(transaction)))
        .onFailure(NotGranted.class)
        .recoverWithUni(() -> ask(caller, act));
  }

  private <T> Uni<T> ask(Caller caller, Act act) {
    return pool.preparedQuery(ASK)
        .execute(
            tuple(caller, act)
                .addUUID(act.client())
                .addString(act.subject())
                .addArrayOfString(act.subjectIds().toArray(String[]::new))
                .addString(act.reason()))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              throw new Refused(AccessRefusal.APPROVAL_REQUIRED)
                  .with("approvalId", row.getUUID("id").toString());
            });
  }

  private static Tuple tuple(Caller caller, Act act) {
    return Tuple.tuple()
        .addString(act.action())
        .addValue(Buffer.buffer(act.fingerprint()))
        .addString(caller.name());
  }

  /** Undoes the transaction that looked for the grant. */
  private static final class NotGranted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotGranted() {
      super(null, null, false, false);
    }
  }
}
