package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

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
      INSERT INTO approvals AS a (action, fingerprint, asked_by, client_id, subject, subject_ids, reason, evidence, expires_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now() + INTERVAL '24 hours')
      ON CONFLICT (action, fingerprint, asked_by) WHERE used_at IS NULL AND granted IS NOT FALSE DO UPDATE
        SET reason = CASE WHEN a.expires_at > now() THEN a.reason ELSE EXCLUDED.reason END,
            asked_at = CASE WHEN a.expires_at > now() THEN a.asked_at ELSE now() END,
            decided_by = CASE WHEN a.expires_at > now() THEN a.decided_by END,
            decided_at = CASE WHEN a.expires_at > now() THEN a.decided_at END,
            granted = CASE WHEN a.expires_at > now() THEN a.granted END,
            expires_at = CASE WHEN a.expires_at > now() THEN a.expires_at ELSE EXCLUDED.expires_at END
      RETURNING id
      """;

  private static final String OPEN =
      """
      SELECT a.id, a.action, a.client_id, a.subject, a.subject_ids, a.reason, a.evidence, a.asked_by, a.asked_at, a.expires_at, a.granted
      FROM approvals a
      WHERE a.decided_at IS NULL AND a.used_at IS NULL AND a.expires_at > now()
        AND ($1::uuid[] IS NULL OR a.client_id = ANY ($1))
        AND ($2::timestamptz IS NULL OR (a.asked_at, a.id) > ($2, $3::uuid))
      ORDER BY a.asked_at, a.id LIMIT $4
      """;

  // Who made a key is behind what the key asks for; and who made somebody's password link may be
  // behind what they decide.
  private static final String DECIDE =
      """
      UPDATE approvals a SET decided_by = $2, decided_at = now(), granted = $3, decision_reason = $4
      WHERE a.id = $1 AND a.decided_at IS NULL AND a.used_at IS NULL AND a.expires_at > now() AND a.asked_by <> $2
        AND NOT EXISTS (SELECT FROM api_keys k WHERE 'agent:' || k.id = a.asked_by AND k.made_by = $2)
        AND NOT EXISTS (
          SELECT FROM password_resets l
          WHERE $2 = 'person:' || l.person_id AND l.made_by = a.asked_by
            AND l.used_at > a.asked_at - INTERVAL '24 hours' AND l.used_at < a.asked_at + INTERVAL '24 hours')
        AND ($5::uuid[] IS NULL OR a.client_id = ANY ($5))
      RETURNING a.id, a.action, a.client_id, a.subject, a.subject_ids, a.reason, a.evidence, a.asked_by, a.asked_at, a.expires_at,
                a.granted
      """;

  private static final String WHY_NOT =
      """
      SELECT a.decided_at IS NULL AND a.used_at IS NULL AND a.expires_at > now() AS open
      FROM approvals a WHERE a.id = $1 AND ($2::uuid[] IS NULL OR a.client_id = ANY ($2))
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
   * @param reason as typed: another one is another act
   * @param evidence as typed, alike; null where none is asked for
   */
  public record Act(
      String action,
      UUID client,
      String subject,
      List<String> subjectIds,
      String reason,
      String evidence) {

    public Act(String action, UUID client, String subject, List<String> subjectIds, String reason) {
      this(action, client, subject, subjectIds, reason, null);
    }

    /** The same act with what it rests on. */
    public Act on(String evidence) {
      return new Act(action, client, subject, subjectIds, reason, evidence);
    }

    byte[] fingerprint() {
      return Hash.sha256(
          new JsonArray()
              .add(action)
              .add(subject)
              .add(new JsonArray(subjectIds.stream().sorted().toList()))
              .add(reason)
              .add(evidence)
              .encode());
    }
  }

  /**
   * What somebody asks for.
   *
   * @param client null when it is about no client's data
   * @param evidence null where none is asked for
   * @param granted null while nobody has decided
   */
  public record Asked(
      UUID id,
      String action,
      UUID client,
      String subject,
      List<String> subjectIds,
      String reason,
      String evidence,
      String askedBy,
      Instant askedAt,
      Instant expiresAt,
      Boolean granted) {}

  /** What is open, of clients one may see, the oldest first; after the last one seen so far. */
  public Uni<List<Asked>> open(Clients clients, Instant after, UUID afterId, int atMost) {
    return pool.preparedQuery(OPEN)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(clients.orNull())
                .addOffsetDateTime(after == null ? null : after.atOffset(ZoneOffset.UTC))
                .addUUID(afterId)
                .addInteger(atMost))
        .map(
            rows -> {
              List<Asked> open = new ArrayList<>();
              rows.forEach(row -> open.add(asked(row)));
              return open;
            });
  }

  /**
   * Writes somebody's decision.
   *
   * @throws Refused not-found; not-your-own, for who asked, made the key that asked, or had their
   *     password link from who asked, used a day before or after; decided-before
   */
  Uni<Asked> decide(
      SqlConnection transaction, UUID id, boolean granted, String reason, Caller caller) {
    UUID[] clients = caller.agent().clients().orNull();
    return transaction
        .preparedQuery(DECIDE)
        .execute(Tuple.of(id, caller.name(), granted, reason).addArrayOfUUID(clients))
        .chain(
            rows -> {
              for (Row row : rows) {
                return Uni.createFrom().item(asked(row));
              }
              return transaction
                  .preparedQuery(WHY_NOT)
                  .execute(Tuple.tuple().addUUID(id).addArrayOfUUID(clients))
                  .map(
                      found -> {
                        throw whyNot(found);
                      });
            });
  }

  private static Refused whyNot(RowSet<Row> found) {
    for (Row row : found) {
      return new Refused(
          row.getBoolean("open") ? AccessRefusal.NOT_YOUR_OWN : AccessRefusal.DECIDED_BEFORE);
    }
    return new Refused(RequestRefusal.NOT_FOUND, "There is no such request.");
  }

  private static Asked asked(Row row) {
    return new Asked(
        row.getUUID("id"),
        row.getString("action"),
        row.getUUID("client_id"),
        row.getString("subject"),
        List.of(row.getArrayOfStrings("subject_ids")),
        row.getString("reason"),
        row.getString("evidence"),
        row.getString("asked_by"),
        row.getOffsetDateTime("asked_at").toInstant(),
        row.getOffsetDateTime("expires_at").toInstant(),
        row.getBoolean("granted"));
  }

  /**
   * Does the work in a transaction together with using up the grant.
   *
   * @param work given the connection of the transaction
   * @throws Refused forbidden, for keys; approval-required, when nobody has granted exactly this
   *     yet: it was asked for now, or had been before
   */
  public <T> Uni<T> withGrant(Caller caller, Act act, Function<SqlConnection, Uni<T>> work) {
    if (caller.agent() == null || !caller.agent().isPerson()) {
      throw new Refused(
          RequestRefusal.FORBIDDEN,
          "Another person must grant this, and only a person may ask for it, not a key.");
    }
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
                .addString(act.reason())
                .addString(act.evidence()))
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
