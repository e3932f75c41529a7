package scrip.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a deployed function finds in its environment, for tests of one: a fresh database, a file of
 * throw-away keys, and an address for a provider's stand-in that the test starts itself.
 */
public record CloudSettings(TestDatabase database, Path keys, int providerPort) {

  /** New ones. */
  public static CloudSettings make() throws IOException {
    TestDatabase database = TestDatabase.fresh();
    try (ServerSocket free = new ServerSocket(0)) {
      return new CloudSettings(
          database, Path.of("target", database.name() + "-keys.json"), free.getLocalPort());
    }
  }

  /** The settings that {@link #make} made, as a test reads them back. */
  public static CloudSettings of(
      int databasePort, String databaseName, Path keys, int providerPort) {
    return new CloudSettings(
        new TestDatabase(EmbeddedDatabase.at(databasePort), databaseName), keys, providerPort);
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
        "test.provider.port", Integer.toString(providerPort));
  }

  public KeyFile secrets() {
    return KeyFile.in(keys);
  }
}
