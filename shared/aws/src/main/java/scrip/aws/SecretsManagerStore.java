package scrip.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.secrets.SecretStore;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Secrets from AWS Secrets Manager, each a flat JSON object, read once an instance. */
@ApplicationScoped
public class SecretsManagerStore implements SecretStore {

  private final SecretsManagerClient client;
  private final SecretsConfig config;
  private final ObjectMapper json;
  private final Map<String, Map<String, String>> known = new ConcurrentHashMap<>();

  public SecretsManagerStore(SecretsManagerClient client, SecretsConfig config, ObjectMapper json) {
    this.client = client;
    this.config = config;
    this.json = json;
  }

  @Override
  public Map<String, String> read(String name) {
    return known.computeIfAbsent(name, this::fetch);
  }

  private Map<String, String> fetch(String name) {
    String arn =
        arn(name).orElseThrow(() -> refused(name, "has no ARN in this function's environment"));
    try {
      String value = client.getSecretValue(request -> request.secretId(arn)).secretString();
      Map<String, String> secret =
          value == null ? null : json.readValue(value, new TypeReference<>() {});
      if (secret == null) {
        throw refused(name, "has no text");
      }
      return secret;
    } catch (SdkException e) {
      throw refused(name, "cannot be read: " + e.getClass().getSimpleName());
    } catch (JsonProcessingException e) {
      throw refused(name, "is no flat JSON object of texts");
    }
  }

  private Optional<String> arn(String name) {
    return switch (name) {
      case "keys" -> config.keys();
      case "database" -> config.database();
      case "tango" -> config.tango();
      case "origin" -> config.origin();
      case "twilio" -> config.twilio();
      case "mail" -> config.mail();
      case "first-admin" -> config.firstAdmin();
      default -> Optional.empty();
    };
  }

  private static Refused refused(String name, String why) {
    return new Refused(RequestRefusal.NOT_CONFIGURED, "The secret '" + name + "' " + why + ".");
  }
}
