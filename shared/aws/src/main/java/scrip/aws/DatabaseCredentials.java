package scrip.aws;

import io.quarkus.credentials.CredentialsProvider;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.secrets.SecretStore;

/**
 * The database's user and password, read at run time: members {@code username} and {@code password}
 * of the secret.
 */
@ApplicationScoped
public class DatabaseCredentials implements CredentialsProvider {

  private final SecretStore secrets;

  public DatabaseCredentials(SecretStore secrets) {
    this.secrets = secrets;
  }

  @Override
  public Map<String, String> getCredentials(String name) {
    Map<String, String> secret = secrets.read("database");
    if (secret.get("username") == null || secret.get("password") == null) {
      throw new Refused(
          RequestRefusal.NOT_CONFIGURED, "The secret 'database' lacks its username or password.");
    }
    return Map.of(
        USER_PROPERTY_NAME, secret.get("username"), PASSWORD_PROPERTY_NAME, secret.get("password"));
  }
}
