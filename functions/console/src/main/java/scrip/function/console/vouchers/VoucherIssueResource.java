package scrip.function.console.vouchers;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
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
import scrip.access.Caller;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.giftcard.ManualAct;
import scrip.http.Repeats;
import scrip.voucher.IssueVouchers;
import scrip.voucher.VoucherBatches;
import scrip.voucher.VoucherBatches.IssuedVoucher;

/** {@code POST /api/admin/vouchers}: issuing. */
@Path("/api/admin/vouchers")
@Tag(name = "Vouchers")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.VOUCHERS})
public class VoucherIssueResource {

  private final IssueVouchers issueVouchers;
  private final VoucherBatches batches;
  private final Repeats repeats;

  public VoucherIssueResource(
      IssueVouchers issueVouchers, VoucherBatches batches, Repeats repeats) {
    this.issueVouchers = issueVouchers;
    this.batches = batches;
    this.repeats = repeats;
  }

  /**
   * What was issued.
   *
   * @param vouchers in the order of the recipients
   */
  public record Issued(UUID batchId, int count, List<IssuedVoucher> vouchers) {}

  @POST
  @ResponseStatus(201)
  @Operation(
      summary = "Issue vouchers",
      description =
          "1 to 5,000 alike, all of them or none. Codes are not in the answer: reveal one, or fetch those of the batch."
              + " Faults of recipients are named by their place in the list. Needs an Idempotency-Key.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = IssueRequest.Form.class),
              example = IssueRequest.EXAMPLE))
  @APIResponseSchema(value = Issued.class, responseCode = "201")
  @Extension(name = "x-refusals", value = "vouchers")
  public Uni<Issued> issue(byte[] body, @Context RoutingContext http) {
    IssueRequest request = IssueRequest.read(body);
    Caller caller = SignedIn.caller(http);
    ManualAct act = new ManualAct(caller, request.reason(), Repeats.use(http, caller, body));
    // Only the batch is kept for a repeat; its vouchers are read again, and stay the same.
    return repeats
        .onceWithKey(
            http,
            act.caller(),
            body,
            Issued.class,
            () ->
                issueVouchers
                    .issue(request.terms(), request.recipients(), act)
                    .map(batch -> new Issued(batch, request.recipients().size(), null)))
        .chain(
            kept ->
                batches
                    .made(kept.batchId())
                    .map(made -> new Issued(kept.batchId(), made.size(), made)));
  }
}
