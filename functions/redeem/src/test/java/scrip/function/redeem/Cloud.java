package scrip.function.redeem;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import scrip.secrets.SecretStore;
import scrip.testing.CloudSettings;

/** The surroundings of this function in its tests: a real database, and secrets from a file. */
public final class Cloud implements QuarkusTestResourceLifecycleManager {

  @Override
  public Map<String, String> start() {
    try {
      return CloudSettings.make().configuration();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    // The database server ends with the JVM.
  }

  /** What {@link #start} made. */
  static CloudSettings settings() {
    var config = ConfigProvider.getConfig();
    return CloudSettings.of(
        config.getValue("test.database.port", Integer.class),
        config.getValue("test.database.name", String.class),
        Path.of(config.getValue("test.keys", String.class)),
        config.getValue("test.provider.port", Integer.class));
  }

  /** Secrets that are nobody's. */
  @Alternative
  @Priority(1)
  @ApplicationScoped
  static class Secrets implements SecretStore {

    @Override
    public Map<String, String> read(String name) {
      return settings()
          .secrets()
          .with("origin", Map.of("current", "origin-secret-of-the-examples"))
          .with("twilio", TWILIO)
          .read(name);
    }
  }

  static final Map<String, String> TWILIO =
      Map.of(
          "account", "AC00000000000000000000000000000000",
          "token", "stand-in-auth-token",
          "from", "+15005550006");
}
