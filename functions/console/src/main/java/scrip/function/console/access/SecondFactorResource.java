package scrip.function.console.access;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.apache.commons.codec.binary.Base32;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.access.ConfirmSecondFactor;
import scrip.access.EnrolSecondFactor;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;

/** {@code /api/admin/session/totp}: getting a second factor. */
@Path("/api/admin/session/totp")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({
  Rights.ADMIN,
  Rights.OPS,
  Rights.DATA_OPS,
  Rights.AGENT,
  Rights.VIEWER,
  Rights.ENROL
})
public class SecondFactorResource {

  private final EnrolSecondFactor enrol;
  private final ConfirmSecondFactor confirm;
  private final EdgeConfig edge;

  public SecondFactorResource(
      EnrolSecondFactor enrol, ConfirmSecondFactor confirm, EdgeConfig edge) {
    this.enrol = enrol;
    this.confirm = confirm;
    this.edge = edge;
  }

  /** What an app needs; shown once. */
  public record Enrolment(
      @Schema(description = "In Base32, to be typed") String secret,
      @Schema(description = "The same, to be shown as a QR code") String uri) {}

  /** A code of the app. */
  @Schema(additionalProperties = Schema.False.class)
  public record CodeRequest(@Schema(required = true, pattern = "[0-9]{6}") String code) {}

  @POST
  @Operation(
      summary = "Begin to enrol a second factor",
      description =
          "Gives a secret for an authenticator app. It counts once a code of it was confirmed; begun again, the secret"
              + " before is forgotten.")
  @APIResponseSchema(value = Enrolment.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<Enrolment> begin(@Context RoutingContext http) {
    return enrol
        .begin(SignedIn.caller(http))
        .map(
            secret -> {
              String text = new Base32().encodeToString(secret.bytes()).replace("=", "");
              return new Enrolment(
                  text,
                  "otpauth://totp/Scrip:"
                      + secret.name().replace("@", "%40").replace("+", "%2B")
                      + "?secret="
                      + text
                      + "&issuer=Scrip");
            });
  }

  @POST
  @Path("/confirm")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Confirm the second factor",
      description =
          "From now on signing in needs a code. This session goes on with all rights; all other sessions of the person"
              + " end.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = CodeRequest.class),
              example = "{\"code\":\"123456\"}"))
  @APIResponse(responseCode = "204", description = "Confirmed")
  @Extension(name = "x-refusals", value = "access")
  public Uni<Void> confirm(byte[] body, @Context RoutingContext http) {
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    String code = json.text("code", true, 10);
    json.done();
    return confirm.confirm(code, SignedIn.caller(http));
  }
}
