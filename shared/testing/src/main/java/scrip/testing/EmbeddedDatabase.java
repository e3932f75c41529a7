package scrip.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;

/**
 * A real PostgreSQL server of this process' own, listening on this machine only. Tests get a
 * throw-away one without durable commits; the local process keeps its data in a directory, with
 * durable commits.
 */
public final class EmbeddedDatabase implements AutoCloseable {

  private static final String OWNER = "postgres";
  private static final List<String> LOGINS =
      List.of("scrip_functions_a", "scrip_functions_b", "scrip_support");

  private final EmbeddedPostgres server;
  private final int port;

  private EmbeddedDatabase(EmbeddedPostgres server, int port) {
    this.server = server;
    this.port = port;
  }

  /** A server for tests: gone when it is closed. */
  public static EmbeddedDatabase forTests() {
    try {
      EmbeddedPostgres server =
          EmbeddedPostgres.builder().setServerConfig("max_connections", "300").start();
      return new EmbeddedDatabase(server, server.getPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A server whose data stay in a directory. One that is still running there, because its process
   * was killed, is used as it is.
   *
   * @param port where it listens; 0 for any free one
   */
  public static EmbeddedDatabase keptIn(Path directory, int port) {
    try {
      int running = runningPort(directory);
      if (running > 0) {
        return new EmbeddedDatabase(null, running);
      }
      Files.deleteIfExists(directory.resolve("postmaster.pid"));
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setDataDirectory(directory)
              .setCleanDataDirectory(false)
              .setPort(port)
              .setPGStartupWait(Duration.ofSeconds(60))
              .setServerConfig("max_connections", "120")
              .setServerConfig("shared_buffers", "512MB")
              .setServerConfig("max_wal_size", "4GB")
              .setServerConfig("fsync", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
      return new EmbeddedDatabase(server, server.getPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops a server that runs in a directory, if one does; waits until it is gone. */
  public static void stopIn(Path directory) {
    try {
      if (runningPort(directory) == 0) {
        return;
      }
      long pid =
          Long.parseLong(Files.readAllLines(directory.resolve("postmaster.pid")).get(0).trim());
      ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
      new ProcessBuilder("kill", "-INT", Long.toString(pid)).inheritIO().start();
      process.onExit().get(30, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException("the database in " + directory + " does not stop", e);
    }
  }

  private static int runningPort(Path directory) throws IOException {
    Path file = directory.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return 0;
    }
    List<String> lines = Files.readAllLines(file);
    boolean alive =
        lines.size() > 3
            && ProcessHandle.of(Long.parseLong(lines.get(0).trim()))
                .flatMap(process -> process.info().command())
                .filter(command -> command.endsWith("postgres"))
                .isPresent();
    return alive ? Integer.parseInt(lines.get(3).trim()) : 0;
  }

  /** A server that somebody else started on this machine. */
  public static EmbeddedDatabase at(int port) {
    return new EmbeddedDatabase(null, port);
  }

  /** Makes a database if there is none of that name, and brings it to the newest schema. */
  public void migrate(String database) {
    try (Connection connection = connect("postgres", OWNER);
        var statement = connection.createStatement();
        var found =
            statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + database + "'")) {
      if (!found.next()) {
        statement.execute("CREATE DATABASE " + database);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    Flyway.configure()
        .dataSource(jdbcUrl(database, OWNER), OWNER, "")
        .locations("classpath:db/migration")
        .loggers("slf4j")
        .load()
        .migrate();
    execute(database, "SELECT set_config('client_min_messages', 'warning', false)");
    LOGINS.forEach(role -> execute(database, "ALTER ROLE " + role + " LOGIN"));
  }

  /** A new database as a copy of another that nobody is connected to. */
  public void copy(String template, String database) {
    execute("postgres", "CREATE DATABASE " + database + " TEMPLATE " + template);
    for (String role : LOGINS.subList(0, 2)) {
      execute(
          "postgres",
          "ALTER ROLE " + role + " IN DATABASE " + database + " SET search_path = public, cron");
    }
  }

  /** Runs one statement as the owner. */
  public void execute(String database, String sql) {
    try (Connection connection = connect(database, OWNER);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  public Connection connect(String database, String user) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database, user));
  }

  public String jdbcUrl(String database, String user) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + user;
  }

  /** The same address for the reactive client, without a user. */
  public String reactiveUrl(String database) {
    return "vertx-reactive:postgresql://127.0.0.1:" + port + "/" + database;
  }

  public int port() {
    return port;
  }

  @Override
  public void close() {
    try {
      if (server != null) {
        server.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
