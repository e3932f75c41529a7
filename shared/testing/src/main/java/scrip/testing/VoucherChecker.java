package scrip.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Reads the whole history of vouchers and says where a promise was broken, whatever happened
 * before: races, kills, repeats, SQL by hand. With a ledger of the answers that devices and people
 * got, it holds these against the tables too. Finds nothing in a history that is right; may run
 * while others work, as it looks at one moment.
 */
public final class VoucherChecker {

  private static final int SHOWN = 5;

  private final TestDatabase database;

  public VoucherChecker(TestDatabase database) {
    this.database = database;
  }

  /**
   * An answer that somebody got.
   *
   * @param act redeem, void, void-replace, issue, mark-sent or scope
   * @param station where, or to which station a voucher was bound
   * @param key of the scan
   * @param slug of the refusal, or null
   * @param redeemedAt as the answer says it, and so reference, here and replacement; null when it
   *     does not
   * @param began when it was asked
   * @param ended when the answer was there
   */
  public record Told(
      String act,
      UUID voucher,
      UUID station,
      String key,
      int status,
      String slug,
      String reference,
      Instant redeemedAt,
      Boolean here,
      UUID replacement,
      Instant began,
      Instant ended) {}

  /** Every broken promise of the tables alone, with the first rows that show it. */
  public List<String> violations() {
    return violations(List.of());
  }

  /** The same, and of every answer that somebody got. */
  public List<String> violations(Collection<Told> ledger) {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      List<String> violations = violations(connection, ledger);
      connection.rollback();
      return violations;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** The same within a transaction, which sees what was not committed. */
  static List<String> violations(Connection connection, Collection<Told> ledger)
      throws SQLException {
    copy(connection, ledger);
    List<String> violations = new ArrayList<>();
    find(connection, VoucherRules.BROKEN, violations);
    find(connection, AnswerRules.BROKEN, violations);
    return violations;
  }

  private static void find(
      Connection connection, Map<String, String> rules, List<String> violations)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      for (Map.Entry<String, String> rule : rules.entrySet()) {
        try (ResultSet rows = statement.executeQuery(rule.getValue())) {
          List<String> found = new ArrayList<>();
          int count = 0;
          while (rows.next()) {
            if (++count <= SHOWN) {
              found.add(row(rows));
            }
          }
          if (count > 0) {
            violations.add(rule.getKey() + ": " + count + " times, such as " + found);
          }
        }
      }
    }
  }

  private static String row(ResultSet rows) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
      columns.add(rows.getString(i));
    }
    return String.join(" | ", columns);
  }

  private static void copy(Connection connection, Collection<Told> ledger) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(AnswerRules.LEDGER);
      statement.execute("TRUNCATE told");
    }
    try (var insert =
        connection.prepareStatement(
            "INSERT INTO told VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (Told told : ledger) {
        insert.setString(1, told.act());
        insert.setObject(2, told.voucher());
        insert.setObject(3, told.station());
        insert.setString(4, told.key());
        insert.setInt(5, told.status());
        insert.setString(6, told.slug());
        insert.setString(7, told.reference());
        insert.setTimestamp(
            8, told.redeemedAt() == null ? null : Timestamp.from(told.redeemedAt()));
        insert.setObject(9, told.here());
        insert.setObject(10, told.replacement());
        insert.setTimestamp(11, Timestamp.from(told.began()));
        insert.setTimestamp(12, Timestamp.from(told.ended()));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
