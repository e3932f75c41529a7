package scrip.function.console.vouchers;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import scrip.access.Rights;
import scrip.function.console.exports.CsvPage;
import scrip.function.console.records.TypedIds;
import scrip.giftcard.ManualAct;
import scrip.voucher.RevealVoucher;
import scrip.voucher.SealedVouchers.ShownVoucher;

/** Codes of vouchers in clear, for people who may see codes. Answers are never kept. */
@Path("/api/admin/vouchers")
@Tag(name = "Vouchers")
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Rights.REVEAL)
public class VoucherRevealResource {

  private static final String CSV = "text/csv";
  private static final List<String> COLUMNS =
      List.of(
          "voucher_id",
          "status",
          "last_four",
          "code",
          "qr_payload",
          "brand",
          "amount_minor",
          "currency",
          "expires_at",
          "recipient_name",
          "phone");

  private final RevealVoucher revealVoucher;

  public VoucherRevealResource(RevealVoucher revealVoucher) {
    this.revealVoucher = revealVoucher;
  }

  /** A voucher's code in clear. */
  public record RevealedVoucher(UUID voucherId, String code, String qrPayload) {}

  @POST
  @Path("/{id}/reveal")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Show the code of a voucher",
      description =
          "Of an open one: as it is printed, and what its QR code says. Every call is one more reveal; no Idempotency-Key"
              + " is looked at.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = VoucherRequests.ReasonRequest.class),
              example = "{\"reason\":\"the picture cannot be drawn\"}"))
  @APIResponseSchema(value = RevealedVoucher.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "vouchers")
  public Uni<RevealedVoucher> reveal(
      @PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    ManualAct act = VoucherRequests.act(VoucherRequests.body(body), http);
    UUID voucher = TypedIds.path(id);
    http.response().putHeader("Cache-Control", "no-store");
    return revealVoucher
        .reveal(voucher, act)
        .map(shown -> new RevealedVoucher(voucher, shown.code(), shown.qrPayload()));
  }

  @POST
  @Path("/batches/{id}/codes")
  @Produces(CSV)
  @Operation(
      summary = "Fetch the codes of a batch",
      description =
          "As CSV, in the order of the recipients, for printing or sending by other means. Vouchers that are not open any"
              + " more come without their codes. Every call is one more reveal of each open one.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = VoucherRequests.ReasonRequest.class),
              example = "{\"reason\":\"to the printer\"}"))
  @APIResponse(
      responseCode = "200",
      description = "The codes.",
      content = @Content(mediaType = CSV))
  @Extension(name = "x-refusals", value = "vouchers")
  public Uni<Response> codes(
      @PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    ManualAct act = VoucherRequests.act(VoucherRequests.body(body), http);
    return revealVoucher
        .revealBatch(TypedIds.path(id), act)
        .map(
            shown ->
                Response.ok(csv(shown))
                    .type(CSV + ";charset=UTF-8;header=present")
                    .header("Cache-Control", "no-store")
                    .header("Content-Disposition", "attachment; filename=\"voucher-codes.csv\"")
                    .build());
  }

  /** 5,000 rows fit, however long their names are. */
  private static byte[] csv(List<ShownVoucher> shown) {
    CsvPage page = new CsvPage(CsvPage.BYTES_AT_MOST);
    page.header(COLUMNS);
    for (ShownVoucher v : shown) {
      boolean fits =
          page.add(
              Arrays.asList(
                  v.voucherId().toString(),
                  v.status(),
                  v.lastFour(),
                  v.code(),
                  v.qrPayload(),
                  v.brand(),
                  Long.toString(v.value().amount()),
                  v.value().currency(),
                  v.expiresAt().toString(),
                  v.recipientName(),
                  v.phone()));
      if (!fits) {
        throw new IllegalStateException("the codes of a batch do not fit into one answer");
      }
    }
    return page.bytes();
  }
}
