package scrip.function.console.imports;

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
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.ResponseStatus;
import scrip.access.Caller;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.giftcard.ManualAct;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.http.Repeats;
import scrip.voucher.ScopeBatches;
import scrip.voucher.ScopeRow;
import scrip.voucher.UndoScopeImport;
import scrip.voucher.UndoScopeImport.Undone;

/** {@code /api/admin/imports}: what a list of scopes did to vouchers, and undoing it. */
@Path("/api/admin/imports")
@Produces(MediaType.APPLICATION_JSON)
public class ImportScopesResource {

  private static final int REASON = 500;

  private final ScopeBatches batches;
  private final UndoScopeImport undoScopes;
  private final VisibleImports visible;
  private final Repeats repeats;
  private final EdgeConfig edge;

  public ImportScopesResource(
      ScopeBatches batches,
      UndoScopeImport undoScopes,
      VisibleImports visible,
      Repeats repeats,
      EdgeConfig edge) {
    this.batches = batches;
    this.undoScopes = undoScopes;
    this.visible = visible;
    this.repeats = repeats;
    this.edge = edge;
  }

  /** Why a list is undone, and behind which of its lines; it begins with the first without. */
  public record Undoing(String reason, Long after) {}

  @GET
  @Path("/{id}/scopes")
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.VIEWER, Rights.VOUCHERS})
  @Operation(
      summary = "Vouchers that a list of scopes touched",
      description =
          "In the order of the file: what each had before, what the list gave it, what it has now. station shows only what"
              + " the list gave to that one, by code. Of other imports it is empty.")
  public Uni<Page<ScopeRow>> scopes(
      @PathParam("id") String id,
      @QueryParam("station") String station,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    int atMost = Page.limit(limit);
    String[] after = Page.parts(cursor, 1);
    long line = after == null ? 0 : ReportPages.line(after[0]);
    String code = station == null ? null : station.strip().toUpperCase(Locale.ROOT);
    return visible
        .toRead(SignedIn.caller(http), id)
        .chain(found -> batches.page(found.id(), code, line, atMost + 1))
        .map(
            rows ->
                ReportPages.page(rows, atMost, last -> Page.cursor(Long.toString(last.line()))));
  }

  @POST
  @Path("/{id}/undo-scopes")
  @ResponseStatus(200)
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.VOUCHERS})
  @Operation(
      summary = "Undo a list of scopes",
      description =
          "Each open voucher whose station still comes from this list gets back what it had before. What was changed since"
              + " stays, and so do vouchers that are not open any more. 50,000 vouchers a call: next is the after of the next"
              + " one, null when this was all. A repeat restores nothing twice. Needs an Idempotency-Key.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = Undoing.class),
              example = "{\"reason\":\"the column of stations was off by one\"}"))
  @APIResponseSchema(value = Undone.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "scopes")
  public Uni<Undone> undo(@PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    String reason = json.text("reason", true, REASON);
    Long after = json.amount("after", false, 0, Long.MAX_VALUE);
    json.done();
    return visible
        .toChange(caller, id)
        .chain(
            found ->
                repeats.onceWithKey(
                    http,
                    caller,
                    body,
                    Undone.class,
                    () ->
                        undoScopes.undo(
                            found.id(), after == null ? 0 : after, new ManualAct(caller, reason))));
  }
}
