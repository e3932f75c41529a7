package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.problem.Refused;

/**
 * Makes a link by which a person sets a password. It works once, for 24 hours, and takes the place
 * of the links before it. The old password works until the new one is set.
 */
@ApplicationScoped
public class IssueLink {

  private final People people;
  private final PasswordResets resets;
  private final Tokens tokens;
  private final AuditLog audit;
  private final Pool pool;

  public IssueLink(People people, PasswordResets resets, Tokens tokens, AuditLog audit, Pool pool) {
    this.people = people;
    this.resets = resets;
    this.tokens = tokens;
    this.audit = audit;
    this.pool = pool;
  }

  /**
   * A link.
   *
   * @param token shown once; only its hash is kept
   */
  public record Link(UUID person, String token, Instant expiresAt) {

    @Override
    public String toString() {
      return "Link[" + person + "]";
    }
  }

  /**
   * Does so.
   *
   * @throws Refused not-found; person-disabled
   */
  public Uni<Link> issue(UUID id, String reason, Caller caller) {
    return pool.withTransaction(
        transaction ->
            people
                .lock(transaction, id)
                .invoke(
                    person -> {
                      if (person.disabled()) {
                        throw new Refused(AccessRefusal.PERSON_DISABLED);
                      }
                    })
                .call(
                    person ->
                        audit.write(
                            transaction,
                            new AuditLog.Entry(
                                caller.name(),
                                "issue-password-link",
                                "people",
                                id.toString(),
                                reason,
                                new JsonObject(),
                                caller.requestId())))
                .chain(person -> write(transaction, person, caller)));
  }

  Uni<Link> write(SqlConnection transaction, Person person, Caller caller) {
    String token = tokens.next();
    return resets
        .add(transaction, token, person.id(), caller.name())
        .map(expiresAt -> new Link(person.id(), token, expiresAt));
  }
}
