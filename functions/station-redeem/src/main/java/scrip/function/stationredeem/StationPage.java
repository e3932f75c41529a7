package scrip.function.stationredeem;

import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * {@code /station/}: the page of stations, files that a device keeps and that work without a
 * network. It runs no script and no style but its own, and may use the camera.
 */
@Singleton
class StationPage {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
          + "manifest-src 'self'; worker-src 'self'; form-action 'none'; base-uri 'none'; "
          + "frame-ancestors 'none'";

  /**
   * Files are asked for anew, so that a release is seen at once; the device's own copy is apart.
   */
  void headers(@Observes Filters filters) {
    filters.register(
        http -> {
          String path = http.request().path();
          if (path.equals("/station")) {
            // Not an address with a host: it would name the function's own, where calls are
            // refused.
            http.response().setStatusCode(308).putHeader("Location", "/station/").end();
            return;
          }
          if (path.startsWith("/station/")) {
            http.response()
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Content-Type-Options", "nosniff");
          }
          http.next();
        },
        900);
  }
}
