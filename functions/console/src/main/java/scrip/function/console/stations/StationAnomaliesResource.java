package scrip.function.console.stations;

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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.function.console.records.TypedIds;
import scrip.giftcard.ManualAct;
import scrip.http.Page;
import scrip.http.Repeats;
import scrip.problem.Fault;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.station.Anomalies;
import scrip.station.Anomalies.Anomaly;
import scrip.station.CloseAnomaly;

/** {@code /api/admin/stations/anomalies}: what is odd at stations. */
@Path("/api/admin/stations/anomalies")
@Tag(name = "Stations")
@Produces(MediaType.APPLICATION_JSON)
public class StationAnomaliesResource {

  private static final List<String> OPEN = List.of("true", "false");

  private final Anomalies anomalies;
  private final CloseAnomaly closeAnomaly;
  private final Repeats repeats;

  public StationAnomaliesResource(Anomalies anomalies, CloseAnomaly closeAnomaly, Repeats repeats) {
    this.anomalies = anomalies;
    this.closeAnomaly = closeAnomaly;
    this.repeats = repeats;
  }

  /** A page of anomalies, for the interface description. */
  public record AnomalyPage(List<Anomaly> data, String nextCursor) {}

  @GET
  @RolesAllowed({
    Rights.ADMIN,
    Rights.OPS,
    Rights.DATA_OPS,
    Rights.AGENT,
    Rights.VIEWER,
    Rights.READ,
    Rights.STATIONS
  })
  @Operation(
      summary = "List anomalies, the newest first",
      description =
          "kind is several-stations, unknown-codes, outside-hours or no-redemptions; open is true or false, left out:"
              + " both. station is an id: those about it, and those about vouchers that were tried at it.")
  @APIResponseSchema(value = AnomalyPage.class, responseCode = "200")
  public Uni<Page<Anomaly>> list(
      @QueryParam("open") String open,
      @QueryParam("kind") String kind,
      @QueryParam("station") String station,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    List<Fault> faults = new ArrayList<>();
    String flag = StationRequests.word("open", open, OPEN, faults);
    String known = StationRequests.word("kind", kind, Anomalies.KINDS, faults);
    if (!faults.isEmpty()) {
      throw Refused.invalid(faults);
    }
    String[] parts = Page.parts(cursor, 1);
    Anomalies.Wanted wanted =
        new Anomalies.Wanted(
            flag == null ? null : Boolean.valueOf(flag),
            known,
            TypedIds.query("station", station),
            parts == null ? null : TypedIds.number(parts[0]));
    UUID[] clients = StationRequests.clients(http);
    return StationRequests.page(
        limit,
        atMost -> anomalies.list(clients, wanted, atMost),
        anomaly -> new String[] {Long.toString(anomaly.id())});
  }

  @POST
  @Path("/{id}/close")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.STATIONS})
  @Operation(
      summary = "Close an anomaly that was looked into",
      description =
          "New attempts open another one. A station that stays quiet is told again a day later.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = StationRequests.NoteRequest.class),
              example = "{\"note\":\"the customer went to the wrong station first\"}"))
  @APIResponseSchema(value = Anomaly.class, responseCode = "200")
  public Uni<Anomaly> close(@PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    ManualAct act = StationRequests.act(StationRequests.body(body), "note", true, http);
    return repeats.once(
        http,
        SignedIn.caller(http),
        body,
        Anomaly.class,
        () -> closeAnomaly.close(number(id), act));
  }

  private static long number(String typed) {
    if (!typed.matches("[0-9]{1,18}")) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
    return Long.parseLong(typed);
  }
}
