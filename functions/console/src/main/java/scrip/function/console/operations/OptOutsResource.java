package scrip.function.console.operations;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
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
import scrip.consent.OptOutByHand;
import scrip.function.console.SignedIn;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Repeats;

/** {@code /api/admin/opt-outs}: for who says to a person that they want nothing more. */
@Path("/api/admin/opt-outs")
@Tag(name = "Settings")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.AGENT})
public class OptOutsResource {

  private static final int ADDRESS_AT_MOST = 254;

  private final OptOutByHand optOutByHand;
  private final Repeats repeats;
  private final EdgeConfig edge;

  public OptOutsResource(OptOutByHand optOutByHand, Repeats repeats, EdgeConfig edge) {
    this.optOutByHand = optOutByHand;
    this.repeats = repeats;
    this.edge = edge;
  }

  /** Whose wish it is, and how they said it. */
  public record OptOut(String address, String reason) {}

  /** How many deliveries that waited were ended. */
  public record OptedOut(int suppressed) {}

  @POST
  @Operation(
      summary = "Opt an address out",
      description =
          "On all channels and of all clients, with the e-mail addresses of who has the number on record or had a card"
              + " sent there. What waits to be sent there is ended. Nothing they write lifts it.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = OptOut.class),
              example = "{\"address\":\"ann@example.com\",\"reason\":\"asked for it by e-mail\"}"))
  @APIResponseSchema(value = OptedOut.class, responseCode = "200")
  public Uni<OptedOut> optOut(byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    String address = json.text("address", true, ADDRESS_AT_MOST);
    String reason = json.text("reason", true, Reason.AT_MOST);
    json.done();
    return repeats.once(
        http,
        caller,
        body,
        OptedOut.class,
        () -> optOutByHand.optOut(address, reason, caller).map(OptedOut::new));
  }
}
