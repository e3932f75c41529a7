package scrip.function.console.deliveries;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import scrip.access.Rights;
import scrip.delivery.Channel;
import scrip.function.console.SignedIn;
import scrip.function.console.records.TypedIds;
import scrip.giftcard.Contacts;
import scrip.giftcard.ManualAct;
import scrip.http.JsonBody;
import scrip.http.Repeats;
import scrip.notification.CancelDelivery;
import scrip.notification.MarkDelivered;
import scrip.notification.ResendDelivery;
import scrip.notification.ResendDelivery.Resent;

/** {@code /api/admin/deliveries/{id}/…}: what people do about a message. */
@Path("/api/admin/deliveries")
@Tag(name = "Deliveries")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.AGENT, Rights.DELIVERIES})
public class DeliveryActsResource {

  private final ResendDelivery resendDelivery;
  private final MarkDelivered markDelivered;
  private final CancelDelivery cancelDelivery;
  private final Repeats repeats;

  public DeliveryActsResource(
      ResendDelivery resendDelivery,
      MarkDelivered markDelivered,
      CancelDelivery cancelDelivery,
      Repeats repeats) {
    this.resendDelivery = resendDelivery;
    this.markDelivered = markDelivered;
    this.cancelDelivery = cancelDelivery;
    this.repeats = repeats;
  }

  /** Where a delivery stands now. */
  @Schema(name = "DeliveryNow")
  public record Now(UUID id, String status) {}

  @POST
  @Path("/{id}/resend")
  @ResponseStatus(201)
  @Operation(
      summary = "Send a recipient's card again",
      description =
          "The same card, as a new delivery that follows this one. Not while another message with it is on its way, and not"
              + " while nobody knows whether one was sent. Another contact than those on record is kept as the recipient's;"
              + " only people name one. At most 3 for a redemption in an hour. Needs an Idempotency-Key.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = DeliveryRequests.ResendRequest.class),
              example =
                  "{\"reason\":\"caller read out another number\",\"channel\":\"sms\","
                      + "\"contact\":{\"phone\":\"+15005550006\"}}"))
  @APIResponseSchema(value = Resent.class, responseCode = "201")
  @Extension(name = "x-refusals", value = "deliveries")
  public Uni<Resent> resend(@PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    JsonBody json = DeliveryRequests.body(body);
    Contacts.Asked to = DeliveryRequests.contact(json);
    return resend(id, to, DeliveryRequests.act(json, http), body, http);
  }

  @POST
  @Path("/{id}/send-by-email")
  @ResponseStatus(201)
  @Operation(
      summary = "Send a recipient's card by e-mail",
      description =
          "A resend by e-mail, also where the campaign offers none. The address is the one on record when none is named."
              + " Needs an Idempotency-Key.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = DeliveryRequests.EmailRequest.class),
              example = "{\"reason\":\"no handset at the moment\",\"email\":\"ann@example.com\"}"))
  @APIResponseSchema(value = Resent.class, responseCode = "201")
  @Extension(name = "x-refusals", value = "deliveries")
  public Uni<Resent> sendByEmail(
      @PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    JsonBody json = DeliveryRequests.body(body);
    String email = json.text("email", false, 254);
    ManualAct act = DeliveryRequests.act(json, http);
    return resend(id, new Contacts.Asked(Channel.EMAIL, null, email), act, body, http);
  }

  @POST
  @Path("/{id}/manually-delivered")
  @ResponseStatus(200)
  @Operation(
      summary = "Mark a delivery as handed over by a person",
      description =
          "For good: no report and no job changes it any more, and a waiting message does not leave. A repeat changes"
              + " nothing. Needs an Idempotency-Key.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = DeliveryRequests.ReasonRequest.class),
              example = "{\"reason\":\"read out on the phone\"}"))
  @APIResponseSchema(value = Now.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "deliveries")
  public Uni<Now> mark(@PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    ManualAct act = DeliveryRequests.act(DeliveryRequests.body(body), http);
    UUID delivery = TypedIds.path(id);
    return repeats.onceWithKey(
        http,
        SignedIn.caller(http),
        body,
        Now.class,
        () ->
            markDelivered.mark(delivery, act).replaceWith(new Now(delivery, "manually_delivered")));
  }

  @POST
  @Path("/{id}/cancel")
  @ResponseStatus(200)
  @Operation(
      summary = "Call back a message that still waits",
      description =
          "While it is pending or held and no sender has it. The card stays the recipient's: send it again, or mark it as"
              + " handed over. Needs an Idempotency-Key.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = DeliveryRequests.ReasonRequest.class),
              example = "{\"reason\":\"the number is a landline\"}"))
  @APIResponseSchema(value = Now.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "deliveries")
  public Uni<Now> cancel(@PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    ManualAct act = DeliveryRequests.act(DeliveryRequests.body(body), http);
    UUID delivery = TypedIds.path(id);
    return repeats.onceWithKey(
        http,
        SignedIn.caller(http),
        body,
        Now.class,
        () -> cancelDelivery.cancel(delivery, act).replaceWith(new Now(delivery, "suppressed")));
  }

  private Uni<Resent> resend(
      String id, Contacts.Asked to, ManualAct act, byte[] body, RoutingContext http) {
    ResendDelivery.Request request = new ResendDelivery.Request(TypedIds.path(id), to);
    return repeats.onceWithKey(
        http, act.caller(), body, Resent.class, () -> resendDelivery.resend(request, act));
  }
}
