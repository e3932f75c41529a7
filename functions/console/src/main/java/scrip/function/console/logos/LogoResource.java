package scrip.function.console.logos;

import ar.com.hjg.pngj.ImageInfo;
import ar.com.hjg.pngj.PngWriter;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.ResponseStatus;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.function.console.records.TypedIds;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.voucher.ChangeLogo;
import scrip.voucher.ClientLogo;

/** {@code /api/admin/clients/{id}/logo}: what stands on the pictures of a client's vouchers. */
@Path("/api/admin/clients/{id}/logo")
public class LogoResource {

  static final int BYTES_AT_MOST = 200 * 1024;

  private static final String PNG = "image/png";
  private static final int REASON_AT_MOST = 500;

  private final ChangeLogo changeLogo;

  public LogoResource(ChangeLogo changeLogo) {
    this.changeLogo = changeLogo;
  }

  /** How large the logo is kept, in pixels. */
  @Schema(name = "Logo")
  public record Size(int width, int height) {}

  @GET
  @Produces(PNG)
  @RolesAllowed({
    Rights.ADMIN,
    Rights.OPS,
    Rights.DATA_OPS,
    Rights.AGENT,
    Rights.VIEWER,
    Rights.READ
  })
  @Operation(summary = "The logo of a client, as it is kept")
  @APIResponse(responseCode = "200", description = "The logo.", content = @Content(mediaType = PNG))
  public Uni<Response> get(@PathParam("id") String id, @Context RoutingContext http) {
    return changeLogo
        .find(TypedIds.path(id), new ManualAct(SignedIn.caller(http), null))
        .map(
            logo ->
                Response.ok(png(logo), PNG).header("X-Content-Type-Options", "nosniff").build());
  }

  @PUT
  @Consumes(PNG)
  @Produces(MediaType.APPLICATION_JSON)
  @RolesAllowed(Rights.ADMIN)
  @Operation(
      summary = "Give a client a logo",
      description =
          "A PNG file of at most 200 KiB and 4,000,000 pixels, not interlaced. It is made to fit 480 by 160 pixels and is on"
              + " every picture from then on. A repeat changes nothing.")
  @RequestBody(
      required = true,
      content =
          @Content(mediaType = PNG, schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponseSchema(value = Size.class, responseCode = "200")
  public Uni<Size> put(
      @PathParam("id") String id,
      @QueryParam("reason") String reason,
      byte[] file,
      @Context RoutingContext http) {
    UUID client = TypedIds.path(id);
    ManualAct act = act(reason, http);
    if (file.length > BYTES_AT_MOST) {
      throw new Refused(RequestRefusal.BODY_TOO_LARGE, "Send at most 200 KiB.");
    }
    return Uni.createFrom()
        .item(() -> ReadLogo.of(file))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .chain(
            logo ->
                changeLogo
                    .put(client, logo, act)
                    .map(done -> new Size(logo.width(), logo.height())));
  }

  @DELETE
  @ResponseStatus(204)
  @RolesAllowed(Rights.ADMIN)
  @Operation(
      summary = "Take a client's logo away",
      description = "Its brand is written in its place. A repeat changes nothing.")
  @APIResponse(responseCode = "204", description = "There is none now.")
  public Uni<Void> remove(
      @PathParam("id") String id,
      @QueryParam("reason") String reason,
      @Context RoutingContext http) {
    return changeLogo.remove(TypedIds.path(id), act(reason, http));
  }

  private static ManualAct act(String reason, RoutingContext http) {
    if (reason == null
        || reason.isBlank()
        || reason.length() > REASON_AT_MOST
        || reason.chars().anyMatch(Character::isISOControl)) {
      throw Refused.invalid("reason", "is required: 1 to " + REASON_AT_MOST + " characters");
    }
    return new ManualAct(SignedIn.caller(http), reason);
  }

  private static byte[] png(ClientLogo logo) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    PngWriter writer = new PngWriter(file, new ImageInfo(logo.width(), logo.height(), 8, true));
    int[] row = new int[4 * logo.width()];
    for (int y = 0; y < logo.height(); y++) {
      for (int i = 0; i < row.length; i++) {
        row[i] = logo.rgba()[y * row.length + i] & 0xff;
      }
      writer.writeRowInt(row);
    }
    writer.end();
    return file.toByteArray();
  }
}
