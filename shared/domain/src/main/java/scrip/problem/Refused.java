package scrip.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Thrown to say no. Carries everything the answer needs and no stack trace: it is not an error. */
public final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;
  private final transient Map<String, Object> members = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  public Refused(Refusal refusal) {
    this(refusal, refusal.advice());
  }

  public Refused(Refusal refusal, String detail) {
    super(detail, null, false, false);
    this.refusal = refusal;
  }

  /** A request with faults, all of them. */
  public static Refused invalid(List<Fault> faults) {
    return new Refused(RequestRefusal.INVALID_REQUEST).with("errors", List.copyOf(faults));
  }

  /** A request with one fault. */
  public static Refused invalid(String pointer, String detail) {
    return invalid(List.of(new Fault(pointer, detail)));
  }

  /** Adds a member to the problem document. */
  public Refused with(String member, Object value) {
    members.put(member, value);
    return this;
  }

  /** Adds a header to the answer. */
  public Refused header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Says when to try again, as header and as member, in whole seconds, at least one. */
  public Refused retryAfter(Duration wait) {
    long seconds = Math.max(1, wait.toSeconds());
    return with("retryAfter", seconds).header("Retry-After", Long.toString(seconds));
  }

  public Refusal refusal() {
    return refusal;
  }

  public Map<String, Object> members() {
    return members;
  }

  public Map<String, String> headers() {
    return headers;
  }
}
