package scrip.aws;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which function runs which job, for runs that somebody starts by hand. */
@ConfigMapping(prefix = "scrip.runs")
public interface RunsConfig {

  /**
   * ARNs of the functions' aliases by job, as {@code job=arn,job=arn}: one value, because names of
   * jobs have hyphens, which names of environment variables may not have.
   */
  Optional<Functions> functions();

  /** Where Lambda's interface is, when it is not the region's own. */
  Optional<URI> endpoint();

  /** How long somebody waits at most until Lambda took the run. */
  @WithDefault("PT5S")
  Duration timeout();

  /** ARNs by job. */
  record Functions(Map<String, String> byJob) {

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException when one has no ARN, or a job is there twice
     */
    public static Functions of(String text) {
      return new Functions(
          Arrays.stream(text.split(","))
              .map(String::strip)
              .filter(pair -> !pair.isEmpty())
              .map(pair -> pair.split("=", 2))
              .peek(
                  pair -> {
                    if (pair.length < 2 || !pair[1].startsWith("arn:")) {
                      throw new IllegalArgumentException("job=arn is wanted, not " + pair[0]);
                    }
                  })
              .collect(
                  Collectors.toUnmodifiableMap(
                      pair -> pair[0].strip(),
                      pair -> pair[1].strip(),
                      (one, other) -> {
                        throw new IllegalArgumentException("a job is named twice");
                      })));
    }
  }
}
