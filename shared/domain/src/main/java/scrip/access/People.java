package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** Accounts, and whose data each of them sees. */
@ApplicationScoped
public class People {

  private static final String SELECT =
      """
      SELECT p.id, p.name, p.role, p.every_client, p.may_reveal, p.password_hash, p.epoch, p.totp_sealed,
             p.totp_confirmed, p.totp_last_step, p.disabled_at IS NOT NULL AS disabled, p.created_at, p.last_sign_in_at,
             ARRAY(SELECT c.client_id FROM person_clients c WHERE c.person_id = p.id ORDER BY 1) AS clients
      FROM people p
      """;

  private static final String INSERT =
      """
      INSERT INTO people (id, name, role, every_client, may_reveal, password_hash) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (name) DO NOTHING
      """;

  private static final String CHANGE =
      """
      UPDATE people
      SET role = $2, every_client = $3, may_reveal = $4, epoch = epoch + 1,
          disabled_at = CASE WHEN $5 THEN coalesce(disabled_at, now()) END
      WHERE id = $1
      """;

  private static final String SEE =
      """
      WITH gone AS (DELETE FROM person_clients WHERE person_id = $1 AND client_id <> ALL ($2))
      INSERT INTO person_clients (person_id, client_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING
      """;

  // In the order of their ids, so that two who would each remove the other wait and do not
  // deadlock.
  private static final String LOCK_ADMINS =
      """
      SELECT id FROM people WHERE role = 'admin' AND disabled_at IS NULL AND password_hash IS NOT NULL
      ORDER BY id FOR UPDATE
      """;

  private final Pool pool;

  public People(Pool pool) {
    this.pool = pool;
  }

  /** Whether nobody has an account yet. */
  Uni<Boolean> isEmpty() {
    return pool.preparedQuery("SELECT NOT EXISTS (SELECT FROM people) AS none")
        .execute()
        .map(rows -> rows.iterator().next().getBoolean("none"));
  }

  Uni<Optional<Person>> named(String name) {
    return pool.preparedQuery(SELECT + "WHERE p.name = $1")
        .execute(Tuple.of(name))
        .map(People::first);
  }

  /**
   * Finds one.
   *
   * @throws Refused not-found
   */
  public Uni<Person> get(UUID id) {
    return pool.preparedQuery(SELECT + "WHERE p.id = $1")
        .execute(Tuple.of(id))
        .map(rows -> first(rows).orElseThrow(People::notFound));
  }

  /** Those whose names come after that one, by name. */
  public Uni<List<Person>> after(String name, int atMost) {
    return pool.preparedQuery(SELECT + "WHERE p.name > $1 ORDER BY p.name LIMIT $2")
        .execute(Tuple.of(name, atMost))
        .map(
            rows -> {
              List<Person> people = new ArrayList<>();
              rows.forEach(row -> people.add(person(row)));
              return people;
            });
  }

  /** Finds one and keeps others from changing it until the transaction ends. */
  Uni<Person> lock(SqlConnection transaction, UUID id) {
    return transaction
        .preparedQuery(SELECT + "WHERE p.id = $1 FOR UPDATE")
        .execute(Tuple.of(id))
        .map(rows -> first(rows).orElseThrow(People::notFound));
  }

  /** The enabled admins who have a password, kept as they are until the transaction ends. */
  Uni<Set<UUID>> lockAdmins(SqlConnection transaction) {
    return transaction
        .preparedQuery(LOCK_ADMINS)
        .execute()
        .map(
            rows -> {
              Set<UUID> admins = new HashSet<>();
              rows.forEach(row -> admins.add(row.getUUID("id")));
              return admins;
            });
  }

  /** Adds one; false when the name is taken. */
  Uni<Boolean> add(SqlConnection transaction, Person person) {
    return transaction
        .preparedQuery(INSERT)
        .execute(
            Tuple.of(person.id(), person.name(), person.role(), person.clients().every())
                .addBoolean(person.mayReveal())
                .addString(person.passwordHash()))
        .chain(
            added ->
                added.rowCount() == 0
                    ? Uni.createFrom().item(false)
                    : sees(transaction, person).replaceWith(true));
  }

  /** Stores role, clients, permissions; ends all sessions that were open. */
  Uni<Void> change(SqlConnection transaction, Person person) {
    return transaction
        .preparedQuery(CHANGE)
        .execute(
            Tuple.of(person.id(), person.role(), person.clients().every(), person.mayReveal())
                .addBoolean(person.disabled()))
        .chain(() -> sees(transaction, person));
  }

  private Uni<Void> sees(SqlConnection transaction, Person person) {
    return transaction
        .preparedQuery(SEE)
        .execute(
            Tuple.tuple()
                .addUUID(person.id())
                .addArrayOfUUID(person.clients().of().toArray(UUID[]::new)))
        .replaceWithVoid();
  }

  /** Those of the ids that are clients. */
  Uni<Set<UUID>> clients(SqlConnection transaction, Set<UUID> ids) {
    return transaction
        .preparedQuery("SELECT id FROM clients WHERE id = ANY ($1)")
        .execute(Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)))
        .map(
            rows -> {
              Set<UUID> known = new HashSet<>();
              rows.forEach(row -> known.add(row.getUUID("id")));
              return known;
            });
  }

  /** Sets a password and ends all sessions; false when the account is disabled. */
  Uni<Boolean> setPassword(SqlConnection transaction, UUID id, String hash) {
    return transaction
        .preparedQuery(
            "UPDATE people SET password_hash = $2, epoch = epoch + 1 WHERE id = $1 AND disabled_at IS NULL")
        .execute(Tuple.of(id, hash))
        .map(set -> set.rowCount() == 1);
  }

  Uni<Void> raiseEpoch(SqlConnection transaction, UUID id) {
    return transaction
        .preparedQuery("UPDATE people SET epoch = epoch + 1 WHERE id = $1")
        .execute(Tuple.of(id))
        .replaceWithVoid();
  }

  Uni<Void> noteSignIn(SqlConnection transaction, UUID id) {
    return transaction
        .preparedQuery("UPDATE people SET last_sign_in_at = now() WHERE id = $1")
        .execute(Tuple.of(id))
        .replaceWithVoid();
  }

  private static Optional<Person> first(RowSet<Row> rows) {
    for (Row row : rows) {
      return Optional.of(person(row));
    }
    return Optional.empty();
  }

  private static Person person(Row row) {
    OffsetDateTime last = row.getOffsetDateTime("last_sign_in_at");
    return new Person(
        row.getUUID("id"),
        row.getString("name"),
        row.getString("role"),
        new Clients(row.getBoolean("every_client"), Set.of(row.getArrayOfUUIDs("clients"))),
        row.getBoolean("may_reveal"),
        row.getString("password_hash"),
        row.getInteger("epoch"),
        new Person.SecondFactor(
            row.getBuffer("totp_sealed") == null ? null : row.getBuffer("totp_sealed").getBytes(),
            row.getBoolean("totp_confirmed"),
            row.getLong("totp_last_step")),
        row.getBoolean("disabled"),
        row.getOffsetDateTime("created_at").toInstant(),
        last == null ? null : last.toInstant());
  }

  private static Refused notFound() {
    return new Refused(RequestRefusal.NOT_FOUND, "There is no such person.");
  }
}
