package scrip.function.console.stations;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
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
import scrip.function.console.SignedIn;
import scrip.function.console.records.TypedIds;
import scrip.giftcard.ManualAct;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.http.Repeats;
import scrip.problem.Fault;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.station.Anomalies;
import scrip.station.Anomalies.Anomaly;
import scrip.station.ChangeStation;
import scrip.station.EnrolledDevices;
import scrip.station.EnrolledDevices.Device;
import scrip.station.MakeStation;
import scrip.station.SetPasscode;
import scrip.station.Station;
import scrip.station.Stations;
import scrip.station.Stations.Taken;

/** {@code /api/admin/stations}: where vouchers are redeemed. */
@Path("/api/admin/stations")
@Tag(name = "Stations")
@Produces(MediaType.APPLICATION_JSON)
public class StationsResource {

  private static final int SHOWN_AT_MOST = 100;

  private final Stations stations;
  private final EnrolledDevices devices;
  private final Anomalies anomalies;
  private final MakeStation makeStation;
  private final ChangeStation changeStation;
  private final SetPasscode setPasscode;
  private final Repeats repeats;
  private final Clock clock;

  public StationsResource(
      Stations stations,
      EnrolledDevices devices,
      Anomalies anomalies,
      MakeStation makeStation,
      ChangeStation changeStation,
      SetPasscode setPasscode,
      Repeats repeats,
      Clock clock) {
    this.stations = stations;
    this.devices = devices;
    this.anomalies = anomalies;
    this.makeStation = makeStation;
    this.changeStation = changeStation;
    this.setPasscode = setPasscode;
    this.repeats = repeats;
    this.clock = clock;
  }

  /** A page of stations, for the interface description. */
  public record StationPage(List<Station> data, String nextCursor) {}

  /**
   * A station and what belongs to it.
   *
   * @param devices at most 100, those enrolled last come first
   * @param today what was redeemed since the day began there, by currency; reversed ones among it
   * @param anomalies that are open, at most 100
   */
  public record StationDetail(
      Station station, List<Device> devices, List<Taken> today, List<Anomaly> anomalies) {}

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
      summary = "List stations, by code",
      description = "client is an id, region an ISO 3166 code, state active or closed.")
  @APIResponseSchema(value = StationPage.class, responseCode = "200")
  public Uni<Page<Station>> list(
      @QueryParam("client") String client,
      @QueryParam("region") String region,
      @QueryParam("state") String state,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    List<Fault> faults = new ArrayList<>();
    String known = StationRequests.word("state", state, StationRequests.STATES, faults);
    if (region != null && !StationRequests.REGIONS.contains(region)) {
      faults.add(new Fault("region", "must be an ISO 3166 code, as in RW"));
    }
    if (!faults.isEmpty()) {
      throw Refused.invalid(faults);
    }
    UUID of = TypedIds.query("client", client);
    String[] parts = Page.parts(cursor, 1);
    Stations.Wanted wanted =
        new Stations.Wanted(of, region, known, parts == null ? null : parts[0]);
    UUID[] clients = StationRequests.clients(http);
    return StationRequests.page(
        limit,
        atMost -> stations.list(clients, wanted, atMost),
        station -> new String[] {station.code()});
  }

  @GET
  @Path("/{id}")
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
      summary = "One station",
      description =
          "With its devices, what it redeemed today in its own time zone, and what is odd at it.")
  @APIResponseSchema(value = StationDetail.class, responseCode = "200")
  public Uni<StationDetail> get(@PathParam("id") String id, @Context RoutingContext http) {
    UUID which = TypedIds.path(id);
    UUID[] clients = StationRequests.clients(http);
    Anomalies.Wanted open = new Anomalies.Wanted(true, null, which, null);
    return stations
        .one(which, clients)
        .map(found -> found.orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND)))
        .chain(
            station ->
                devices
                    .list(clients, which, null, SHOWN_AT_MOST)
                    .chain(
                        of ->
                            stations
                                .today(which, clock.instant())
                                .chain(
                                    today ->
                                        anomalies
                                            .list(clients, open, SHOWN_AT_MOST)
                                            .map(
                                                odd ->
                                                    new StationDetail(station, of, today, odd)))));
  }

  @POST
  @ResponseStatus(201)
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.STATIONS})
  @Operation(
      summary = "Make a station",
      description = "It takes vouchers once it has a passcode and a device. Code and client stay.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = StationRequests.NewStation.class),
              example =
                  "{\"client\":\"018f3c1a-0000-7000-8000-000000000000\",\"code\":\"KGL1\",\"name\":\"Remera\","
                      + "\"region\":\"RW\",\"timeZone\":\"Africa/Kigali\",\"opens\":\"06:00\",\"closes\":\"22:00\","
                      + "\"reason\":\"opens on Monday\"}"))
  @APIResponseSchema(value = Station.class, responseCode = "201")
  @Extension(name = "x-refusals", value = "stations")
  public Uni<Station> make(byte[] body, @Context RoutingContext http) {
    JsonBody json = StationRequests.body(body);
    Station.Draft draft = StationRequests.draft(json);
    ManualAct act = StationRequests.act(json, http);
    return repeats.once(
        http, SignedIn.caller(http), body, Station.class, () -> makeStation.make(draft, act));
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.STATIONS})
  @Operation(
      summary = "Change a station",
      description =
          "What is left out stays. A closed station takes no vouchers; its devices stay enrolled.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = StationRequests.StationChange.class),
              example = "{\"state\":\"closed\",\"reason\":\"stocktaking\"}"))
  @APIResponseSchema(value = Station.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "stations")
  public Uni<Station> change(
      @PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    JsonBody json = StationRequests.body(body);
    Station.Changes changes = StationRequests.changes(json);
    ManualAct act = StationRequests.act(json, http);
    return changeStation.change(TypedIds.path(id), changes, act);
  }

  @PUT
  @Path("/{id}/passcode")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.STATIONS})
  @Operation(
      summary = "Set the passcode of a station",
      description =
          "4 to 8 digits, none of those that are tried first. Whoever is signed in at the station is signed out. No"
              + " Idempotency-Key is looked at: a repeat sets it again.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = StationRequests.Passcode.class),
              example = "{\"passcode\":\"730518\",\"reason\":\"an operator left\"}"))
  @APIResponseSchema(value = Station.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "stations")
  public Uni<Station> passcode(
      @PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    JsonBody json = StationRequests.body(body);
    String passcode = json.text("passcode", true, 40);
    ManualAct act = StationRequests.act(json, http);
    return setPasscode.set(TypedIds.path(id), passcode, act);
  }
}
