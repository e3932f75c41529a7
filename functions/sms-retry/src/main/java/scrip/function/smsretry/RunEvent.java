package scrip.function.smsretry;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a schedule or a nudge sends.
 *
 * @param job a name of the job register
 * @param trigger schedule (also when absent), nudge or hand
 */
@RegisterForReflection
public record RunEvent(String job, String trigger) {}
