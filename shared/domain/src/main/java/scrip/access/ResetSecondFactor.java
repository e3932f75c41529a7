package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.problem.Refused;

/**
 * Forgets another person's second factor, whose device was lost, and ends the person's sessions.
 */
@ApplicationScoped
public class ResetSecondFactor {

  private final People people;
  private final SecondFactors secondFactors;
  private final Sessions sessions;
  private final AuditLog audit;
  private final Pool pool;

  public ResetSecondFactor(
      People people, SecondFactors secondFactors, Sessions sessions, AuditLog audit, Pool pool) {
    this.people = people;
    this.secondFactors = secondFactors;
    this.sessions = sessions;
    this.audit = audit;
    this.pool = pool;
  }

  /**
   * Does so.
   *
   * @throws Refused not-found; not-your-own
   */
  public Uni<Person> reset(UUID id, String reason, Caller caller) {
    if (id.equals(caller.agent().id())) {
      throw new Refused(AccessRefusal.NOT_YOUR_OWN);
    }
    return pool.withTransaction(
            transaction ->
                people
                    .lock(transaction, id)
                    .chain(() -> secondFactors.forget(transaction, id))
                    .chain(() -> sessions.endOthers(transaction, id, null))
                    .chain(
                        ended ->
                            audit.write(
                                transaction,
                                new AuditLog.Entry(
                                    caller.name(),
                                    "reset-second-factor",
                                    "people",
                                    id.toString(),
                                    reason,
                                    JsonObject.of("sessionsEnded", ended),
                                    caller.requestId()))))
        .chain(() -> people.get(id));
  }
}
