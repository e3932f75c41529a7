package scrip.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How providers are asked about messages whose fate is not known. */
@ConfigMapping(prefix = "scrip.reports")
public interface ReportsConfig {

  /**
   * How long a message may wait at its provider before it is worth nothing; not shorter than what
   * the provider is told.
   */
  @WithDefault("PT4H")
  Duration validity();

  /** How much longer nothing is concluded from a message that is not there. */
  @WithDefault("PT10M")
  Duration margin();

  /** How long reports of a message are waited for; then it is asked about no more. */
  @WithDefault("PT48H")
  Duration giveUpAfter();

  /** How many are asked about at a time, before the next ones are taken. */
  @WithDefault("16")
  int atOnce();

  /**
   * How long each step of a run goes on taking more. The three of them, each with one answer that
   * is waited for at its end, last 75 s at most.
   */
  @WithDefault("PT15S")
  Duration stepAtMost();

  /** How long an answer about one of them is waited for, all its pages together. */
  @WithDefault("PT10S")
  Duration answerAtMost();
}
