package scrip.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a deployed function finds in its environment, for tests of one: a fresh database, a file of
 * throw-away keys, and an address for a provider's stand-in that the test starts itself.
 */
public record CloudSettings(TestDatabase database, Path keys, int providerPort, int mailPort) {

  /** New ones. */
  public static CloudSettings make() throws IOException {
    TestDatabase database = TestDatabase.fresh();
    try (ServerSocket provider = new ServerSocket(0);
        ServerSocket mail = new ServerSocket(0)) {
      return new CloudSettings(
          database,
          Path.of("target", database.name() + "-keys.json"),
          provider.getLocalPort(),
          mail.getLocalPort());
    }
  }

  /** The settings that {@link #make} made, as a test reads them back. */
  public static CloudSettings of(
      int databasePort, String databaseName, Path keys, int providerPort, int mailPort) {
    return new CloudSettings(
        new TestDatabase(EmbeddedDatabase.at(databasePort), databaseName),
        keys,
        providerPort,
        mailPort);
  }

  /** As configuration of the function under test. */
  public Map<String, String> configuration() {
    return Map.of(
        "quarkus.datasource.reactive.url", database.reactiveUrl(),
        "quarkus.datasource.username", "scrip_functions_a",
        "quarkus.datasource.password", "none",
        "test.database.port", Integer.toString(database.port()),
        "test.database.name", database.name(),
        "test.keys", keys.toString(),
        "test.provider.port", Integer.toString(providerPort),
        "test.mail.port", Integer.toString(mailPort));
  }

  public KeyFile secrets() {
    return KeyFile.in(keys);
  }
}
