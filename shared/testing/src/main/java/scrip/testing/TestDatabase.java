package scrip.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fresh database with the whole schema, copied in a moment from one that was migrated once a JVM.
 */
public final class TestDatabase {

  private static final String TEMPLATE = "scrip_template";
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static EmbeddedDatabase server;

  private final EmbeddedDatabase on;
  private final String name;

  /** Somebody's database on a server. */
  public TestDatabase(EmbeddedDatabase on, String name) {
    this.on = on;
    this.name = name;
  }

  /** A database that nobody else uses; the server ends with the JVM. */
  public static synchronized TestDatabase fresh() {
    if (server == null) {
      EmbeddedDatabase started = EmbeddedDatabase.forTests();
      Runtime.getRuntime().addShutdownHook(new Thread(started::close));
      started.migrate(TEMPLATE);
      server = started;
    }
    String name = "scrip_test_" + COUNT.incrementAndGet();
    server.copy(TEMPLATE, name);
    return new TestDatabase(server, name);
  }

  /** A connection as the owner of everything. */
  public Connection connect() throws SQLException {
    return on.connect(name, "postgres");
  }

  /** A connection as one of the roles that the schema knows. */
  public Connection connectAs(String role) throws SQLException {
    return on.connect(name, role);
  }

  public String reactiveUrl() {
    return on.reactiveUrl(name);
  }

  public String name() {
    return name;
  }

  public int port() {
    return on.port();
  }

  /** Runs a statement as the owner; returns how many rows it touched. */
  public int update(String sql, Object... parameters) {
    try (Connection connection = connect();
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement.execute() ? 0 : statement.getUpdateCount();
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** The first column of the first row, as a text; null when there is no row. */
  public String one(String sql, Object... parameters) {
    List<List<String>> rows = all(sql, parameters);
    return rows.isEmpty() ? null : rows.get(0).get(0);
  }

  /** The first column of the first row, as a number. */
  public long count(String sql, Object... parameters) {
    return Long.parseLong(one(sql, parameters));
  }

  /** All rows, as texts. */
  public List<List<String>> all(String sql, Object... parameters) {
    try (Connection connection = connect();
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<List<String>> rows = new ArrayList<>();
      try (var found = statement.executeQuery()) {
        while (found.next()) {
          List<String> row = new ArrayList<>();
          for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
            row.add(found.getString(i));
          }
          rows.add(row);
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
