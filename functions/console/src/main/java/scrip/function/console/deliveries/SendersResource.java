package scrip.function.console.deliveries;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import scrip.access.Rights;
import scrip.delivery.Channel;
import scrip.function.console.SignedIn;
import scrip.giftcard.ManualAct;
import scrip.http.Repeats;
import scrip.notification.HeldSenders;
import scrip.notification.HeldSenders.Sender;
import scrip.notification.ReleaseSender;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** {@code /api/admin/senders}: which channels are held, and until when. */
@Path("/api/admin/senders")
@Tag(name = "Deliveries")
@Produces(MediaType.APPLICATION_JSON)
public class SendersResource {

  private final HeldSenders senders;
  private final ReleaseSender releaseSender;
  private final Repeats repeats;

  public SendersResource(HeldSenders senders, ReleaseSender releaseSender, Repeats repeats) {
    this.senders = senders;
    this.releaseSender = releaseSender;
    this.repeats = repeats;
  }

  /** All of them. */
  public record Senders(List<Sender> senders) {}

  @GET
  @RolesAllowed({
    Rights.ADMIN,
    Rights.OPS,
    Rights.AGENT,
    Rights.VIEWER,
    Rights.OPERATE,
    Rights.DELIVERIES
  })
  @Operation(
      summary = "Senders, one a channel",
      description =
          "notBefore says until when a sender is held, and is null when it is not; fault says why, when it is for a fault"
              + " of ours and not for a throttle.")
  @APIResponseSchema(value = Senders.class, responseCode = "200")
  public Uni<Senders> list() {
    return senders.list().map(Senders::new);
  }

  @POST
  @Path("/{channel}/release")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS})
  @Operation(
      summary = "Let a held sender send again",
      description =
          "After its fault was mended: what waits leaves at once. A fault that is still there holds it again with the next"
              + " message. For people who see every client.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = DeliveryRequests.ReasonRequest.class),
              example = "{\"reason\":\"new token is in place\"}"))
  @APIResponseSchema(value = Sender.class, responseCode = "200")
  public Uni<Sender> release(
      @PathParam("channel") String channel, byte[] body, @Context RoutingContext http) {
    ManualAct act = DeliveryRequests.act(DeliveryRequests.body(body), http);
    Channel of = Channel.of(channel).orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND));
    return repeats.once(
        http, SignedIn.caller(http), body, Sender.class, () -> releaseSender.release(of, act));
  }
}
