package scrip.function.console.vouchers;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
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
import scrip.function.console.records.TypedIds;
import scrip.giftcard.ManualAct;
import scrip.http.JsonBody;
import scrip.http.Repeats;
import scrip.voucher.ChangeScope;
import scrip.voucher.ChangeScope.Scoped;
import scrip.voucher.MarkVoucherSent;
import scrip.voucher.MarkVoucherSent.Marked;
import scrip.voucher.ReplaceVoucher;
import scrip.voucher.ReplaceVoucher.VoucherReplacement;
import scrip.voucher.VoidVoucher;
import scrip.voucher.VoidVoucher.VoidedVoucher;

/** {@code /api/admin/vouchers/{id}/…}: what people do with a voucher. */
@Path("/api/admin/vouchers")
@Tag(name = "Vouchers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.VOUCHERS})
public class VoucherActsResource {

  private final VoidVoucher voidVoucher;
  private final ReplaceVoucher replaceVoucher;
  private final MarkVoucherSent markSent;
  private final ChangeScope changeScope;
  private final Repeats repeats;

  public VoucherActsResource(
      VoidVoucher voidVoucher,
      ReplaceVoucher replaceVoucher,
      MarkVoucherSent markSent,
      ChangeScope changeScope,
      Repeats repeats) {
    this.voidVoucher = voidVoucher;
    this.replaceVoucher = replaceVoucher;
    this.markSent = markSent;
    this.changeScope = changeScope;
    this.repeats = repeats;
  }

  @POST
  @Path("/{id}/void")
  @ResponseStatus(200)
  @Operation(
      summary = "Void a voucher",
      description =
          "For good, while it is issued, sent or redeemed. The redemption of a redeemed one stays and gets a reversal."
              + " replacement issues another one of the same value in the same act. Needs an Idempotency-Key.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = VoucherRequests.VoidRequest.class),
              example = "{\"reason\":\"sent to a wrong number\",\"replacement\":true}"))
  @APIResponseSchema(value = VoidedVoucher.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "vouchers")
  public Uni<VoidedVoucher> voidIt(
      @PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    JsonBody json = VoucherRequests.body(body);
    boolean replace = Boolean.TRUE.equals(json.flag("replacement", false));
    ManualAct act = VoucherRequests.act(json, http, body);
    UUID voucher = TypedIds.path(id);
    return repeats.onceWithKey(
        http,
        act.caller(),
        body,
        VoidedVoucher.class,
        () -> voidVoucher.voidIt(voucher, replace, act));
  }

  @POST
  @Path("/{id}/replacement")
  @ResponseStatus(201)
  @Operation(
      summary = "Replace a void voucher",
      description =
          "By one of the same client, brand, value, scope and recipient, with a new code, once. It ends when the old one"
              + " would have, or after 30 days where that is over. Needs an Idempotency-Key.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = VoucherRequests.ReasonRequest.class),
              example = VoucherRequests.REASON))
  @APIResponseSchema(value = VoucherReplacement.class, responseCode = "201")
  @Extension(name = "x-refusals", value = "vouchers")
  public Uni<VoucherReplacement> replace(
      @PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    ManualAct act = VoucherRequests.act(VoucherRequests.body(body), http, body);
    UUID voucher = TypedIds.path(id);
    return repeats.onceWithKey(
        http,
        act.caller(),
        body,
        VoucherReplacement.class,
        () -> replaceVoucher.replace(voucher, act));
  }

  @POST
  @Path("/{id}/mark-sent")
  @ResponseStatus(200)
  @Operation(
      summary = "Mark a voucher as handed over by a person",
      description =
          "Moves an issued one to sent. Any other stays what it is, and the answer says so. Needs an Idempotency-Key.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = VoucherRequests.ReasonRequest.class),
              example = "{\"reason\":\"printed and handed over\"}"))
  @APIResponseSchema(value = Marked.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "vouchers")
  public Uni<Marked> mark(@PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    ManualAct act = VoucherRequests.act(VoucherRequests.body(body), http);
    UUID voucher = TypedIds.path(id);
    return repeats.onceWithKey(
        http, act.caller(), body, Marked.class, () -> markSent.mark(voucher, act));
  }

  @PATCH
  @Path("/{id}")
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.VOUCHERS})
  @ResponseStatus(200)
  @Operation(
      summary = "Say which station takes a voucher",
      description =
          "While it is open; null for any station of its client. The source is kept, so that a wrong mapping is traced.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = VoucherRequests.ScopeRequest.class),
              example =
                  "{\"stationScope\":null,\"source\":\"manual\",\"reason\":\"the slip was read wrongly\"}"))
  @APIResponseSchema(value = Scoped.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "vouchers")
  public Uni<Scoped> scope(@PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    JsonBody json = VoucherRequests.body(body);
    UUID station = json.uuid("stationScope", false);
    if (!json.has("stationScope")) {
      json.fault("stationScope", "is required: a station's id, or null for any");
    }
    String source = json.word("source", true, ChangeScope.SOURCES);
    ManualAct act = VoucherRequests.act(json, http);
    UUID voucher = TypedIds.path(id);
    return repeats.once(
        http,
        act.caller(),
        body,
        Scoped.class,
        () -> changeScope.change(voucher, station, source, act));
  }
}
