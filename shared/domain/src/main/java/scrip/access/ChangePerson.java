package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.problem.Refused;

/**
 * Changes role, clients and permissions of a person, disables or enables the account. All sessions
 * of the person end, so that nobody goes on with rights that were taken away.
 */
@ApplicationScoped
public class ChangePerson {

  private final People people;
  private final Sessions sessions;
  private final AuditLog audit;
  private final Pool pool;

  public ChangePerson(People people, Sessions sessions, AuditLog audit, Pool pool) {
    this.people = people;
    this.sessions = sessions;
    this.audit = audit;
    this.pool = pool;
  }

  /** What is to change; null stays as it is. */
  public record Change(String role, Clients clients, Boolean mayReveal, Boolean disabled) {

    Person of(Person old) {
      String newRole = role == null ? old.role() : role;
      return new Person(
          old.id(),
          old.name(),
          newRole,
          newRole.equals(Rights.ADMIN) ? Clients.ALL : clients == null ? old.clients() : clients,
          mayReveal == null ? old.mayReveal() : mayReveal,
          old.passwordHash(),
          old.epoch(),
          old.secondFactor(),
          disabled == null ? old.disabled() : disabled,
          old.createdAt(),
          old.lastSignInAt());
    }
  }

  /**
   * Does so, in one transaction. A change to what is there already ends the sessions too.
   *
   * @throws Refused not-found; invalid-request, when one of the clients is none; last-admin, when
   *     nobody would be left who can let others in
   */
  public Uni<Person> change(UUID id, Change change, String reason, Caller caller) {
    return pool.withTransaction(
            transaction ->
                people
                    .lockAdmins(transaction)
                    .chain(
                        admins ->
                            people
                                .lock(transaction, id)
                                .chain(
                                    old -> {
                                      Person changed = change.of(old);
                                      boolean stays = changed.isAdmin() && !changed.disabled();
                                      if (!stays && admins.contains(id) && admins.size() == 1) {
                                        throw new Refused(AccessRefusal.LAST_ADMIN);
                                      }
                                      return write(transaction, old, changed, reason, caller);
                                    })))
        .chain(() -> people.get(id));
  }

  private Uni<Void> write(
      SqlConnection transaction, Person old, Person changed, String reason, Caller caller) {
    return CreatePerson.known(people, transaction, changed.clients().of())
        .chain(() -> people.change(transaction, changed))
        .chain(() -> sessions.endOthers(transaction, old.id(), null))
        .chain(
            ended ->
                audit.write(
                    transaction,
                    new AuditLog.Entry(
                        caller.name(),
                        "change-person",
                        "people",
                        old.id().toString(),
                        reason,
                        JsonObject.of(
                            "before", json(old), "after", json(changed), "sessionsEnded", ended),
                        caller.requestId())));
  }

  /** For audit rows: no name. */
  static JsonObject json(Person person) {
    JsonArray clients = new JsonArray();
    person.clients().of().stream().map(UUID::toString).sorted().forEach(clients::add);
    return JsonObject.of(
        "role",
        person.role(),
        "everyClient",
        person.clients().every(),
        "clients",
        clients,
        "mayReveal",
        person.mayReveal(),
        "disabled",
        person.disabled());
  }
}
