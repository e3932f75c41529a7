package scrip.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.aws.CloudStandIn.Answer;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

class SecretsManagerStoreTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";

  private volatile Answer next = secret("{}");
  private final CloudStandIn cloud = new CloudStandIn(request -> next);
  private final SecretsManagerClient client = client(cloud.address());
  private final SecretsManagerStore store = store(client);

  @AfterEach
  void stop() {
    client.close();
    cloud.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"keys", "database", "origin", "twilio", "mail"})
  void a_secret_is_asked_for_by_its_arn_and_read_as_texts(String name) throws Exception {
    next = secret("{\"a\":\"ä\",\"b\":\"\"}");

    Map<String, String> read = store.read(name);

    assertEquals(Map.of("a", "ä", "b", ""), read);
    CloudStandIn.Request request = cloud.requests().get(0);
    assertEquals("secretsmanager.GetSecretValue", request.header("X-Amz-Target"));
    assertEquals(ARN + name, JSON.readTree(request.body()).get("SecretId").textValue());
  }

  @Test
  void a_secret_is_read_once_an_instance_however_many_ask_at_once() {
    next = secret("{\"a\":\"1\"}");

    boolean allRight =
        IntStream.range(0, 64)
            .parallel()
            .allMatch(i -> store.read("keys").equals(Map.of("a", "1")));

    assertTrue(allRight);
    assertEquals(1, cloud.requests().size());
  }

  @Test
  void a_secret_without_an_arn_is_not_configured_and_nobody_is_asked() {
    SecretsManagerStore without = new SecretsManagerStore(client, config(Map.of()), JSON);

    for (String name : new String[] {"keys", "database", "origin", "twilio", "mail"}) {
      assertTrue(notConfigured(without, name).getMessage().contains("'" + name + "'"));
    }
    notConfigured(store, "no-such-secret");
    assertEquals(0, cloud.requests().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "p4ssword",
        "{\"a\":\"p4ssword\"",
        "[\"p4ssword\"]",
        "{\"a\":{\"b\":\"p4ssword\"}}"
      })
  void what_is_no_flat_object_of_texts_is_not_configured_and_not_shown(String value) {
    next = secret(value);

    Refused refused = notConfigured(store, "keys");

    assertFalse(refused.getMessage().contains("p4ssword"));
    assertFalse(refused.getMessage().contains(ARN));
  }

  @ParameterizedTest
  @CsvSource({
    "400, ResourceNotFoundException",
    "400, AccessDeniedException",
    "400, DecryptionFailure",
    "400, UnheardOfException"
  })
  void an_error_of_the_cloud_is_not_configured(int status, String type) {
    next = new Answer(status, "{\"__type\":\"" + type + "\",\"Message\":\"no\"}");

    notConfigured(store, "keys");
  }

  @Test
  void where_nobody_listens_it_is_not_configured() {
    cloud.close();

    notConfigured(store, "keys");
  }

  @Test
  void a_secret_that_could_not_be_read_is_asked_for_again() {
    next = new Answer(400, "{\"__type\":\"AccessDeniedException\"}");
    notConfigured(store, "keys");

    next = secret("{\"a\":\"1\"}");

    assertEquals(Map.of("a", "1"), store.read("keys"));
  }

  @Test
  void the_database_gets_user_and_password_of_its_secret() {
    next = secret("{\"username\":\"scrip_functions_a\",\"password\":\"p4ss\",\"host\":\"h\"}");

    Map<String, String> credentials = new DatabaseCredentials(store).getCredentials("database");

    assertEquals(Map.of("user", "scrip_functions_a", "password", "p4ss"), credentials);
  }

  private static Refused notConfigured(SecretsManagerStore store, String name) {
    Refused refused = assertThrows(Refused.class, () -> store.read(name));
    assertEquals(RequestRefusal.NOT_CONFIGURED, refused.refusal());
    return refused;
  }

  private static Answer secret(String value) {
    return new Answer(200, JSON.createObjectNode().put("SecretString", value).toString());
  }

  private static SecretsManagerStore store(SecretsManagerClient client) {
    return new SecretsManagerStore(
        client,
        config(
            Map.of(
                "scrip.keys.secret-arn", ARN + "keys",
                "scrip.database.secret-arn", ARN + "database",
                "scrip.origin.secret-arn", ARN + "origin",
                "scrip.twilio.secret-arn", ARN + "twilio",
                "scrip.mail.secret-arn", ARN + "mail")),
        JSON);
  }

  private static SecretsConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withMapping(SecretsConfig.class)
        .withDefaultValues(settings)
        .build()
        .getConfigMapping(SecretsConfig.class);
  }

  private static SecretsManagerClient client(URI address) {
    return SecretsManagerClient.builder()
        .endpointOverride(address)
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDTEST", "secret")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }
}
