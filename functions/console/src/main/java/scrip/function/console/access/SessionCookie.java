package scrip.function.console.access;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.http.Callers;
import scrip.http.EdgeConfig;

/** Where the browser keeps its session: out of the reach of scripts and of other sites. */
@ApplicationScoped
class SessionCookie {

  private final EdgeConfig edge;

  SessionCookie(EdgeConfig edge) {
    this.edge = edge;
  }

  void give(RoutingContext http, String token) {
    http.response().addCookie(cookie(token));
  }

  void take(RoutingContext http) {
    http.response().addCookie(cookie("").setMaxAge(0));
  }

  /** What the browser showed; the caller was found by it. */
  static String shown(RoutingContext http) {
    return http.request().getCookie(Callers.SESSION_COOKIE).getValue();
  }

  private Cookie cookie(String value) {
    return Cookie.cookie(Callers.SESSION_COOKIE, value)
        .setHttpOnly(true)
        .setSecure(!edge.plainCookies())
        .setSameSite(CookieSameSite.STRICT)
        .setPath("/");
  }
}
