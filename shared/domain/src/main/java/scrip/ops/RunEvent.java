package scrip.ops;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;
import scrip.ops.RunJob.Trigger;

/**
 * What a schedule, a nudge or a person sends to a run function.
 *
 * @param job a name of the job register
 * @param trigger schedule (also when absent), nudge or hand
 */
@RegisterForReflection
public record RunEvent(String job, String trigger) {

  /** What started it, as the row of the run says. */
  public Trigger startedBy() {
    return trigger == null ? Trigger.SCHEDULE : Trigger.valueOf(trigger.toUpperCase(Locale.ROOT));
  }
}
