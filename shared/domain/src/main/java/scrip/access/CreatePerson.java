package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import scrip.audit.AuditLog;
import scrip.problem.Refused;
import scrip.time.Ids;

/** Makes an account, and the link by which its person sets the first password. */
@ApplicationScoped
public class CreatePerson {

  // As the database has it.
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@+-]{2,99}");

  private final People people;
  private final IssueLink issueLink;
  private final AuditLog audit;
  private final Ids ids;
  private final Pool pool;

  public CreatePerson(People people, IssueLink issueLink, AuditLog audit, Ids ids, Pool pool) {
    this.people = people;
    this.issueLink = issueLink;
    this.audit = audit;
    this.ids = ids;
    this.pool = pool;
  }

  /** Who it is to be; an admin sees all clients whatever is said. */
  public record Draft(String name, String role, Clients clients, boolean mayReveal) {}

  /** Whether somebody can have this name: lower case, 3 to 100 letters, digits or . _ @ + -. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Does so, in one transaction.
   *
   * @throws Refused name-taken; invalid-request, when one of the clients is none
   */
  public Uni<IssueLink.Link> create(Draft draft, String reason, Caller caller) {
    Person person =
        new Person(
            ids.next(),
            draft.name(),
            draft.role(),
            draft.role().equals(Rights.ADMIN) ? Clients.ALL : draft.clients(),
            draft.mayReveal(),
            null,
            0,
            Person.SecondFactor.NONE,
            false,
            null,
            null);
    return pool.withTransaction(
        transaction ->
            known(people, transaction, person.clients().of())
                .chain(() -> people.add(transaction, person))
                .invoke(
                    added -> {
                      if (!added) {
                        throw new Refused(AccessRefusal.NAME_TAKEN);
                      }
                    })
                .chain(() -> audit.write(transaction, entry(person, reason, caller)))
                .chain(() -> issueLink.write(transaction, person, caller)));
  }

  /** Refuses ids that are no client's. */
  static Uni<Void> known(People people, SqlConnection transaction, Set<UUID> clients) {
    return people
        .clients(transaction, clients)
        .invoke(
            known -> {
              if (!known.containsAll(clients)) {
                throw Refused.invalid("/clients", "must be ids of clients");
              }
            })
        .replaceWithVoid();
  }

  private static AuditLog.Entry entry(Person person, String reason, Caller caller) {
    return new AuditLog.Entry(
        caller.name(),
        "create-person",
        "people",
        person.id().toString(),
        reason,
        ChangePerson.json(person),
        caller.requestId());
  }
}
