package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.audit.AuditLog;
import scrip.problem.Refused;

/** Sets a password by a link, and ends all sessions of its person. */
@ApplicationScoped
public class SetPassword {

  private final Limits limits;
  private final PasswordResets resets;
  private final People people;
  private final Sessions sessions;
  private final Credentials credentials;
  private final AuditLog audit;
  private final Pool pool;

  public SetPassword(
      Limits limits,
      PasswordResets resets,
      People people,
      Sessions sessions,
      Credentials credentials,
      AuditLog audit,
      Pool pool) {
    this.limits = limits;
    this.resets = resets;
    this.people = people;
    this.sessions = sessions;
    this.credentials = credentials;
    this.audit = audit;
    this.pool = pool;
  }

  /**
   * Does so; of two at the same time one wins. A password that the rules refuse leaves the link
   * good.
   *
   * @throws Refused link-over; invalid-request, with what is wrong with the password;
   *     too-many-attempts
   */
  public Uni<Void> set(String token, String password, Caller visitor) {
    return limits
        .chargeLink(visitor.address())
        .chain(() -> resets.find(token))
        .chain(found -> people.get(found.orElseThrow(SetPassword::over)))
        .chain(
            person -> {
              PasswordRules.fault(person.name(), password)
                  .ifPresent(
                      fault -> {
                        throw Refused.invalid("/password", fault);
                      });
              return credentials
                  .hash(password)
                  .chain(
                      hash ->
                          pool.withTransaction(
                              transaction -> set(transaction, person, token, hash, visitor)));
            });
  }

  private Uni<Void> set(
      SqlConnection transaction, Person person, String token, String hash, Caller visitor) {
    return resets
        .use(transaction, token)
        .invoke(used -> used.orElseThrow(SetPassword::over))
        .chain(() -> people.setPassword(transaction, person.id(), hash))
        .invoke(
            set -> {
              if (!set) {
                throw over();
              }
            })
        .chain(() -> sessions.endOthers(transaction, person.id(), null))
        .call(() -> limits.refundLink(transaction, visitor.address(), person.name()))
        .chain(
            ended ->
                audit.write(
                    transaction,
                    new AuditLog.Entry(
                        person.actor(),
                        "set-password",
                        "people",
                        person.id().toString(),
                        null,
                        JsonObject.of("sessionsEnded", ended),
                        visitor.requestId())));
  }

  private static Refused over() {
    return new Refused(AccessRefusal.LINK_OVER);
  }
}
