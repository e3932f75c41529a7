package scrip.function.stationredeem;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.ResponseStatus;
import scrip.access.Caller;
import scrip.function.stationredeem.StationAnswers.EnrolledDevice;
import scrip.function.stationredeem.StationAnswers.Me;
import scrip.function.stationredeem.StationAnswers.RolledDevice;
import scrip.function.stationredeem.StationAnswers.SignedIn;
import scrip.function.stationredeem.StationRequests.EnrolmentRequest;
import scrip.function.stationredeem.StationRequests.SignInRequest;
import scrip.http.Callers;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.station.EnrolDevice;
import scrip.station.RollDevice;
import scrip.station.SignInOperator;
import scrip.station.SignInOperator.Typed;

/** {@code /api/station}: how a device comes to be one, and who is signed in on it. */
@Path("/api/station")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
public class DeviceResource {

  private final DeviceCallers devices;
  private final Callers callers;
  private final EnrolDevice enrolDevice;
  private final SignInOperator signIn;
  private final RollDevice rollDevice;
  private final BcryptPasscodes passcodes;
  private final EdgeConfig edge;

  DeviceResource(
      DeviceCallers devices,
      Callers callers,
      EnrolDevice enrolDevice,
      SignInOperator signIn,
      RollDevice rollDevice,
      BcryptPasscodes passcodes,
      EdgeConfig edge) {
    this.devices = devices;
    this.callers = callers;
    this.enrolDevice = enrolDevice;
    this.signIn = signIn;
    this.rollDevice = rollDevice;
    this.passcodes = passcodes;
    this.edge = edge;
  }

  @POST
  @Path("/enrol")
  @Consumes(MediaType.APPLICATION_JSON)
  @ResponseStatus(201)
  @Operation(
      summary = "Enrol a device by a one-time code",
      description =
          "Within the code's ten minutes a repeat gives the same device a fresh token, until the device was seen.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = EnrolmentRequest.class)))
  @APIResponseSchema(value = EnrolledDevice.class, responseCode = "201")
  @Extension(name = "x-refusals", value = "station")
  public Uni<EnrolledDevice> enrol(byte[] body, @Context RoutingContext http) {
    Caller visitor = callers.visitor(http);
    EnrolmentRequest request = EnrolmentRequest.read(JsonBody.of(body, edge.bodyAtMost()));
    return enrolDevice.enrol(request.code(), request.label(), visitor).map(EnrolledDevice::of);
  }

  @POST
  @Path("/login")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Sign an operator in on this device",
      description = "For twelve hours. Whoever was signed in on it before is signed out.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = SignInRequest.class)))
  @APIResponseSchema(value = SignedIn.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "station")
  public Uni<SignedIn> login(byte[] body, @Context RoutingContext http) {
    return devices
        .device(http)
        .chain(
            device -> {
              Typed typed = SignInRequest.read(JsonBody.of(body, edge.bodyAtMost()));
              return signIn
                  .signIn(typed, device, passcodes)
                  .map(opened -> SignedIn.of(opened, device));
            });
  }

  @POST
  @Path("/logout")
  @Operation(summary = "Sign the operator out")
  @Parameter(name = DeviceCallers.SESSION_HEADER, in = ParameterIn.HEADER, required = true)
  @APIResponse(responseCode = "204", description = "Nobody is signed in on the device")
  @Extension(name = "x-refusals", value = "station")
  public Uni<Void> logout(@Context RoutingContext http) {
    return devices.operator(http).chain(signIn::signOut);
  }

  @GET
  @Path("/me")
  @Operation(summary = "Which device this is, where it stands and who is signed in")
  @APIResponseSchema(value = Me.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "station")
  public Uni<Me> me(@Context RoutingContext http) {
    return devices.device(http).map(Me::of);
  }

  @POST
  @Path("/roll")
  @Operation(
      summary = "Give this device another token",
      description = "The old one is dead at once, and the operator is signed out.")
  @Parameter(name = DeviceCallers.SESSION_HEADER, in = ParameterIn.HEADER, required = true)
  @APIResponseSchema(value = RolledDevice.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "station")
  public Uni<RolledDevice> roll(@Context RoutingContext http) {
    return devices
        .operator(http)
        .chain(device -> rollDevice.roll(device, DeviceCallers.token(http)))
        .map(RolledDevice::new);
  }
}
