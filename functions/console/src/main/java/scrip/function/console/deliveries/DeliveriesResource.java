package scrip.function.console.deliveries;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import scrip.access.Rights;
import scrip.delivery.Channel;
import scrip.function.console.SignedIn;
import scrip.function.console.records.TypedIds;
import scrip.http.Page;
import scrip.notification.DeliveryRates;
import scrip.notification.DeliveryRates.Rates;
import scrip.notification.DeliveryTimelines;
import scrip.notification.DeliveryTimelines.Timeline;
import scrip.notification.Notifications;
import scrip.notification.Notifications.Kind;
import scrip.notification.Notifications.Notification;
import scrip.notification.Notifications.Status;
import scrip.notification.Notifications.Wanted;
import scrip.problem.Fault;
import scrip.problem.Refused;

/** {@code /api/admin/deliveries}: looking at messages. Never shows an address or a code. */
@Path("/api/admin/deliveries")
@Tag(name = "Deliveries")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({
  Rights.ADMIN,
  Rights.OPS,
  Rights.DATA_OPS,
  Rights.AGENT,
  Rights.VIEWER,
  Rights.READ,
  Rights.DELIVERIES
})
public class DeliveriesResource {

  private final Notifications notifications;
  private final DeliveryTimelines timelines;
  private final DeliveryRates rates;

  public DeliveriesResource(
      Notifications notifications, DeliveryTimelines timelines, DeliveryRates rates) {
    this.notifications = notifications;
    this.timelines = timelines;
    this.rates = rates;
  }

  /** A page of deliveries, for the interface description. */
  public record NotificationPage(List<Notification> data, String nextCursor) {}

  @GET
  @Operation(
      summary = "List deliveries, the newest first",
      description =
          "Of all channels: first sends, resends and fallbacks. status is one of pending, held, sending, sent, delivered,"
              + " undelivered, failed, unknown, manually_delivered, suppressed; channel sms, whatsapp or email; kind first,"
              + " resend or fallback; campaign and recipient are ids, card is a card's number, code the provider's number"
              + " behind the state. from is the first instant, to the one after the last. Contacts are masked.")
  @APIResponseSchema(value = NotificationPage.class, responseCode = "200")
  public Uni<Page<Notification>> list(
      @QueryParam("status") String status,
      @QueryParam("channel") String channel,
      @QueryParam("kind") String kind,
      @QueryParam("campaign") String campaign,
      @QueryParam("recipient") String recipient,
      @QueryParam("card") String card,
      @QueryParam("code") String code,
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    List<Fault> faults = new ArrayList<>();
    Long number = DeliveryRequests.number("code", code, 9, faults);
    Wanted wanted =
        new Wanted(
            DeliveryRequests.word("status", status, Status.values(), Status::word, faults),
            DeliveryRequests.word("channel", channel, Channel.values(), Channel::word, faults),
            DeliveryRequests.word("kind", kind, Kind.values(), Kind::word, faults),
            DeliveryRequests.id("campaign", campaign, faults),
            DeliveryRequests.id("recipient", recipient, faults),
            DeliveryRequests.number("card", card, 18, faults),
            number == null ? null : number.intValue(),
            DeliveryRequests.instant("from", from, faults),
            DeliveryRequests.instant("to", to, faults));
    if (!faults.isEmpty()) {
      throw Refused.invalid(faults);
    }
    int rows = Page.limit(limit);
    return notifications
        .find(wanted, DeliveryRequests.clients(http), DeliveryRequests.before(cursor), rows + 1)
        .map(found -> page(found, rows));
  }

  @GET
  @Path("/{id}")
  @Operation(
      summary = "Tell what happened to a delivery",
      description =
          "Its calls to the provider with their outcomes, what the provider reported, what it waits for, the deliveries"
              + " that it follows or that follow it, acts of people, and what may be done now: resend, email, mark, cancel.")
  @APIResponseSchema(value = Timeline.class, responseCode = "200")
  public Uni<Timeline> timeline(@PathParam("id") String id, @Context RoutingContext http) {
    return timelines.tell(TypedIds.path(id), SignedIn.caller(http));
  }

  @GET
  @Path("/rate")
  @Operation(
      summary = "How messages of the last 24 hours fared",
      description =
          "By channel and state, and by the provider's number. percent is of sent or delivered ones among those counted:"
              + " all but suppressed ones, and ones that have waited for less than 30 seconds. state is green from 98"
              + " percent on, amber from 80, else red; without a message there is no percentage, and amber.")
  @APIResponseSchema(value = Rates.class, responseCode = "200")
  public Uni<Rates> rate(@Context RoutingContext http) {
    return rates.lastDay(DeliveryRequests.clients(http));
  }

  private static Page<Notification> page(List<Notification> found, int rows) {
    if (found.size() <= rows) {
      return new Page<>(found, null);
    }
    Notification last = found.get(rows - 1);
    return new Page<>(
        List.copyOf(found.subList(0, rows)),
        Page.cursor(last.createdAt().toString(), last.id().toString()));
  }
}
