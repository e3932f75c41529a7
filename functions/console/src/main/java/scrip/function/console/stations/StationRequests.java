package scrip.function.console.stations;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import scrip.function.console.SignedIn;
import scrip.giftcard.ManualAct;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.problem.Fault;
import scrip.problem.Refused;
import scrip.station.Station.Changes;
import scrip.station.Station.Draft;
import scrip.station.Station.Hours;

/** The bodies of requests about stations, and how they, filters and pages are read. */
final class StationRequests {

  static final List<String> STATES = List.of("active", "closed");
  static final List<String> REGIONS = List.of(Locale.getISOCountries());

  private static final int BODY_AT_MOST = 16_384;
  private static final int REASON_AT_MOST = 500;
  private static final Pattern CODE = Pattern.compile("[A-Z0-9]{3,12}");
  private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):[0-5][0-9]");

  private StationRequests() {}

  /** A new one. */
  @Schema(name = "NewStation")
  public record NewStation(
      @Schema(required = true) UUID client,
      @Schema(
              required = true,
              pattern = "[A-Z0-9]{3,12}",
              description = "Stays; small letters are taken for great ones")
          String code,
      @Schema(required = true, maxLength = 100) String name,
      @Schema(required = true, description = "ISO 3166 code") String region,
      @Schema(required = true, description = "IANA name") String timeZone,
      @Schema(description = "As in 08:00; left out together with closes: day and night")
          String opens,
      @Schema(description = "Before opens: over midnight") String closes,
      @Schema(required = true, maxLength = 500) String reason) {}

  /** What may change of it. */
  @Schema(name = "StationChange")
  public record StationChange(
      @Schema(maxLength = 100) String name,
      String region,
      String timeZone,
      @Schema(description = "To be sent together with closes; both null: day and night")
          String opens,
      String closes,
      @Schema(enumeration = {"active", "closed"}) String state,
      @Schema(required = true, maxLength = 500) String reason) {}

  /** What operators type to sign in. */
  @Schema(name = "Passcode")
  public record Passcode(
      @Schema(required = true, pattern = "[0-9]{4,8}") String passcode,
      @Schema(required = true, maxLength = 500) String reason) {}

  /** A code for one device. */
  @Schema(name = "NewEnrolment")
  public record NewEnrolment(
      @Schema(required = true, maxLength = 100, description = "What the device is called")
          String label,
      @Schema(maxLength = 500) String reason) {}

  /** To act on one. */
  @Schema(name = "StationReason")
  public record ReasonRequest(@Schema(required = true, maxLength = 500) String reason) {}

  /** To close an anomaly. */
  @Schema(name = "AnomalyNote")
  public record NoteRequest(@Schema(required = true, maxLength = 500) String note) {}

  static JsonBody body(byte[] body) {
    return JsonBody.of(body, BODY_AT_MOST);
  }

  /** Reads the reason of an act, and ends the reading. */
  static ManualAct act(JsonBody json, RoutingContext http) {
    return act(json, "reason", true, http);
  }

  /** The same where the reason is called something else, or may be left out. */
  static ManualAct act(JsonBody json, String member, boolean required, RoutingContext http) {
    String reason = json.text(member, required, REASON_AT_MOST);
    json.done();
    return new ManualAct(SignedIn.caller(http), reason);
  }

  static Draft draft(JsonBody json) {
    String code = json.text("code", true, 40);
    String upper = code == null ? null : code.strip().toUpperCase(Locale.ROOT);
    if (upper != null && !CODE.matcher(upper).matches()) {
      json.fault("code", "must be 3 to 12 letters and digits");
    }
    return new Draft(
        json.uuid("client", true),
        upper,
        json.text("name", true, 100),
        region(json, true),
        timeZone(json, true),
        hours(json));
  }

  static Changes changes(JsonBody json) {
    return new Changes(
        json.has("name") ? json.text("name", true, 100) : null,
        json.has("region") ? region(json, true) : null,
        json.has("timeZone") ? timeZone(json, true) : null,
        json.has("opens") | json.has("closes") ? hours(json) : null,
        json.has("state") ? json.word("state", true, STATES) : null);
  }

  private static String region(JsonBody json, boolean required) {
    String region = json.text("region", required, 100);
    if (region != null && !REGIONS.contains(region)) {
      json.fault("region", "must be the two great letters of a country in ISO 3166, as in RW");
      return null;
    }
    return region;
  }

  /** Only names of places, which know when clocks change there; and UTC. */
  private static String timeZone(JsonBody json, boolean required) {
    String zone = json.text("timeZone", required, 100);
    if (zone == null
        || zone.equals("UTC")
        || zone.contains("/")
            && !zone.startsWith("Etc/")
            && !zone.startsWith("SystemV/")
            && ZoneId.getAvailableZoneIds().contains(zone)) {
      return zone;
    }
    json.fault("timeZone", "must be an IANA name of a place, as in Africa/Kigali, or UTC");
    return null;
  }

  private static Hours hours(JsonBody json) {
    LocalTime opens = time(json, "opens");
    LocalTime closes = time(json, "closes");
    if (json.has("opens") != json.has("closes") || (opens == null) != (closes == null)) {
      json.fault("closes", "must come together with opens: both a time, or both null");
    } else if (opens != null && opens.equals(closes)) {
      json.fault("closes", "must be another time than opens; both null mean day and night");
    }
    return new Hours(opens, closes);
  }

  private static LocalTime time(JsonBody json, String member) {
    String typed = json.text(member, false, 5);
    if (typed != null && !TIME.matcher(typed).matches()) {
      json.fault(member, "must be a time of day, as in 08:00");
      return null;
    }
    return typed == null ? null : LocalTime.parse(typed);
  }

  static UUID[] clients(RoutingContext http) {
    return SignedIn.caller(http).agent().clients().orNull();
  }

  /** One of these words; null for none typed, and with a fault for any other. */
  static String word(String name, String typed, List<String> words, List<Fault> faults) {
    if (typed != null && !words.contains(typed)) {
      faults.add(new Fault(name, "must be one of " + String.join(", ", words)));
    }
    return typed;
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

  /** A moment in a cursor. */
  static Instant moment(String part) {
    try {
      return Instant.parse(part);
    } catch (DateTimeException e) {
      throw Refused.invalid("cursor", "is not a nextCursor of this list");
    }
  }

  /**
   * A page of what is found.
   *
   * @param find given how many rows at most
   * @param place where the next page begins after a row
   */
  static <T> Uni<Page<T>> page(
      String limit, IntFunction<Uni<List<T>>> find, Function<T, String[]> place) {
    int rows = Page.limit(limit);
    return find.apply(rows + 1)
        .map(
            found ->
                found.size() <= rows
                    ? new Page<>(found, null)
                    : new Page<>(
                        List.copyOf(found.subList(0, rows)),
                        Page.cursor(place.apply(found.get(rows - 1)))));
  }
}
