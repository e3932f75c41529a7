package scrip.testing.crash;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import scrip.testing.TestDatabase;

/**
 * Stops whoever comes to a named point in the database: before or after a row of a table is
 * written. A test waits until somebody stands there, does what it wants (kills them), and opens the
 * road again.
 */
public final class Roadblock implements AutoCloseable {

  private static final AtomicLong COUNT = new AtomicLong(4_200_000);

  private final TestDatabase database;
  private final String table;
  private final String name;
  private final long lock;
  private final Connection holder;

  /**
   * Closes the road.
   *
   * @param point such as {@code BEFORE INSERT} or {@code AFTER UPDATE}
   * @param table where
   */
  public Roadblock(TestDatabase database, String point, String table) {
    this(database, point, table, "true");
  }

  /**
   * Closes the road to some only.
   *
   * @param whom a condition in SQL, such as {@code session_user = 'scrip_functions_b'}
   */
  public Roadblock(TestDatabase database, String point, String table, String whom) {
    this.database = database;
    this.table = table;
    this.lock = COUNT.incrementAndGet();
    this.name = "roadblock_" + lock;
    database.update(
        "CREATE FUNCTION "
            + name
            + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " PERFORM pg_advisory_lock_shared("
            + lock
            + "); PERFORM pg_advisory_unlock_shared("
            + lock
            + ");"
            + " RETURN NEW; END $$");
    database.update(
        "CREATE TRIGGER "
            + name
            + " "
            + point
            + " ON "
            + table
            + " FOR EACH ROW WHEN ("
            + whom
            + ") EXECUTE FUNCTION "
            + name
            + "()");
    try {
      holder = database.connect();
      try (var statement = holder.createStatement()) {
        statement.execute("SELECT pg_advisory_lock(" + lock + ")");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns when somebody stands at the point; fails after half a minute. */
  public void awaitSomebody() {
    Await.until("somebody comes to " + table, () -> waiting() > 0);
  }

  private long waiting() {
    return database.count(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            + " AND objid = ("
            + lock
            + " & 4294967295)::bigint::text::oid");
  }

  /** Ends the database sessions that stand there, so that their transactions are undone. */
  public void undoThem() {
    database.all(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            + " AND objid = ("
            + lock
            + " & 4294967295)::bigint::text::oid");
    Await.until("they are gone", () -> waiting() == 0);
  }

  /** Opens the road: whoever still stands there goes on. */
  @Override
  public void close() {
    try {
      holder.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    database.update("DROP TRIGGER " + name + " ON " + table);
    database.update("DROP FUNCTION " + name);
  }
}
