package scrip.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import scrip.testing.twilio.TwilioLedger.Message;

/**
 * Holds deliveries, attempts, messages, reports, cards and log against the provider's own ledger,
 * row by row, once everything has come to its end: says where we sent twice, say what is not so, or
 * do not know what could be known. Finds nothing in a history that is right.
 */
public final class DeliveryChecker {

  /** The code that only forged reports carry. */
  public static final int FORGED = 39001;

  private static final Pattern ATTEMPT = Pattern.compile("attempt=([0-9a-f-]{36})");
  private static final int SHOWN = 5;

  private static final String LEDGER =
      """
      CREATE TEMP TABLE IF NOT EXISTS ledger (
        sid text PRIMARY KEY, attempt uuid, phone text, word text, code integer, body text, text text, taken_at timestamptz
      ) ON COMMIT DROP
      """;

  private final TestDatabase database;

  public DeliveryChecker(TestDatabase database) {
    this.database = database;
  }

  /**
   * Every disagreement, with the first rows that show it.
   *
   * @param ledger what the provider holds now
   * @param texts what each message said when it was taken, by its sid; the ledger may have lost it
   */
  public List<String> violations(List<Message> ledger, Map<String, String> texts) {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      List<String> violations = violations(connection, ledger, texts);
      connection.rollback();
      return violations;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** The same within a transaction, which sees what was not committed. */
  static List<String> violations(
      Connection connection, List<Message> ledger, Map<String, String> texts) throws SQLException {
    copy(connection, ledger, texts);
    List<String> violations = new ArrayList<>();
    try (var statement = connection.createStatement()) {
      for (Map.Entry<String, String> rule : DeliveryRules.BROKEN.entrySet()) {
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
    return violations;
  }

  private static String row(ResultSet rows) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
      columns.add(rows.getString(i));
    }
    return String.join(" | ", columns);
  }

  private static void copy(Connection connection, List<Message> ledger, Map<String, String> texts)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(LEDGER);
      statement.execute("TRUNCATE ledger");
    }
    try (var insert =
        connection.prepareStatement("INSERT INTO ledger VALUES (?, ?::uuid, ?, ?, ?, ?, ?, ?)")) {
      for (Message message : ledger) {
        Matcher attempt = ATTEMPT.matcher(message.statusCallback());
        insert.setString(1, message.sid());
        insert.setString(2, attempt.find() ? attempt.group(1) : null);
        insert.setString(3, message.to());
        insert.setString(4, word(message.status()));
        insert.setInt(5, message.errorCode());
        insert.setString(6, message.redacted() ? "" : message.body());
        insert.setString(7, texts.getOrDefault(message.sid(), message.body()));
        insert.setTimestamp(8, Timestamp.from(message.acceptedAt()));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Our word for Twilio's. */
  private static String word(String status) {
    return switch (status) {
      case "sent", "delivered", "undelivered" -> status;
      case "failed", "canceled" -> "undelivered";
      case "read" -> "delivered";
      default -> "accepted";
    };
  }
}
