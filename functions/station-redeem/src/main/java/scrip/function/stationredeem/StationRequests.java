package scrip.function.stationredeem;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import scrip.http.JsonBody;
import scrip.problem.Fault;
import scrip.problem.Refused;
import scrip.station.Scan;
import scrip.station.SignInOperator.Typed;

/**
 * What devices send, for the interface description; it is read member by member, so that all faults
 * are told.
 */
final class StationRequests {

  static final String KEY_HEADER = "Idempotency-Key";
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private StationRequests() {}

  /** A one-time code, and another label for the device than the one given to the code. */
  @Schema(description = "Unknown members are refused.", additionalProperties = Schema.False.class)
  public record EnrolmentRequest(
      @Schema(required = true, maxLength = 100) String code,
      @Schema(maxLength = 100) String label) {

    static EnrolmentRequest read(JsonBody body) {
      EnrolmentRequest request =
          new EnrolmentRequest(body.text("code", true, 100), body.text("label", false, 100));
      body.done();
      return request;
    }
  }

  /** What an operator types. */
  @Schema(description = "Unknown members are refused.", additionalProperties = Schema.False.class)
  public record SignInRequest(
      @Schema(required = true, maxLength = 20) String stationCode,
      @Schema(required = true, maxLength = 50) String passcode) {

    static Typed read(JsonBody body) {
      Typed typed = new Typed(body.text("stationCode", true, 20), body.text("passcode", true, 50));
      body.done();
      return typed;
    }
  }

  /** What was scanned or typed. */
  @Schema(description = "Unknown members are refused.", additionalProperties = Schema.False.class)
  public record ScanRequest(
      @Schema(
              required = true,
              maxLength = 200,
              description = "With the method qr the whole of what the QR code says")
          String voucherCode,
      @Schema(
              required = true,
              enumeration = {Scan.QR, Scan.CODE})
          String method,
      @Schema(
              required = true,
              description = "When it was scanned, however long ago; 5 minutes ahead at most")
          Instant scannedAt) {

    static Scan read(JsonBody body, String key, Instant now) {
      String code = body.text("voucherCode", true, 200);
      String method = body.word("method", true, List.of(Scan.QR, Scan.CODE));
      Instant scannedAt = body.time("scannedAt", true);
      if (scannedAt != null && scannedAt.isAfter(now.plus(AHEAD))) {
        body.fault("scannedAt", "is more than 5 minutes ahead: set the device's clock");
      }
      done(body, key);
      return new Scan(code, method, scannedAt, key);
    }

    /** What is wrong with the key is told together with what is wrong with the body. */
    private static void done(JsonBody body, String key) {
      if (key != null && KEY.matcher(key).matches()) {
        body.done();
        return;
      }
      List<Fault> faults = new ArrayList<>();
      faults.add(
          new Fault(
              KEY_HEADER,
              key == null
                  ? "is required here: choose a random one for each scan, and repeat it with a repeat"
                  : "must be 1 to 128 letters, digits, or any of . _ : -"));
      try {
        body.done();
      } catch (Refused refused) {
        if (refused.members().get("errors") instanceof List<?> others) {
          others.forEach(fault -> faults.add((Fault) fault));
        }
      }
      throw Refused.invalid(faults);
    }
  }
}
