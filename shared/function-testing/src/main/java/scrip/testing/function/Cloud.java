package scrip.testing.function;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import scrip.secrets.SecretStore;
import scrip.testing.CloudSettings;
import scrip.testing.mail.MailStandIn;

/**
 * A real database, and secrets from a file. Arguments of the test resource become configuration;
 * {@value #PROVIDER} in them stands for the address of a provider's stand-in, which the test starts
 * itself.
 */
public final class Cloud implements QuarkusTestResourceLifecycleManager {

  public static final String PROVIDER = "{provider}";

  public static final Map<String, String> TWILIO =
      Map.of(
          "account", "AC00000000000000000000000000000000",
          "token", "stand-in-auth-token",
          "from", "+15005550006");

  // Test classes with other arguments make more of this resource in one run: all mean one
  // surrounding.
  private static CloudSettings made;

  private final Map<String, String> arguments = new HashMap<>();

  @Override
  public void init(Map<String, String> initArgs) {
    arguments.putAll(initArgs);
  }

  @Override
  public Map<String, String> start() {
    try {
      CloudSettings settings = once();
      Map<String, String> configuration = new HashMap<>(settings.configuration());
      arguments.forEach(
          (key, value) ->
              configuration.put(
                  key, value.replace(PROVIDER, "http://127.0.0.1:" + settings.providerPort())));
      return configuration;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized CloudSettings once() throws IOException {
    if (made == null) {
      made = CloudSettings.make();
    }
    return made;
  }

  @Override
  public void stop() {
    // The database server ends with the JVM.
  }

  /** What {@link #start} made. */
  public static CloudSettings settings() {
    var config = ConfigProvider.getConfig();
    return CloudSettings.of(
        config.getValue("test.database.port", Integer.class),
        config.getValue("test.database.name", String.class),
        Path.of(config.getValue("test.keys", String.class)),
        config.getValue("test.provider.port", Integer.class),
        config.getValue("test.mail.port", Integer.class));
  }

  /** Secrets that are nobody's. */
  @Alternative
  @Priority(1)
  @ApplicationScoped
  static class Secrets implements SecretStore {

    // Read while the application starts: a thread that reads a secret later may belong to none.
    private final CloudSettings settings = settings();

    @Override
    public Map<String, String> read(String name) {
      return settings
          .secrets()
          .with("origin", Map.of("current", "origin-secret-of-the-examples"))
          .with("twilio", TWILIO)
          .with("mail", mail())
          .with("tango", Map.of("platform", "scrip-test", "key", "stand-in-platform-key"))
          .read(name);
    }

    private Map<String, String> mail() {
      MailStandIn.Config account = MailStandIn.Config.defaults();
      return account.withPorts(settings.mailPort(), 0).secret();
    }
  }
}
