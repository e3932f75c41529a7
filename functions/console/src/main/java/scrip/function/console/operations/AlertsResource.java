package scrip.function.console.operations;

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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import scrip.access.Caller;
import scrip.access.Clients;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.http.EdgeConfig;
import scrip.http.Page;
import scrip.http.Repeats;
import scrip.ops.CloseAlert;
import scrip.ops.RaisedAlerts;
import scrip.ops.RaisedAlerts.Alert;
import scrip.problem.Refused;

/** {@code /api/admin/alerts}: what somebody must look at. */
@Path("/api/admin/alerts")
@Tag(name = "Alerts")
@Produces(MediaType.APPLICATION_JSON)
public class AlertsResource {

  private final RaisedAlerts alerts;
  private final CloseAlert closeAlert;
  private final Repeats repeats;
  private final EdgeConfig edge;

  public AlertsResource(
      RaisedAlerts alerts, CloseAlert closeAlert, Repeats repeats, EdgeConfig edge) {
    this.alerts = alerts;
    this.closeAlert = closeAlert;
    this.repeats = repeats;
    this.edge = edge;
  }

  @GET
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.VIEWER, Rights.OPERATE})
  @Operation(
      summary = "Alerts, the newest first",
      description =
          "state is open (also when nothing is said), closed or all. Those about a pool are for who sees its client.")
  public Uni<Page<Alert>> list(
      @QueryParam("state") String state,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    Boolean open =
        switch (state == null ? "open" : state) {
          case "open" -> Boolean.TRUE;
          case "closed" -> Boolean.FALSE;
          case "all" -> null;
          default -> throw Refused.invalid("state", "must be open, closed or all");
        };
    Clients clients = SignedIn.caller(http).agent().clients();
    return Cursors.page(
        limit, cursor, (before, atMost) -> alerts.list(clients, open, before, atMost), Alert::id);
  }

  @POST
  @Path("/{id}/close")
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.OPERATE})
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Close an alert that was dealt with",
      description = "What still holds is raised again by the next look.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = Reason.class),
              example = "{\"reason\":\"500 cards were uploaded\"}"))
  @APIResponseSchema(value = Alert.class, responseCode = "200")
  public Uni<Alert> close(@PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    String reason = Reason.of(body, edge);
    return repeats.once(
        http, caller, body, Alert.class, () -> closeAlert.close(Cursors.id(id), reason, caller));
  }
}
