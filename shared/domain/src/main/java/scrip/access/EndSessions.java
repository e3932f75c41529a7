package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** Ends sessions: one, or all of a person's. What is over stays over. */
@ApplicationScoped
public class EndSessions {

  private final People people;
  private final Sessions sessions;
  private final AuditLog audit;
  private final Pool pool;

  public EndSessions(People people, Sessions sessions, AuditLog audit, Pool pool) {
    this.people = people;
    this.sessions = sessions;
    this.audit = audit;
    this.pool = pool;
  }

  /** Signs the caller out; no reason is asked for. */
  public Uni<Void> own(Caller caller) {
    UUID id = caller.agent().session();
    return pool.withTransaction(
        transaction ->
            sessions
                .end(transaction, id, caller.agent().id())
                .chain(
                    () ->
                        audit.write(
                            transaction, entry("sign-out", "sessions", id, null, 1, caller))));
  }

  /**
   * Ends one session of a person.
   *
   * @throws Refused not-found, when it is over already or not that person's
   */
  public Uni<Integer> one(UUID person, UUID session, String reason, Caller caller) {
    return pool.withTransaction(
        transaction ->
            sessions
                .end(transaction, session, person)
                .invoke(
                    ended -> {
                      if (!ended) {
                        throw new Refused(
                            RequestRefusal.NOT_FOUND, "There is no such open session.");
                      }
                    })
                .chain(
                    () ->
                        audit.write(
                            transaction,
                            entry("end-session", "sessions", session, reason, 1, caller)))
                .replaceWith(1));
  }

  /**
   * Ends all sessions of a person; returns how many there were.
   *
   * @throws Refused not-found
   */
  public Uni<Integer> all(UUID person, String reason, Caller caller) {
    return pool.withTransaction(
        transaction ->
            people
                .lock(transaction, person)
                .chain(() -> people.raiseEpoch(transaction, person))
                .chain(() -> sessions.endOthers(transaction, person, null))
                .call(
                    ended ->
                        audit.write(
                            transaction,
                            entry("end-all-sessions", "people", person, reason, ended, caller))));
  }

  private static AuditLog.Entry entry(
      String action, String subject, UUID id, String reason, int ended, Caller caller) {
    return new AuditLog.Entry(
        caller.name(),
        action,
        subject,
        id.toString(),
        reason,
        JsonObject.of("sessionsEnded", ended),
        caller.requestId());
  }
}
