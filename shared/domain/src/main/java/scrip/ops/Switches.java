package scrip.ops;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** The switches among the settings. What they permit reads them anew every time. */
@ApplicationScoped
public class Switches {

  private static final String ONE =
      "SELECT key, value, changed_by, changed_at FROM settings WHERE key = $1";

  private static final String WRITE =
      "UPDATE settings SET value = to_jsonb($2::boolean), changed_by = $3, changed_at = now() WHERE key = $1";

  private final Pool pool;

  public Switches(Pool pool) {
    this.pool = pool;
  }

  /**
   * How a switch stands.
   *
   * @throws Refused not-configured, when it has no row
   */
  public Uni<Switch> one(String key) {
    return one(pool, ONE, key);
  }

  /** The same, locked until the end of the transaction. */
  Uni<Switch> lock(SqlConnection transaction, String key) {
    return one(transaction, ONE + " FOR UPDATE", key);
  }

  Uni<Void> write(SqlConnection transaction, String key, boolean value, String by) {
    return transaction.preparedQuery(WRITE).execute(Tuple.of(key, value, by)).replaceWithVoid();
  }

  private static Uni<Switch> one(SqlClient client, String sql, String key) {
    return client
        .preparedQuery(sql)
        .execute(Tuple.of(key))
        .map(
            rows -> {
              if (rows.rowCount() == 0) {
                throw new Refused(
                    RequestRefusal.NOT_CONFIGURED, "The setting '" + key + "' is missing.");
              }
              return read(rows.iterator().next());
            });
  }

  private static Switch read(Row row) {
    return new Switch(
        row.getString("key"),
        row.getValue("value") instanceof Boolean value ? value : null,
        row.getString("changed_by"),
        row.getOffsetDateTime("changed_at").toInstant());
  }
}
