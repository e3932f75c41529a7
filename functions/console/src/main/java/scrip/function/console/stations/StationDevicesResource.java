package scrip.function.console.stations;

import io.quarkus.runtime.annotations.RegisterForReflection;
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
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import scrip.access.Rights;
import scrip.drawing.QrPicture;
import scrip.function.console.SignedIn;
import scrip.function.console.records.TypedIds;
import scrip.giftcard.ManualAct;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.http.Repeats;
import scrip.ops.PublicConfig;
import scrip.station.EnrolledDevices;
import scrip.station.EnrolledDevices.Before;
import scrip.station.EnrolledDevices.Device;
import scrip.station.IssueEnrolment;
import scrip.station.IssueEnrolment.Issued;
import scrip.station.RevokeDevice;

/**
 * {@code /api/admin/stations}: the devices of stations. There is no way to roll a device's token
 * from here, because the device would not get the new one: it rolls its own, and one that is lost
 * is revoked.
 */
@Path("/api/admin/stations")
@Tag(name = "Stations")
@Produces(MediaType.APPLICATION_JSON)
public class StationDevicesResource {

  private static final int QR_PIXELS = 360;

  private final EnrolledDevices devices;
  private final IssueEnrolment issueEnrolment;
  private final RevokeDevice revokeDevice;
  private final PublicConfig config;
  private final Repeats repeats;

  public StationDevicesResource(
      EnrolledDevices devices,
      IssueEnrolment issueEnrolment,
      RevokeDevice revokeDevice,
      PublicConfig config,
      Repeats repeats) {
    this.devices = devices;
    this.issueEnrolment = issueEnrolment;
    this.revokeDevice = revokeDevice;
    this.config = config;
    this.repeats = repeats;
  }

  /** A page of devices, for the interface description. */
  public record DevicePage(List<Device> data, String nextCursor) {}

  /** What is kept of an enrolment for a repeat: not its code. */
  @RegisterForReflection
  public record Kept(UUID id) {}

  /**
   * What makes one device one of a station.
   *
   * @param code as it is typed
   * @param url what the QR code says
   * @param qr the QR code as a PNG, in a data URL
   */
  @Schema(name = "Enrolment")
  public record Enrolment(
      UUID id,
      UUID stationId,
      String label,
      String code,
      String url,
      Instant expiresAt,
      String qr) {

    @Override
    public String toString() {
      return "Enrolment[" + id + "]";
    }
  }

  @GET
  @Path("/devices")
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
      summary = "List devices, those enrolled last come first",
      description = "Revoked ones among them. stationId is a station's id; left out: of all.")
  @APIResponseSchema(value = DevicePage.class, responseCode = "200")
  public Uni<Page<Device>> list(
      @QueryParam("stationId") String stationId,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    UUID station = TypedIds.query("stationId", stationId);
    String[] parts = Page.parts(cursor, 2);
    Before before =
        parts == null
            ? null
            : new Before(StationRequests.moment(parts[0]), TypedIds.query("cursor", parts[1]));
    UUID[] clients = StationRequests.clients(http);
    return StationRequests.page(
        limit,
        atMost -> devices.list(clients, station, before, atMost),
        device -> new String[] {device.enrolledAt().toString(), device.id().toString()});
  }

  @POST
  @Path("/{id}/enrolments")
  @ResponseStatus(201)
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.STATIONS})
  @Operation(
      summary = "Issue a code that enrols one device",
      description =
          "Shown once, good for ten minutes and one device. A repeat with the same Idempotency-Key gives the same"
              + " enrolment a fresh code and ten more minutes, and the code before it is dead; once a device was made with"
              + " it, a repeat is refused.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = StationRequests.NewEnrolment.class),
              example = "{\"label\":\"phone at the counter\",\"reason\":\"second operator\"}"))
  @APIResponseSchema(value = Enrolment.class, responseCode = "201")
  @Extension(name = "x-refusals", value = "stations")
  public Uni<Enrolment> enrol(
      @PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    UUID station = TypedIds.path(id);
    JsonBody json = StationRequests.body(body);
    String label = json.text("label", true, 100);
    ManualAct act = StationRequests.act(json, "reason", false, http);
    http.response().putHeader("Cache-Control", "no-store");
    AtomicReference<Issued> fresh = new AtomicReference<>();
    return repeats
        .once(
            http,
            SignedIn.caller(http),
            body,
            Kept.class,
            () ->
                issueEnrolment
                    .issue(station, label, act)
                    .invoke(fresh::set)
                    .map(issued -> new Kept(issued.id())))
        .chain(
            kept ->
                fresh.get() == null
                    ? issueEnrolment.renew(kept.id(), act)
                    : Uni.createFrom().item(fresh.get()))
        .map(this::shown);
  }

  @POST
  @Path("/devices/{id}/revoke")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.STATIONS})
  @Operation(
      summary = "Revoke a device",
      description =
          "At once and for good; whoever is signed in on it is signed out. Its scans that were not sent are lost to us.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = StationRequests.ReasonRequest.class),
              example = "{\"reason\":\"phone was stolen\"}"))
  @APIResponseSchema(value = Device.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "stations")
  public Uni<Device> revoke(@PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    UUID device = TypedIds.path(id);
    ManualAct act = StationRequests.act(StationRequests.body(body), http);
    return repeats.once(
        http, SignedIn.caller(http), body, Device.class, () -> revokeDevice.revoke(device, act));
  }

  private Enrolment shown(Issued issued) {
    String code = issued.code();
    // Behind the hash sign, so that it is in no log of any server.
    String url = config.publicUrl() + "/station/#enrol=" + code;
    return new Enrolment(
        issued.id(),
        issued.stationId(),
        issued.label(),
        code.substring(0, 4) + "-" + code.substring(4, 8) + "-" + code.substring(8),
        url,
        issued.expiresAt(),
        "data:image/png;base64,"
            + Base64.getEncoder().encodeToString(QrPicture.png(url, QR_PIXELS)));
  }
}
