package scrip.function.console.access;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import scrip.access.SetPassword;
import scrip.http.Callers;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;

/** {@code /api/admin/password}: setting one by a link. */
@Path("/api/admin/password")
@Produces(MediaType.APPLICATION_JSON)
public class PasswordResource {

  private final SetPassword setPassword;
  private final Callers callers;
  private final EdgeConfig edge;

  public PasswordResource(SetPassword setPassword, Callers callers, EdgeConfig edge) {
    this.setPassword = setPassword;
    this.callers = callers;
    this.edge = edge;
  }

  /** The body. */
  @Schema(additionalProperties = Schema.False.class)
  public record PasswordRequest(
      @Schema(required = true, maxLength = 100, description = "Of the link") String token,
      @Schema(
              required = true,
              minLength = 12,
              maxLength = 200,
              description = "Not the name, and not among the passwords that are tried first")
          String password) {}

  @POST
  @PermitAll
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Set a password by a one-time link",
      description =
          "Ends all sessions of the person. A password that is refused leaves the link good.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = PasswordRequest.class),
              example =
                  "{\"token\":\"the one of the link\",\"password\":\"a long one of your own\"}"))
  @APIResponse(responseCode = "204", description = "Set")
  @Extension(name = "x-refusals", value = "access")
  public Uni<Void> set(byte[] body, @Context RoutingContext http) {
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    String token = json.text("token", true, 100);
    String password = json.text("password", true, 200);
    json.done();
    return setPassword.set(token, password, callers.visitor(http));
  }
}
