package scrip.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.aws.CloudStandIn.Answer;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

class BrokenSecretTest {

  @ParameterizedTest
  @ValueSource(strings = {"{\"SecretBinary\":\"AAAA\"}", "{\"SecretString\":\"null\"}"})
  void a_binary_secret_and_one_that_is_null_are_not_configured(String answer) {
    refused(answer, false);
  }

  @Test
  void a_database_secret_without_user_or_password_is_not_configured() {
    refused("{\"SecretString\":\"{\\\"username\\\":\\\"u\\\"}\"}", true);
  }

  private static void refused(String answer, boolean credentials) {
    try (CloudStandIn cloud = new CloudStandIn(request -> new Answer(200, answer));
        SecretsManagerClient client =
            SecretsManagerClient.builder()
                .endpointOverride(cloud.address())
                .region(Region.EU_WEST_1)
                .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("A", "s")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build()) {
      SecretsManagerStore store =
          new SecretsManagerStore(
              client,
              new SmallRyeConfigBuilder()
                  .withMapping(SecretsConfig.class)
                  .withDefaultValue("scrip.database.secret-arn", "arn:x")
                  .build()
                  .getConfigMapping(SecretsConfig.class),
              new ObjectMapper());

      Refused refused =
          assertThrows(
              Refused.class,
              () -> {
                if (credentials) {
                  new DatabaseCredentials(store).getCredentials("database");
                } else {
                  store.read("database");
                }
              });

      assertEquals(RequestRefusal.NOT_CONFIGURED, refused.refusal());
    }
  }
}
