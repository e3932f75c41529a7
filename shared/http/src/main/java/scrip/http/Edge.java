package scrip.http;

import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.stream.Stream;
import scrip.http.EdgeConfig.Trust;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.secrets.SecretStore;

/**
 * Knows the caller's network address. CloudFront's word for it counts only together with the origin
 * secret, of which the current and the previous value are accepted while it is changed; a direct
 * call is refused.
 */
@ApplicationScoped
public class Edge {

  private static final String SECRET = "origin";
  private static final String SECRET_HEADER = "X-Scrip-Origin";
  private static final String ADDRESS_HEADER = "CloudFront-Viewer-Address";

  private final EdgeConfig config;
  private final SecretStore secrets;
  private volatile Map<String, String> secret;

  public Edge(EdgeConfig config, SecretStore secrets) {
    this.config = config;
    this.secrets = secrets;
  }

  /**
   * The caller's address, without port.
   *
   * @throws Refused direct-call, when the request did not come through CloudFront
   */
  public String address(RoutingContext request) {
    if (config.trust() == Trust.CONNECTION) {
      return request.request().remoteAddress().hostAddress();
    }
    String shown = request.request().getHeader(SECRET_HEADER);
    String address = request.request().getHeader(ADDRESS_HEADER);
    if (shown == null || address == null || !isOurs(shown)) {
      throw new Refused(RequestRefusal.DIRECT_CALL);
    }
    int port = address.lastIndexOf(':');
    return (port < 0 ? address : address.substring(0, port)).replaceAll("[\\[\\]]", "");
  }

  private boolean isOurs(String shown) {
    Map<String, String> known = secret;
    if (known == null) {
      known = secrets.read(SECRET);
      secret = known;
    }
    byte[] bytes = shown.getBytes(StandardCharsets.UTF_8);
    return Stream.of(known.get("current"), known.get("previous"))
        .filter(value -> value != null && !value.isBlank())
        .map(value -> MessageDigest.isEqual(bytes, value.getBytes(StandardCharsets.UTF_8)))
        .reduce(false, Boolean::logicalOr);
  }
}
