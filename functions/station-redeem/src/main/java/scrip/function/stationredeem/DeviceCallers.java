package scrip.function.stationredeem;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.regex.Pattern;
import scrip.http.Callers;
import scrip.problem.Refused;
import scrip.station.DeviceCaller;
import scrip.station.Devices;

/** Finds out which device asks, and whether an operator is signed in on it. */
@ApplicationScoped
class DeviceCallers {

  static final String SESSION_HEADER = "X-Station-Session";
  private static final String BEARER = "Bearer ";
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{22,128}");

  private final Callers callers;
  private final Devices devices;

  DeviceCallers(Callers callers, Devices devices) {
    this.callers = callers;
    this.devices = devices;
  }

  /**
   * The device.
   *
   * @throws Refused device-unknown; direct-call
   */
  Uni<DeviceCaller> device(RoutingContext http) {
    return devices.find(
        token(http), well(http.request().getHeader(SESSION_HEADER)), callers.visitor(http));
  }

  /**
   * The device, with somebody signed in on it.
   *
   * @throws Refused session-over; device-unknown; direct-call
   */
  Uni<DeviceCaller> operator(RoutingContext http) {
    return device(http).map(DeviceCaller::signedIn);
  }

  /** What the device shows; null when that cannot be a token. */
  static String token(RoutingContext http) {
    String shown = http.request().getHeader("Authorization");
    return shown != null && shown.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? well(shown.substring(BEARER.length()).trim())
        : null;
  }

  private static String well(String token) {
    return token != null && TOKEN.matcher(token).matches() ? token : null;
  }
}
