package scrip.function.voucherpreview;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.access.Caller;
import scrip.drawing.PictureSize;
import scrip.function.voucherpreview.Previews.Asked;
import scrip.function.voucherpreview.Previews.Link;
import scrip.function.voucherpreview.Previews.Shown;
import scrip.http.Callers;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.money.Money;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.voucher.Looker;

/** {@code /api/vouchers}: HTTP in, {@link Previews}, HTTP out. */
@Path("/api/vouchers")
@PermitAll
public class PreviewResource {

  static final String PNG = "image/png";

  // The id is in the address: a copy may be kept, but is asked for again before it is shown, as a
  // voucher may be redeemed in any second.
  private static final String CACHE = "private, no-cache";

  private final Previews previews;
  private final InTime inTime;
  private final Callers callers;
  private final EdgeConfig edge;

  PreviewResource(Previews previews, InTime inTime, Callers callers, EdgeConfig edge) {
    this.previews = previews;
    this.inTime = inTime;
    this.callers = callers;
    this.edge = edge;
  }

  /**
   * What is to be previewed: either a voucher, or all that a draft needs.
   *
   * @param colour as in {@code #00558c}; the client's when it is left out
   * @param scope name of the station; any when it is left out
   */
  @Schema(name = "PreviewRequest")
  public record Form(
      UUID voucherId,
      UUID clientId,
      Money amount,
      String brand,
      String expiresOn,
      String colour,
      String scope) {}

  @GET
  @Path("/{id}/preview.png")
  @Produces(PNG)
  @Operation(
      summary = "The picture of a voucher",
      description =
          "1080 by 1920 pixels, or 540 by 960. A voucher that is redeemed or over says so across its face; one that"
              + " is void is answered 410, and with stamped=true by somebody signed in as a picture that says so. Whoever"
              + " may not see codes sees a sample with the code masked. A picture with its code is noted for whoever is"
              + " signed in, once an hour.")
  @APIResponse(
      responseCode = "200",
      description = "The picture.",
      content = @Content(mediaType = PNG))
  @APIResponse(responseCode = "304", description = "The caller has it already.")
  @Extension(name = "x-refusals", value = "preview")
  public Uni<Response> picture(
      @PathParam("id") String id,
      @QueryParam("size") String size,
      @QueryParam("stamped") String stamped,
      @QueryParam("token") String token,
      @Context RoutingContext http) {
    Asked asked = asked(size, "true".equals(stamped), http);
    UUID voucher = uuid(id);
    return looker(token, voucher, http)
        .chain(looker -> previews.voucher(voucher, looker, asked))
        .map(shown -> answer(shown, http));
  }

  @GET
  @Path("/draft/preview.png")
  @Produces(PNG)
  @Operation(
      summary = "The picture of a draft",
      description =
          "At an address that the preview of a draft answered with. A sample without a code.")
  @APIResponse(
      responseCode = "200",
      description = "The picture.",
      content = @Content(mediaType = PNG))
  @APIResponse(responseCode = "304", description = "The caller has it already.")
  @Extension(name = "x-refusals", value = "preview")
  public Uni<Response> draft(
      @QueryParam("draft") String draft,
      @QueryParam("size") String size,
      @QueryParam("token") String token,
      @Context RoutingContext http) {
    Asked asked = asked(size, false, http);
    callers.visitor(http);
    if (token == null || draft == null) {
      throw new Refused(RequestRefusal.UNAUTHORIZED, "Use a link that was made for the draft.");
    }
    return previews.draft(previews.draft(token, draft), asked).map(shown -> answer(shown, http));
  }

  @POST
  @Path("/preview")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Make a link to a picture",
      description =
          "Of a voucher, or of a draft, which is shown as a sample. The picture was drawn when this answers. The link"
              + " opens without a session for less than an hour. Changes nothing; a repeat makes another link.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Form.class),
              example = "{\"voucherId\":\"0197c6a8-0000-7000-8000-000000000001\"}"))
  @APIResponseSchema(value = Link.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "preview")
  public Uni<Link> link(byte[] body, @Context RoutingContext http) {
    return looker(null, null, http)
        .chain(
            looker -> {
              JsonBody json = JsonBody.of(body, edge.bodyAtMost());
              UUID voucher = json.has("voucherId") ? json.uuid("voucherId", true) : null;
              Draft draft = json.has("voucherId") ? null : Draft.read(json);
              json.done();
              return draft == null ? previews.link(voucher, looker) : previews.link(draft, looker);
            });
  }

  /** Whoever shows a token is who it makes them, whatever session the browser has. */
  private Uni<Looker> looker(String token, UUID voucher, RoutingContext http) {
    if (token == null) {
      return inTime.run(() -> callers.caller(http).map(Looker::of));
    }
    Caller visitor = callers.visitor(http);
    return Uni.createFrom().item(() -> previews.withLink(token, voucher, visitor.requestId()));
  }

  private static Asked asked(String size, boolean stamped, RoutingContext http) {
    if (size != null && !size.equals("small")) {
      throw Refused.invalid("size", "must be small, or be left out");
    }
    String has = String.join(",", http.request().headers().getAll("If-None-Match"));
    return new Asked(size == null ? PictureSize.FULL : PictureSize.SMALL, stamped, has);
  }

  private static Response answer(Shown shown, RoutingContext http) {
    // In the place of what every answer of the API says: given to the builder it would come on top.
    http.response().putHeader("Cache-Control", CACHE);
    Response.ResponseBuilder answer =
        shown.png() == null ? Response.notModified() : Response.ok(shown.png(), PNG);
    return answer
        .header("ETag", shown.tag())
        .header("Content-Disposition", "inline")
        .header("X-Content-Type-Options", "nosniff")
        .build();
  }

  private static UUID uuid(String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
  }
}
