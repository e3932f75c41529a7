package scrip.function.console;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import scrip.access.Caller;
import scrip.access.Rights;

/** {@code /api/admin/session}: signing in and out. */
@Path("/api/admin/session")
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {

  /** Who is signed in. */
  public record Me(String name, Set<String> rights) {}

  @GET
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.AGENT, Rights.VIEWER})
  public Uni<Me> me(@Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    return Uni.createFrom().item(new Me(caller.name(), caller.agent().rights()));
  }
}
