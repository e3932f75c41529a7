package scrip.function.console.vouchers;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
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
import scrip.http.Page;
import scrip.problem.Fault;
import scrip.voucher.VoucherEvents;
import scrip.voucher.VoucherEvents.Before;
import scrip.voucher.VoucherEvents.Kind;
import scrip.voucher.VoucherEvents.VoucherEvent;
import scrip.voucher.VoucherEvents.Wanted;

/** {@code /api/admin/voucher-events}: what happened to vouchers, whoever did it. */
@Path("/api/admin/voucher-events")
@Tag(name = "Vouchers")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({
  Rights.ADMIN,
  Rights.OPS,
  Rights.DATA_OPS,
  Rights.AGENT,
  Rights.VIEWER,
  Rights.VOUCHERS
})
public class VoucherEventsResource {

  private final VoucherEvents events;

  public VoucherEventsResource(VoucherEvents events) {
    this.events = events;
  }

  /** A page of events, for the interface description. */
  public record VoucherEventPage(List<VoucherEvent> data, String nextCursor) {}

  @GET
  @Operation(
      summary = "Events of vouchers, the newest first",
      description =
          "kind is one of issued, sent, redeemed, expired, void, replaced, scope, policy_blocked, revealed,"
              + " preview_failed; the last names the vouchers whose picture could not be had. since is the first instant,"
              + " until the one after the last. Actors of SQL typed by hand begin with sql:.")
  @APIResponseSchema(value = VoucherEventPage.class, responseCode = "200")
  public Uni<Page<VoucherEvent>> find(
      @QueryParam("since") String since,
      @QueryParam("until") String until,
      @QueryParam("kind") String kind,
      @QueryParam("voucher") String voucher,
      @QueryParam("client") String client,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    List<Fault> faults = new ArrayList<>();
    Wanted wanted =
        new Wanted(
            VoucherRequests.instant("since", since, faults),
            VoucherRequests.instant("until", until, faults),
            VoucherRequests.word("kind", kind, Kind.values(), Kind::word, faults),
            VoucherRequests.id("voucher", voucher, faults),
            VoucherRequests.id("client", client, faults));
    VoucherRequests.check(faults);
    int rows = Page.limit(limit);
    Before before = VoucherRequests.before(cursor, at -> id -> new Before(at, Long.parseLong(id)));
    return events
        .find(wanted, VoucherRequests.clients(http), before, rows + 1)
        .map(
            found ->
                VoucherRequests.page(
                    found, rows, e -> Page.cursor(e.at().toString(), Long.toString(e.id()))));
  }
}
