package scrip.imports;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Sizes and times of imports. */
@ConfigMapping(prefix = "scrip.imports")
public interface ImportsConfig {

  /** Largest part, in bytes. A request to Lambda holds 6 MB of Base64, which is 4.5 MB of bytes. */
  @WithDefault("4194304")
  int partAtMost();

  /** Most parts of one file. */
  @WithDefault("2500")
  int partsAtMost();

  /** Rows of one transaction. */
  @WithDefault("5000")
  int batch();

  /** How long a run that died keeps others from going on; every batch lengthens it. */
  @WithDefault("PT1M")
  Duration lease();

  /** When a run stops to let the next one go on: before Lambda's 15 minutes are over. */
  @WithDefault("PT13M")
  Duration runFor();

  /** Runs without a single batch between them before an import counts as failed. */
  @WithDefault("5")
  int attempts();

  /** How long codes can be fetched after they were fetched for the first time. */
  @WithDefault("PT24H")
  Duration codesFor();
}
