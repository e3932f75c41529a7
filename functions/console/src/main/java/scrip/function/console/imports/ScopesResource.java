package scrip.function.console.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import scrip.access.Caller;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.voucher.ScopeBatches;
import scrip.voucher.ScopeCount;

/** {@code /api/admin/scopes}: which stations take how many vouchers, and why. */
@Path("/api/admin/scopes")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.VIEWER, Rights.VOUCHERS})
public class ScopesResource {

  private static final int AT_MOST = 500;

  private final ScopeBatches batches;

  public ScopesResource(ScopeBatches batches) {
    this.batches = batches;
  }

  /** The most frequent first, 500 at most. */
  public record Summary(List<ScopeCount> data) {}

  @GET
  @Path("/summary")
  @Operation(
      summary = "Open vouchers by station and by where their scope comes from",
      description =
          "Of a client, or of all. A list that sent everything to one station stands at the top; importId is what to undo.")
  public Uni<Summary> summary(@QueryParam("client") String client, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    UUID one = client == null ? null : VisibleImports.uuid(client);
    return batches.summary(caller.agent().clients().orNull(), one, AT_MOST).map(Summary::new);
  }
}
