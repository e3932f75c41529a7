package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.problem.Refused;

/**
 * Takes the caller's second factor into use. The session it is done in goes on, with all rights of
 * its person; all others end, because they were opened without one.
 */
@ApplicationScoped
public class ConfirmSecondFactor {

  private final People people;
  private final SecondFactors secondFactors;
  private final Sessions sessions;
  private final Credentials credentials;
  private final AuditLog audit;
  private final Clock clock;
  private final Pool pool;

  public ConfirmSecondFactor(
      People people,
      SecondFactors secondFactors,
      Sessions sessions,
      Credentials credentials,
      AuditLog audit,
      Clock clock,
      Pool pool) {
    this.people = people;
    this.secondFactors = secondFactors;
    this.sessions = sessions;
    this.credentials = credentials;
    this.audit = audit;
    this.clock = clock;
    this.pool = pool;
  }

  /**
   * Does so when the code is right.
   *
   * @throws Refused code-refused; second-factor-in-use
   */
  public Uni<Void> confirm(String code, Caller caller) {
    UUID id = caller.agent().id();
    return pool.withTransaction(
        transaction ->
            people
                .lock(transaction, id)
                .chain(
                    person -> {
                      if (person.secondFactor().confirmed()) {
                        throw new Refused(AccessRefusal.SECOND_FACTOR_IN_USE);
                      }
                      OptionalLong step =
                          person.secondFactor().sealed() == null
                              ? OptionalLong.empty()
                              : credentials.step(secondFactors.open(person), code, clock.instant());
                      if (step.isEmpty()) {
                        throw new Refused(AccessRefusal.CODE_REFUSED);
                      }
                      return confirm(transaction, person, step.getAsLong(), caller);
                    }));
  }

  private Uni<Void> confirm(SqlConnection transaction, Person person, long step, Caller caller) {
    UUID session = caller.agent().session();
    return secondFactors
        .confirm(transaction, person, step)
        .map(epoch -> epoch.orElseThrow(() -> new Refused(AccessRefusal.SECOND_FACTOR_IN_USE)))
        .chain(epoch -> sessions.keep(transaction, session, epoch))
        .chain(() -> sessions.endOthers(transaction, person.id(), session))
        .chain(
            ended ->
                audit.write(
                    transaction,
                    new AuditLog.Entry(
                        caller.name(),
                        "enrol-second-factor",
                        "people",
                        person.id().toString(),
                        null,
                        JsonObject.of("sessionsEnded", ended),
                        caller.requestId())));
  }
}
