package scrip.ops;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

/** What is going on in the database, and how to end it: by functions with just these rights. */
@ApplicationScoped
public class DatabaseSessions {

  private static final String BUSY = "SELECT * FROM busy_sessions($1)";
  private static final String SIGNAL = "SELECT signal_session($1, $2) AS said";

  private final Pool pool;

  public DatabaseSessions(Pool pool) {
    this.pool = pool;
  }

  /**
   * One session that works, holds a transaction open, or blocks another one.
   *
   * @param state as in pg_stat_activity: active, idle in transaction, …
   * @param querySeconds since its last statement began
   * @param transactionSeconds since its transaction began; null when it is in none
   * @param waitsFor what it waits for, kind and name; null when it does not wait
   * @param blockedBy pids of the sessions that hold what it waits for
   * @param blocks pids of the sessions that wait for it
   * @param query its last statement, values masked
   * @param ours whether it may be cancelled or terminated from here
   */
  public record Session(
      int pid,
      String role,
      String application,
      String state,
      double querySeconds,
      Double transactionSeconds,
      String waitsFor,
      List<Integer> blockedBy,
      List<Integer> blocks,
      String query,
      boolean ours) {}

  /** What became of a signal. */
  enum Signalled {
    DONE,
    GONE,
    NOT_OURS
  }

  /**
   * Those whose statement or transaction has lasted so long, the longest first, and who blocks
   * them.
   */
  public Uni<List<Session>> busy(Duration longerThan) {
    return pool.preparedQuery(BUSY)
        .execute(Tuple.of(longerThan.toMillis() / 1000.0))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(DatabaseSessions::session)
                    .toList());
  }

  Uni<Signalled> signal(SqlConnection connection, int pid, boolean terminate) {
    return connection
        .preparedQuery(SIGNAL)
        .execute(Tuple.of(pid, terminate))
        .map(
            rows ->
                switch (rows.iterator().next().getString("said")) {
                  case "done" -> Signalled.DONE;
                  case "gone" -> Signalled.GONE;
                  default -> Signalled.NOT_OURS;
                });
  }

  private static Session session(Row row) {
    return new Session(
        row.getInteger("pid"),
        row.getString("role"),
        row.getString("application"),
        row.getString("state"),
        row.getDouble("query_seconds"),
        row.getDouble("transaction_seconds"),
        row.getString("waits_for"),
        Arrays.asList(row.getArrayOfIntegers("blocked_by")),
        Arrays.asList(row.getArrayOfIntegers("blocks")),
        MaskedQuery.of(row.getString("query")),
        row.getBoolean("ours"));
  }
}
