package scrip.http;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import scrip.access.ApiKeys;
import scrip.access.Caller;
import scrip.access.Hash;
import scrip.access.Sessions;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * Finds out who is asking: a machine by its API key, a person by the session cookie, else the
 * public, known again by a random token in a cookie.
 */
@ApplicationScoped
public class Callers {

  /** The browser's own random token; it only says "the same browser as before". */
  public static final String BROWSER_COOKIE = "scrip_browser";

  /** Holds the token of a person's session. */
  public static final String SESSION_COOKIE = "scrip_session";

  /** What a write must show beside the session cookie, so that no other site can make one. */
  public static final String CSRF_HEADER = "X-CSRF-Token";

  private static final String BEARER = "Bearer ";
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{22,64}");

  private final Edge edge;
  private final EdgeConfig config;
  private final ApiKeys apiKeys;
  private final Sessions sessions;

  public Callers(Edge edge, EdgeConfig config, ApiKeys apiKeys, Sessions sessions) {
    this.edge = edge;
    this.config = config;
    this.apiKeys = apiKeys;
    this.sessions = sessions;
  }

  /** A visitor of a public page: nobody in particular, whatever session the browser has. */
  public Caller visitor(RoutingContext request) {
    return new Caller(edge.address(request), null, browser(request), RequestIds.of(request));
  }

  /**
   * The caller of this request. A session counts for a write only together with its CSRF token;
   * without one the caller is the public.
   *
   * @throws Refused unauthorized, for an Authorization header that is no valid key; forbidden, for
   *     a CSRF token that is not the session's; direct-call
   */
  public Uni<Caller> caller(RoutingContext request) {
    String address = edge.address(request);
    String requestId = RequestIds.of(request);
    String shown = request.request().getHeader("Authorization");
    if (shown == null) {
      return person(request);
    }
    if (!shown.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw new Refused(RequestRefusal.UNAUTHORIZED);
    }
    return apiKeys
        .agent(shown.substring(BEARER.length()).trim(), address)
        .map(agent -> new Caller(address, agent, null, requestId));
  }

  private Uni<Caller> person(RoutingContext request) {
    Caller visitor = visitor(request);
    Cookie cookie = request.request().getCookie(SESSION_COOKIE);
    String csrf = request.request().getHeader(CSRF_HEADER);
    boolean reads = List.of("GET", "HEAD").contains(request.request().method().name());
    if (cookie == null || !TOKEN.matcher(cookie.getValue()).matches() || csrf == null && !reads) {
      return Uni.createFrom().item(visitor);
    }
    return sessions
        .agent(cookie.getValue(), reads ? null : csrf, visitor.address())
        .map(
            agent ->
                agent
                    .map(a -> new Caller(visitor.address(), a, null, visitor.requestId()))
                    .orElse(visitor));
  }

  /** Gives a browser that has no token yet a new one; the caller then has its hash. */
  public Caller remember(Caller caller, RoutingContext request) {
    if (!caller.isPublic() || caller.browserHash() != null) {
      return caller;
    }
    byte[] random = new byte[18];
    new java.security.SecureRandom().nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    request
        .response()
        .addCookie(
            Cookie.cookie(BROWSER_COOKIE, token)
                .setHttpOnly(true)
                .setSecure(!config.plainCookies())
                .setPath("/")
                .setSameSite(io.vertx.core.http.CookieSameSite.STRICT)
                .setMaxAge(365L * 24 * 3600));
    return new Caller(caller.address(), null, Hash.sha256(token), caller.requestId());
  }

  private static byte[] browser(RoutingContext request) {
    Cookie cookie = request.request().getCookie(BROWSER_COOKIE);
    return cookie == null || !TOKEN.matcher(cookie.getValue()).matches()
        ? null
        : Hash.sha256(cookie.getValue());
  }
}
