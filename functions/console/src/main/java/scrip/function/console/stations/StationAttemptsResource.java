package scrip.function.console.stations;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import scrip.access.Rights;
import scrip.function.console.records.TypedIds;
import scrip.http.Page;
import scrip.problem.Fault;
import scrip.problem.Refused;
import scrip.station.AttemptRecords;
import scrip.station.AttemptRecords.Attempt;
import scrip.station.AttemptRecords.Before;
import scrip.station.AttemptRecords.Wanted;

/** {@code /api/admin/station-attempts}: every request to redeem and what came of it. */
@Path("/api/admin/station-attempts")
@Tag(name = "Stations")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({
  Rights.ADMIN,
  Rights.OPS,
  Rights.DATA_OPS,
  Rights.AGENT,
  Rights.VIEWER,
  Rights.READ,
  Rights.STATIONS
})
public class StationAttemptsResource {

  private final AttemptRecords attempts;

  public StationAttemptsResource(AttemptRecords attempts) {
    this.attempts = attempts;
  }

  /** A page of attempts, for the interface description. */
  public record AttemptPage(List<Attempt> data, String nextCursor) {}

  @GET
  @Operation(
      summary = "Requests to redeem at stations, the newest first",
      description =
          "station and voucher are ids; outcome is redeemed, repeated, or the slug of a refusal, as in already-redeemed or"
              + " key-reused; since is the first instant, until the one after the last. Those with the same idempotencyKey"
              + " are one scan. Kept for 400 days; codes never.")
  @APIResponseSchema(value = AttemptPage.class, responseCode = "200")
  public Uni<Page<Attempt>> list(
      @QueryParam("station") String station,
      @QueryParam("voucher") String voucher,
      @QueryParam("outcome") String outcome,
      @QueryParam("since") String since,
      @QueryParam("until") String until,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    List<Fault> faults = new ArrayList<>();
    Instant from = StationRequests.instant("since", since, faults);
    Instant to = StationRequests.instant("until", until, faults);
    if (outcome != null && !outcome.matches("[a-z]+(-[a-z]+)*")) {
      faults.add(new Fault("outcome", "must be redeemed, repeated, or the slug of a refusal"));
    }
    if (!faults.isEmpty()) {
      throw Refused.invalid(faults);
    }
    Wanted wanted =
        new Wanted(
            TypedIds.query("station", station),
            TypedIds.query("voucher", voucher),
            outcome,
            from,
            to);
    String[] parts = Page.parts(cursor, 2);
    Before before =
        parts == null
            ? null
            : new Before(StationRequests.moment(parts[0]), TypedIds.number(parts[1]));
    UUID[] clients = StationRequests.clients(http);
    return StationRequests.page(
        limit,
        atMost -> attempts.find(clients, wanted, before, atMost),
        attempt -> new String[] {attempt.at().toString(), Long.toString(attempt.id())});
  }
}
