package scrip.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** SQL typed by somebody of support, and what they see of it: rows, notices, or an error. */
record SupportSession(TestDatabase database) {

  /** What came of one statement. */
  record Seen(List<Map<String, String>> rows, List<String> notices, int touched) {

    Map<String, String> only() {
      if (rows.size() != 1) {
        throw new AssertionError("one row expected: " + rows);
      }
      return rows.get(0);
    }

    List<String> column(String name) {
      return rows.stream().map(row -> row.get(name)).toList();
    }
  }

  Seen type(String sql) throws SQLException {
    try (Connection connection = database.connectAs("scrip_support")) {
      return type(connection, sql);
    }
  }

  static Seen type(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      boolean selected = statement.execute(sql);
      List<Map<String, String>> rows = new ArrayList<>();
      if (selected) {
        var found = statement.getResultSet();
        var columns = found.getMetaData();
        while (found.next()) {
          Map<String, String> row = new LinkedHashMap<>();
          for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.put(columns.getColumnLabel(i), found.getString(i));
          }
          rows.add(row);
        }
      }
      List<String> notices = new ArrayList<>();
      for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
        notices.add(w.getMessage());
      }
      return new Seen(rows, notices, selected ? rows.size() : statement.getUpdateCount());
    }
  }

  /** The error of a statement that must be refused, with its hint. */
  String refused(String sql) {
    try {
      Seen seen = type(sql);
      throw new AssertionError("nobody refused: " + sql + " → " + seen);
    } catch (SQLException e) {
      return e.getMessage();
    }
  }
}
