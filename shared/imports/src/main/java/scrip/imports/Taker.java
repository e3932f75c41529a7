package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.function.Consumer;

/** Takes rows of one kind: cards into a pool, recipients into a campaign, scopes. One a run. */
interface Taker<T> {

  /**
   * Checks one row and prepares it. Called on a worker, one row after the other.
   *
   * @param report hears what is wrong
   * @return null when the row is refused
   */
  T check(CsvRow row, Columns columns, Consumer<RefusedRow> report);

  /**
   * Writes what was prepared, in the batch's transaction, which may fail for a code that is taken.
   *
   * @return the rows that could not be taken, at most once each, and warnings of others
   */
  Uni<List<RefusedRow>> insert(SqlConnection transaction, List<T> rows);

  /** How many rows one transaction may hold: fewer where somebody waits for what it locks. */
  default int batchAtMost() {
    return Integer.MAX_VALUE;
  }

  /** Says that a batch failed because something has one of its codes; it is inserted again. */
  default void metDouble() {}
}
