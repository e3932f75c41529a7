package scrip.function.console.vouchers;

import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import scrip.function.console.SignedIn;
import scrip.giftcard.ManualAct;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.http.Repeats;
import scrip.problem.Fault;
import scrip.problem.Refused;

/** The bodies of requests about vouchers, and how they and filters are read. */
final class VoucherRequests {

  static final String REASON = "{\"reason\":\"sent to a wrong number\"}";

  private static final int BODY_AT_MOST = 16_384;
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private VoucherRequests() {}

  /** To act on one. */
  @Schema(name = "VoucherReason")
  public record ReasonRequest(@Schema(required = true, maxLength = 500) String reason) {}

  /** To void one. */
  @Schema(name = "VoidVoucher")
  public record VoidRequest(
      @Schema(required = true, maxLength = 500) String reason,
      @Schema(description = "Whether another one is issued for it in the same act; left out: no")
          Boolean replacement) {}

  /** To say which station takes one. */
  @Schema(name = "ChangeScope")
  public record ScopeRequest(
      @Schema(required = true, nullable = true, description = "A station's id; null for any")
          UUID stationScope,
      @Schema(
              required = true,
              enumeration = {"manual", "campaign", "import", "ocr"})
          String source,
      @Schema(required = true, maxLength = 500) String reason) {}

  /** To find one. */
  @Schema(name = "FindVoucher")
  public record FindRequest(
      @Schema(required = true, maxLength = 200, description = "As it was spelt, or the QR payload")
          String code) {}

  static JsonBody body(byte[] body) {
    return JsonBody.of(body, BODY_AT_MOST);
  }

  /** Reads the reason, which every act has, and ends the reading. */
  static ManualAct act(JsonBody json, RoutingContext http) {
    String reason = json.text("reason", true, 500);
    json.done();
    return new ManualAct(SignedIn.caller(http), reason);
  }

  /** The same for an act that knows a repeat of its request. */
  static ManualAct act(JsonBody json, RoutingContext http, byte[] body) {
    ManualAct act = act(json, http);
    return new ManualAct(act.caller(), act.reason(), Repeats.use(http, act.caller(), body));
  }

  static UUID[] clients(RoutingContext http) {
    return SignedIn.caller(http).agent().clients().orNull();
  }

  /** One of these by its word; null for none typed, and with a fault for any other. */
  static <T> T word(
      String name, String typed, T[] values, Function<T, String> word, List<Fault> faults) {
    if (typed == null) {
      return null;
    }
    for (T value : values) {
      if (word.apply(value).equals(typed)) {
        return value;
      }
    }
    faults.add(
        new Fault(
            name, "must be one of " + String.join(", ", Arrays.stream(values).map(word).toList())));
    return null;
  }

  static UUID id(String name, String typed, List<Fault> faults) {
    if (typed == null || UUID_FORM.matcher(typed).matches()) {
      return typed == null ? null : UUID.fromString(typed);
    }
    faults.add(new Fault(name, "must be an id"));
    return null;
  }

  static Instant instant(String name, String typed, List<Fault> faults) {
    try {
      OffsetDateTime time = typed == null ? null : OffsetDateTime.parse(typed);
      if (time == null || time.getYear() >= 2000 && time.getYear() < 2200) {
        return time == null ? null : time.toInstant();
      }
    } catch (DateTimeException e) {
      // The fault below says it.
    }
    faults.add(new Fault(name, "must be a time in ISO 8601, such as 2026-03-01T00:00:00Z"));
    return null;
  }

  static void check(List<Fault> faults) {
    if (!faults.isEmpty()) {
      throw Refused.invalid(faults);
    }
  }

  /**
   * Reads where a page begins; null for the first one.
   *
   * @param read given a moment and what stands beside it
   */
  static <T> T before(String cursor, Function<Instant, Function<String, T>> read) {
    String[] parts = Page.parts(cursor, 2);
    if (parts == null) {
      return null;
    }
    try {
      return read.apply(Instant.parse(parts[0])).apply(parts[1]);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw Refused.invalid("cursor", "is not a nextCursor of this list");
    }
  }

  /** A page of what was read one row too far. */
  static <T> Page<T> page(List<T> found, int rows, Function<T, String> cursor) {
    return found.size() <= rows
        ? new Page<>(found, null)
        : new Page<>(List.copyOf(found.subList(0, rows)), cursor.apply(found.get(rows - 1)));
  }
}
