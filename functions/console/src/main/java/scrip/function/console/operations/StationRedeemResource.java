package scrip.function.console.operations;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import scrip.access.Caller;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Repeats;
import scrip.ops.Switch;
import scrip.ops.Switches;
import scrip.ops.TurnSwitch;

/**
 * {@code /api/admin/settings/station_redeem_enabled}: the one setting that is no list of words, and
 * the first thing to turn off when vouchers are redeemed that should not be.
 */
@Path("/api/admin/settings/" + Switch.STATION_REDEEM)
@Tag(name = "Settings")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Rights.ADMIN, Rights.OPS})
public class StationRedeemResource {

  private final Switches switches;
  private final TurnSwitch turnSwitch;
  private final Repeats repeats;
  private final EdgeConfig edge;

  public StationRedeemResource(
      Switches switches, TurnSwitch turnSwitch, Repeats repeats, EdgeConfig edge) {
    this.switches = switches;
    this.turnSwitch = turnSwitch;
    this.repeats = repeats;
    this.edge = edge;
  }

  /** On or off, and why. */
  @Schema(name = "SwitchChange")
  public record Change(boolean value, String reason) {}

  @GET
  @Operation(
      summary = "Whether stations redeem vouchers",
      description = "A value of null cannot be read; stations refuse then as when it is false.")
  public Uni<Switch> show() {
    return switches.one(Switch.STATION_REDEEM);
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Let stations redeem vouchers, or stop them",
      description =
          "From the next request on, at every station of every client; scans that queue are sent again later. For people"
              + " who see every client.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = Change.class),
              example = "{\"value\":false,\"reason\":\"vouchers were redeemed twice\"}"))
  @APIResponseSchema(value = Switch.class, responseCode = "200")
  public Uni<Switch> turn(byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    SettingsResource.expectEvery(caller);
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    Boolean value = json.flag("value", true);
    String reason = json.text("reason", true, Reason.AT_MOST);
    json.done();
    return repeats.once(
        http,
        caller,
        body,
        Switch.class,
        () -> turnSwitch.turn(Switch.STATION_REDEEM, value, reason, caller));
  }
}
