package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Locale;
import java.util.OptionalLong;
import scrip.audit.AuditLog;
import scrip.problem.Refused;

/**
 * Lets a person in. Every wrong combination of name, password and code gets one answer after the
 * same work, so that nobody learns which part was wrong or which names there are.
 */
@ApplicationScoped
public class SignIn {

  private final Limits limits;
  private final MakeFirstAdmin makeFirstAdmin;
  private final People people;
  private final SecondFactors secondFactors;
  private final Credentials credentials;
  private final Sessions sessions;
  private final AuditLog audit;
  private final Clock clock;
  private final Pool pool;

  public SignIn(
      Limits limits,
      MakeFirstAdmin makeFirstAdmin,
      People people,
      SecondFactors secondFactors,
      Credentials credentials,
      Sessions sessions,
      AuditLog audit,
      Clock clock,
      Pool pool) {
    this.limits = limits;
    this.makeFirstAdmin = makeFirstAdmin;
    this.people = people;
    this.secondFactors = secondFactors;
    this.credentials = credentials;
    this.sessions = sessions;
    this.audit = audit;
    this.clock = clock;
    this.pool = pool;
  }

  /** What somebody typed; the code may be null. Prints itself as nothing. */
  public record Typed(String name, String password, String code) {

    @Override
    public String toString() {
      return "Typed[…]";
    }
  }

  /**
   * Opens a session. Each try is charged as a failure before anything is looked up, so that tries
   * side by side cannot exceed a budget; a success gives its charge back.
   *
   * @throws Refused sign-in-refused; too-many-attempts; not-configured, when nobody has an account
   *     yet and the secret of the first admin is missing
   */
  public Uni<Sessions.Opened> signIn(Typed typed, Caller visitor) {
    String name = typed.name().strip().toLowerCase(Locale.ROOT);
    return limits
        .chargeSignIn(visitor.address(), name)
        .chain(() -> makeFirstAdmin.whenThereIsNobody(visitor.requestId()))
        .chain(() -> people.named(name))
        .chain(
            found -> {
              Person person = found.orElse(null);
              return credentials
                  .isPassword(typed.password(), person == null ? null : person.passwordHash())
                  .chain(
                      right -> {
                        if (!right || person == null || person.disabled()) {
                          throw new Refused(AccessRefusal.SIGN_IN_REFUSED);
                        }
                        OptionalLong step = step(person, typed.code());
                        return pool.withTransaction(
                            transaction -> open(transaction, person, step, visitor));
                      });
            });
  }

  /** The step of the code; empty for somebody who needs none. */
  private OptionalLong step(Person person, String code) {
    if (!person.secondFactor().confirmed()) {
      return OptionalLong.empty();
    }
    OptionalLong step =
        code == null
            ? OptionalLong.empty()
            : credentials.step(secondFactors.open(person), code, clock.instant());
    if (step.isEmpty()) {
      throw new Refused(AccessRefusal.SIGN_IN_REFUSED);
    }
    return step;
  }

  private Uni<Sessions.Opened> open(
      SqlConnection transaction, Person person, OptionalLong step, Caller visitor) {
    Uni<Boolean> used =
        step.isEmpty()
            ? Uni.createFrom().item(true)
            : secondFactors.use(transaction, person, step.getAsLong());
    return used.invoke(
            first -> {
              if (!first) {
                throw new Refused(AccessRefusal.SIGN_IN_REFUSED);
              }
            })
        .chain(() -> sessions.open(transaction, person, visitor.address()))
        .call(() -> people.noteSignIn(transaction, person.id()))
        .call(() -> limits.refundSignIn(transaction, visitor.address(), person.name()))
        .call(
            opened ->
                audit.write(
                    transaction,
                    new AuditLog.Entry(
                        person.actor(),
                        "sign-in",
                        "sessions",
                        opened.id().toString(),
                        null,
                        JsonObject.of("secondFactor", step.isPresent()),
                        visitor.requestId())));
  }
}
