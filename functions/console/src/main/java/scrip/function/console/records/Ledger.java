package scrip.function.console.records;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import scrip.access.Caller;
import scrip.problem.Refused;

/**
 * Writes records and their audit rows in one transaction of one Hibernate session. What the
 * database does not let through becomes a refusal.
 */
@ApplicationScoped
public class Ledger {

  /**
   * What is done to a record.
   *
   * @param action a verb and what it is done to, such as change-pool
   * @param subject the table
   * @param reason null where none is asked for
   * @param detail what changed; no addresses and no secrets
   */
  public record Act(
      String action, String subject, Object subjectId, String reason, JsonObject detail) {

    Act with(JsonObject changed) {
      return new Act(action, subject, subjectId, reason, changed);
    }
  }

  /**
   * Does the work in one transaction.
   *
   * @throws Refused with a constant of {@link RecordsRefusal}, for what the database refuses
   */
  public <T> Uni<T> transaction(Supplier<Uni<T>> work) {
    return Panache.withTransaction(work).onFailure().transform(Ledger::refusal);
  }

  /**
   * Finds a record, changes it, and notes what is another value now. A repeat changes and notes
   * nothing.
   *
   * @param act without detail, which becomes what changed
   * @throws Refused invalid-request, when the request named nothing to change
   */
  public <E> Uni<E> change(Caller caller, Act act, Supplier<Uni<E>> find, Edits<E> edits) {
    return change(caller, act, find, edits, changed -> {});
  }

  /** The same with a check of the record as it is then, which refuses by throwing. */
  public <E> Uni<E> change(
      Caller caller, Act act, Supplier<Uni<E>> find, Edits<E> edits, Consumer<E> check) {
    if (edits.isEmpty()) {
      throw Refused.invalid("", "names nothing to change");
    }
    return transaction(
        () ->
            find.get()
                .call(
                    record -> {
                      JsonObject changed = edits.apply(record);
                      check.accept(record);
                      return noteChange(caller, act, changed);
                    }));
  }

  /** Writes the audit row of a change in the transaction that is under way; none for no change. */
  Uni<Void> noteChange(Caller caller, Act act, JsonObject changed) {
    return changed.isEmpty() ? Uni.createFrom().voidItem() : note(caller, act.with(changed));
  }

  /** Writes the audit row in the transaction that is under way. */
  public Uni<Void> note(Caller caller, Act act) {
    AuditRecord row = new AuditRecord();
    row.actor = caller.name();
    row.action = act.action();
    row.subject = act.subject();
    row.subjectId = act.subjectId().toString();
    row.reason = act.reason();
    row.detail = act.detail().encode();
    row.requestId = caller.requestId();
    return row.persist().replaceWithVoid();
  }

  /** The session's way to ask whether an address asked for no messages. */
  Uni<Boolean> optedOut(byte[] addressHash) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "SELECT count(*) FROM opt_outs WHERE address_hash = ?1", Long.class)
                    .setParameter(1, addressHash)
                    .getSingleResult())
        .map(found -> found > 0);
  }

  /**
   * Lets what is still open of a recipient follow a new contact: later sends of what they redeemed,
   * and their places in lines.
   */
  Uni<Void> follow(UUID recipient, boolean email, String address, byte[] hash) {
    return follow("redemptions", "true", recipient, email, address, hash)
        .chain(() -> follow("waiting_list", "served_at IS NULL", recipient, email, address, hash));
  }

  private static Uni<Void> follow(
      String table, String open, UUID recipient, boolean email, String address, byte[] hash) {
    String update =
        """
        UPDATE %s SET address = ?1, address_hash = ?2
        WHERE recipient_id = ?3 AND (channel = 'email') = ?4 AND %s
        """
            .formatted(table, open);
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(update)
                    .setParameter(1, address)
                    .setParameter(2, hash)
                    .setParameter(3, recipient)
                    .setParameter(4, email)
                    .executeUpdate())
        .replaceWithVoid();
  }

  private static Throwable refusal(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException broken) {
        return RecordsRefusal.of(broken.getSQLState(), broken.getMessage())
            .<Throwable>map(Refused::new)
            .orElse(failure);
      }
    }
    return failure;
  }
}
