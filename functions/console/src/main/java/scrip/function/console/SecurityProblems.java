package scrip.function.console;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import scrip.http.Problems;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** What Quarkus' security refuses, as the problems that everything else is refused with. */
@ApplicationScoped
public class SecurityProblems {

  private final Problems problems;

  SecurityProblems(Problems problems) {
    this.problems = problems;
  }

  @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
  Response nobody(RuntimeException failure, RoutingContext http) {
    return problems.refused(
        new Refused(RequestRefusal.UNAUTHORIZED, "Sign in, or use a current API key."), http);
  }

  @ServerExceptionMapper
  Response notAllowed(ForbiddenException failure, RoutingContext http) {
    return problems.refused(new Refused(RequestRefusal.FORBIDDEN), http);
  }
}
