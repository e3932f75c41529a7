package scrip.function.console.vouchers;

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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.function.console.records.TypedIds;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.problem.Fault;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.voucher.FindVoucher;
import scrip.voucher.VoucherBatches;
import scrip.voucher.VoucherBatches.VoucherBatch;
import scrip.voucher.VoucherLists;
import scrip.voucher.VoucherLists.Before;
import scrip.voucher.VoucherLists.ListedVoucher;
import scrip.voucher.VoucherLists.Wanted;
import scrip.voucher.VoucherStories;
import scrip.voucher.VoucherStories.VoucherStory;

/** {@code /api/admin/vouchers}: looking at vouchers. Never shows a code. */
@Path("/api/admin/vouchers")
@Tag(name = "Vouchers")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({
  Rights.ADMIN,
  Rights.OPS,
  Rights.DATA_OPS,
  Rights.AGENT,
  Rights.VIEWER,
  Rights.VOUCHERS
})
public class VouchersResource {

  private static final String[] STATES = {"issued", "sent", "redeemed", "expired", "void"};

  private final VoucherLists lists;
  private final VoucherStories stories;
  private final VoucherBatches batches;
  private final FindVoucher findVoucher;

  public VouchersResource(
      VoucherLists lists, VoucherStories stories, VoucherBatches batches, FindVoucher findVoucher) {
    this.lists = lists;
    this.stories = stories;
    this.batches = batches;
    this.findVoucher = findVoucher;
  }

  /** A page of vouchers, for the interface description. */
  public record VoucherPage(List<ListedVoucher> data, String nextCursor) {}

  @GET
  @Operation(
      summary = "List vouchers, the newest first",
      description =
          "With last four, state, scope and masked number. status is one of issued, sent, redeemed, expired, void; station"
              + " is the one that their scope names, import the import that it comes from.")
  @APIResponseSchema(value = VoucherPage.class, responseCode = "200")
  public Uni<Page<ListedVoucher>> list(
      @QueryParam("client") String client,
      @QueryParam("status") String status,
      @QueryParam("station") String station,
      @QueryParam("batch") String batch,
      @QueryParam("campaign") String campaign,
      @QueryParam("import") String scopeImport,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    List<Fault> faults = new ArrayList<>();
    Wanted wanted =
        new Wanted(
            VoucherRequests.id("client", client, faults),
            VoucherRequests.word("status", status, STATES, Function.identity(), faults),
            VoucherRequests.id("station", station, faults),
            VoucherRequests.id("batch", batch, faults),
            VoucherRequests.id("campaign", campaign, faults),
            VoucherRequests.id("import", scopeImport, faults));
    VoucherRequests.check(faults);
    int rows = Page.limit(limit);
    Before before = VoucherRequests.before(cursor, at -> id -> new Before(at, UUID.fromString(id)));
    return lists
        .find(wanted, VoucherRequests.clients(http), before, rows + 1)
        .map(
            found ->
                VoucherRequests.page(
                    found, rows, v -> Page.cursor(v.issuedAt().toString(), v.id().toString())));
  }

  @GET
  @Path("/{id}")
  @Operation(
      summary = "Tell a voucher's whole story",
      description =
          "Its events, the newest first; where, when and how it was redeemed; its reversal; what it replaces and what"
              + " replaced it.")
  @APIResponseSchema(value = VoucherStory.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "vouchers")
  public Uni<VoucherStory> story(@PathParam("id") String id, @Context RoutingContext http) {
    return stories.tell(TypedIds.path(id), VoucherRequests.clients(http));
  }

  @GET
  @Path("/batches/{id}")
  @Operation(
      summary = "A batch",
      description = "Vouchers that were issued in one act, counted by their states of now.")
  @APIResponseSchema(value = VoucherBatch.class, responseCode = "200")
  public Uni<VoucherBatch> batch(@PathParam("id") String id, @Context RoutingContext http) {
    return batches
        .find(TypedIds.path(id), VoucherRequests.clients(http))
        .map(found -> found.orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND)));
  }

  @POST
  @Path("/find")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.AGENT})
  @Operation(
      summary = "Find a voucher by its code",
      description =
          "For a code that somebody spells, or what its QR code says. Audited, without the code; finding nothing is"
              + " charged to the caller's budget of failures.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = VoucherRequests.FindRequest.class),
              example = "{\"code\":\"7KM-AQR-TX4\"}"))
  @APIResponseSchema(value = ListedVoucher.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "find-voucher")
  public Uni<ListedVoucher> find(byte[] body, @Context RoutingContext http) {
    JsonBody json = VoucherRequests.body(body);
    String code = json.text("code", true, 200);
    json.done();
    return findVoucher.find(code, SignedIn.caller(http));
  }
}
