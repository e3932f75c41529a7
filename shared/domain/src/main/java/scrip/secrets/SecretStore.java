package scrip.secrets;

import java.util.Map;

/**
 * Where secrets lie: AWS Secrets Manager in the cloud, a file in the local process. Called while
 * starting and when credentials were refused, never on the way of a redemption.
 */
public interface SecretStore {

  /**
   * Reads one secret, a flat JSON object of texts.
   *
   * @param name one of {@link Keys#SECRET}, {@code database}, {@code twilio}, {@code tango}, {@code
   *     mail}, {@code origin}, {@code first-admin}
   * @throws scrip.problem.Refused not-configured, when there is no such secret or it cannot be read
   */
  Map<String, String> read(String name);
}
