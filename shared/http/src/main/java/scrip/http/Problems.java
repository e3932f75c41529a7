package scrip.http;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import scrip.ops.BuildConfig;
import scrip.ops.ErrorLogs;
import scrip.problem.Fault;
import scrip.problem.Refusal;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** Turns whatever went wrong into RFC 9457 problem+json: the one place where this happens. */
@ApplicationScoped
public class Problems {

  public static final String MEDIA_TYPE = "application/problem+json";
  private static final Logger LOG = Logger.getLogger(Problems.class);

  private final ErrorLogs errors;
  private final BuildConfig build;

  Problems(ErrorLogs errors, BuildConfig build) {
    this.errors = errors;
    this.build = build;
  }

  @ServerExceptionMapper
  public Response refused(Refused refused, RoutingContext request) {
    Response.ResponseBuilder answer = Response.status(refused.refusal().status());
    refused.headers().forEach(answer::header);
    return answer.type(MEDIA_TYPE).entity(json(refused, request).encode()).build();
  }

  @ServerExceptionMapper
  Response refusedByFramework(WebApplicationException failure, RoutingContext request) {
    int status = failure.getResponse().getStatus();
    Response answer = refused(new Refused(byStatus(status)), request);
    return status == 405
        ? Response.fromResponse(answer)
            .header("Allow", failure.getResponse().getHeaderString("Allow"))
            .build()
        : answer;
  }

  @ServerExceptionMapper
  Response failed(Throwable failure, RoutingContext request) {
    LOG.errorf(failure, "request %s failed", RequestIds.of(request));
    errors
        .write(failure.getClass().getSimpleName(), build.function(), RequestIds.of(request))
        .subscribe()
        .with(ignored -> {});
    return refused(new Refused(RequestRefusal.INTERNAL), request);
  }

  /** What no resource was found for, or was refused before one was reached. */
  void register(@Observes Router router) {
    for (int status : new int[] {400, 404, 405, 413, 415, 500}) {
      router.errorHandler(
          status,
          request -> {
            if (!request.response().ended() && !request.response().headWritten()) {
              request
                  .response()
                  .setStatusCode(status)
                  .putHeader("Content-Type", MEDIA_TYPE)
                  .end(json(new Refused(byStatus(status)), request).encode());
            }
          });
    }
  }

  private static Refusal byStatus(int status) {
    return switch (status) {
      case 400 -> RequestRefusal.INVALID_REQUEST;
      case 401 -> RequestRefusal.UNAUTHORIZED;
      case 403 -> RequestRefusal.FORBIDDEN;
      case 404 -> RequestRefusal.NOT_FOUND;
      case 405 -> RequestRefusal.METHOD_NOT_ALLOWED;
      case 406 -> RequestRefusal.NOT_ACCEPTABLE;
      case 413 -> RequestRefusal.BODY_TOO_LARGE;
      case 415 -> RequestRefusal.UNSUPPORTED_MEDIA_TYPE;
      default -> RequestRefusal.INTERNAL;
    };
  }

  private static JsonObject json(Refused refused, RoutingContext request) {
    Refusal refusal = refused.refusal();
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "/problems/" + refusal.slug());
    problem.put("code", refusal.slug().replace('-', '_'));
    problem.put("title", refusal.title());
    problem.put("status", refusal.status());
    problem.put("detail", refused.getMessage());
    problem.put("instance", RequestIds.of(request));
    refused.members().forEach((name, value) -> problem.put(name, plain(value)));
    return new JsonObject(problem);
  }

  private static Object plain(Object value) {
    return value instanceof java.util.List<?> faults
        ? new io.vertx.core.json.JsonArray(
            faults.stream()
                .map(
                    f ->
                        f instanceof Fault fault
                            ? Map.of("pointer", fault.pointer(), "detail", fault.detail())
                            : f)
                .toList())
        : value;
  }
}
