package scrip.twilio;

import com.twilio.security.RequestValidator;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.secrets.SecretStore;

/**
 * Knows whether a request is Twilio's: signed with the token of our account, the member {@code
 * token} of the secret {@code twilio}. While that is changed, its member {@code previousToken}
 * counts as well. Nothing can be verified without the secret, so nothing is believed without it.
 */
@ApplicationScoped
public class TwilioSignature {

  public static final String HEADER = "X-Twilio-Signature";

  private final SecretStore secrets;

  public TwilioSignature(SecretStore secrets) {
    this.secrets = secrets;
  }

  /**
   * Whether a form is Twilio's.
   *
   * @param url as Twilio was given it, with its query
   * @param signature as it was shown; null when none was
   * @throws Refused not-configured, when there is no token to verify it by
   */
  public boolean isOfForm(String url, Map<String, String> form, String signature) {
    return validators().stream()
        .map(validator -> signature != null && validator.validate(url, form, signature))
        .reduce(false, Boolean::logicalOr);
  }

  /**
   * Whether another body is Twilio's: its hash is in the query, and the signature is of the query.
   *
   * @param url as for a form, with {@code bodySHA256}
   * @throws Refused as for a form
   */
  public boolean isOfBody(String url, String body, String signature) {
    return validators().stream()
        .map(validator -> signature != null && isOfBody(validator, url, body, signature))
        .reduce(false, Boolean::logicalOr);
  }

  private static boolean isOfBody(
      RequestValidator validator, String url, String body, String signature) {
    try {
      return validator.validate(url, body, signature);
    } catch (URISyntaxException | RuntimeException e) {
      // A query that nobody can read: the library does not say so in words of its own.
      return false;
    }
  }

  private List<RequestValidator> validators() {
    Map<String, String> secret = secrets.read("twilio");
    String token = secret.get("token");
    if (token == null || token.isBlank()) {
      throw new Refused(RequestRefusal.NOT_CONFIGURED, "The secret 'twilio' lacks its token.");
    }
    return Stream.of(token, secret.get("previousToken"))
        .filter(each -> each != null && !each.isBlank())
        .map(RequestValidator::new)
        .toList();
  }
}
