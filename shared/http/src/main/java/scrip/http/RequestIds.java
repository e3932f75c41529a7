package scrip.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import org.jboss.logging.Logger;
import scrip.ops.Metrics;

/**
 * Gives every request an id, which is in its answer, in its problem, in the log and in histories;
 * and measures it when it ends. Answers of the API are never cached.
 */
@ApplicationScoped
class RequestIds {

  static final String HEADER = "X-Request-Id";
  private static final String KEY = RequestIds.class.getName();
  private static final Logger LOG = Logger.getLogger("scrip.requests");

  private final Metrics metrics;

  RequestIds(Metrics metrics) {
    this.metrics = metrics;
  }

  static String of(RoutingContext request) {
    return request.get(KEY, "none");
  }

  void register(@Observes Filters filters) {
    filters.register(this::begin, 1000);
  }

  private void begin(RoutingContext request) {
    String id = UUID.randomUUID().toString();
    long begun = System.nanoTime();
    request.put(KEY, id);
    request.response().putHeader(HEADER, id);
    if (request.request().path().startsWith("/api/")) {
      request.response().putHeader("Cache-Control", "no-store");
    }
    request.addEndHandler(
        ended -> {
          long ms = (System.nanoTime() - begun) / 1_000_000;
          int status = request.response().getStatusCode();
          String operation =
              operation(request.request().method().name(), request.request().path(), status);
          metrics.emit(operation, Integer.toString(status), ms, id);
          LOG.debugf("%s %s %d in %d ms", id, operation, status, ms);
        });
    request.next();
  }

  /**
   * The path with ids taken out. What is not ours, or longer than any of ours, has no name of its
   * own: a path may hold a code, and anybody can make up any number of them.
   */
  static String operation(String method, String path, int status) {
    if (status == 401 || status == 403 || status == 404 || status == 405) {
      return "other";
    }
    String route =
        path.replaceAll("[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}", "{id}")
            .replaceAll("(?<=/)[0-9]+(?=/|$)", "{id}");
    return route.length() > 80 ? "other" : method + " " + route;
  }
}
