package scrip.aws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.util.Optional;

/** Where the secrets of this function lie, by ARN; a function names only those it needs. */
@ConfigMapping(prefix = "scrip")
public interface SecretsConfig {

  @WithName("keys.secret-arn")
  Optional<String> keys();

  @WithName("database.secret-arn")
  Optional<String> database();

  @WithName("tango.secret-arn")
  Optional<String> tango();

  @WithName("origin.secret-arn")
  Optional<String> origin();

  @WithName("twilio.secret-arn")
  Optional<String> twilio();

  @WithName("mail.secret-arn")
  Optional<String> mail();

  @WithName("first-admin.secret-arn")
  Optional<String> firstAdmin();
}
