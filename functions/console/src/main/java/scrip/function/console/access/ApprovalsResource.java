package scrip.function.console.access;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.access.Approvals;
import scrip.access.Caller;
import scrip.access.DecideApproval;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.http.Repeats;

/** {@code /api/admin/approvals}: what one person asks for and another one decides. */
@Path("/api/admin/approvals")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Rights.ADMIN, Rights.OPS})
public class ApprovalsResource {

  private final Approvals approvals;
  private final DecideApproval decideApproval;
  private final Repeats repeats;
  private final EdgeConfig edge;

  public ApprovalsResource(
      Approvals approvals, DecideApproval decideApproval, Repeats repeats, EdgeConfig edge) {
    this.approvals = approvals;
    this.decideApproval = decideApproval;
    this.repeats = repeats;
    this.edge = edge;
  }

  /** For the interface description. */
  public record ApprovalsPage(List<Approvals.Asked> data, String nextCursor) {}

  @GET
  @Operation(summary = "Open requests for a grant", description = "The oldest first.")
  @APIResponseSchema(value = ApprovalsPage.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<Page<Approvals.Asked>> list(
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    int atMost = Page.limit(limit);
    Place place = Place.of(cursor);
    return approvals
        .open(SignedIn.caller(http).agent().clients(), place.at(), place.id(), atMost + 1)
        .map(
            found ->
                Parts.of(
                    found,
                    atMost,
                    asked -> Place.text(asked.askedAt(), asked.id()),
                    asked -> asked));
  }

  @POST
  @Path("/{id}/grant")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Grant a request",
      description =
          "Another person than the one who asked. Good for that act, once, until the request's time is over.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AccessBodies.Reason.class),
              example = "{\"reason\":\"evidence checked with the provider\"}"))
  @APIResponseSchema(value = Approvals.Asked.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<Approvals.Asked> grant(
      @PathParam("id") UUID id, byte[] body, @Context RoutingContext http) {
    return decide(id, true, body, http);
  }

  @POST
  @Path("/{id}/reject")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Reject a request", description = "Another person than the one who asked.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AccessBodies.Reason.class),
              example = "{\"reason\":\"the card was read out to the caller\"}"))
  @APIResponseSchema(value = Approvals.Asked.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<Approvals.Asked> reject(
      @PathParam("id") UUID id, byte[] body, @Context RoutingContext http) {
    return decide(id, false, body, http);
  }

  private Uni<Approvals.Asked> decide(UUID id, boolean granted, byte[] body, RoutingContext http) {
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    String reason = AccessBodies.Reason.of(json);
    json.done();
    Caller caller = SignedIn.caller(http);
    return repeats.once(
        http,
        caller,
        body,
        Approvals.Asked.class,
        () -> decideApproval.decide(id, granted, reason, caller));
  }
}
