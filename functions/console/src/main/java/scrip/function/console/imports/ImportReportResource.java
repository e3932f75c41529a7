package scrip.function.console.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.access.Caller;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.http.Page;
import scrip.imports.FetchRows;
import scrip.imports.FetchRows.Fetched;
import scrip.imports.Import;
import scrip.imports.ImportRefusals;
import scrip.imports.Imports;

/** {@code /api/admin/imports}: what became of a file. */
@Path("/api/admin/imports")
@Produces(MediaType.APPLICATION_JSON)
public class ImportReportResource {

  private static final String CSV = "text/csv;charset=UTF-8";

  private final Imports imports;
  private final ImportRefusals refusals;
  private final FetchRows fetch;
  private final VisibleImports visible;

  public ImportReportResource(
      Imports imports, ImportRefusals refusals, FetchRows fetch, VisibleImports visible) {
    this.imports = imports;
    this.refusals = refusals;
    this.fetch = fetch;
    this.visible = visible;
  }

  /**
   * A row that was not taken, or taken with a warning.
   *
   * @param column at fault; "row" for the whole
   * @param severity refused, or warning
   * @param value masked
   * @param otherLine where the same code stands in the file
   */
  public record RefusalView(
      long line,
      String column,
      String reason,
      String detail,
      String severity,
      String value,
      Long otherLine) {

    static RefusalView of(ImportRefusals.Entry entry) {
      return new RefusalView(
          entry.line(),
          entry.field(),
          entry.fault().slug(),
          entry.fault().because(entry.field(), entry.otherLine()),
          entry.severity(),
          entry.value(),
          entry.otherLine());
    }
  }

  @GET
  @RolesAllowed({
    Rights.ADMIN,
    Rights.OPS,
    Rights.DATA_OPS,
    Rights.VIEWER,
    Rights.STOCK,
    Rights.LISTS,
    Rights.VOUCHERS,
    Rights.READ
  })
  @Operation(summary = "Imports, newest first", description = "Of a pool or campaign, or all.")
  public Uni<Page<ImportView>> list(
      @QueryParam("poolId") String poolId,
      @QueryParam("campaignId") String campaignId,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    int atMost = Page.limit(limit);
    String[] after = Page.parts(cursor, 1);
    return imports
        .list(
            caller.agent().clients(),
            visible.kinds(caller),
            poolId == null ? null : VisibleImports.uuid(poolId),
            campaignId == null ? null : VisibleImports.uuid(campaignId),
            after == null ? null : VisibleImports.uuid(after[0]),
            atMost + 1)
        .map(
            found ->
                ReportPages.page(
                    found.stream().map(i -> ImportView.of(i, null)).toList(),
                    atMost,
                    last -> Page.cursor(last.id().toString())));
  }

  @GET
  @Path("/{id}")
  @RolesAllowed({
    Rights.ADMIN,
    Rights.OPS,
    Rights.DATA_OPS,
    Rights.VIEWER,
    Rights.STOCK,
    Rights.LISTS,
    Rights.VOUCHERS,
    Rights.READ
  })
  @Operation(
      summary = "How an import is doing",
      description = "Rows read, taken and refused so far, pace, time left, refusals by reason.")
  @APIResponseSchema(value = ImportView.class, responseCode = "200")
  public Uni<ImportView> one(@PathParam("id") String id, @Context RoutingContext http) {
    return visible
        .toRead(SignedIn.caller(http), id)
        .chain(
            found -> refusals.byReason(found.id()).map(reasons -> ImportView.of(found, reasons)));
  }

  @GET
  @Path("/{id}/refusals")
  @RolesAllowed({
    Rights.ADMIN,
    Rights.OPS,
    Rights.DATA_OPS,
    Rights.VIEWER,
    Rights.STOCK,
    Rights.LISTS,
    Rights.VOUCHERS,
    Rights.READ
  })
  @Operation(
      summary = "Rows that were not taken, and warnings",
      description = "In the order of the file; values are masked.")
  public Uni<Page<RefusalView>> refusals(
      @PathParam("id") String id,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    int atMost = Page.limit(limit);
    String[] after = Page.parts(cursor, 2);
    long line = after == null ? 0 : ReportPages.line(after[0]);
    return visible
        .toRead(SignedIn.caller(http), id)
        .chain(found -> refusals.page(found.id(), line, after == null ? "" : after[1], atMost + 1))
        .map(
            found ->
                ReportPages.page(
                    found.stream().map(RefusalView::of).toList(),
                    atMost,
                    last -> Page.cursor(Long.toString(last.line()), last.reason())));
  }

  @GET
  @Path("/{id}/refused.csv")
  @Produces("text/csv")
  @RolesAllowed({
    Rights.ADMIN,
    Rights.OPS,
    Rights.DATA_OPS,
    Rights.STOCK,
    Rights.LISTS,
    Rights.VOUCHERS
  })
  @Operation(
      summary = "Refused rows as a file",
      description =
          "As they were, with the column refused_because, which an import ignores. Up to 10,000 rows; header Link names the"
              + " next page. Only for who sent the file, until 7 days after the import was done; every page is audited.")
  @APIResponse(responseCode = "200", description = "Comma-separated values.")
  @Extension(name = "x-refusals", value = "imports")
  public Uni<Response> refused(
      @PathParam("id") String id,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    return csv(id, "refused.csv", cursor, http, fetch::refused);
  }

  @GET
  @Path("/{id}/codes.csv")
  @Produces("text/csv")
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.LISTS})
  @Operation(
      summary = "Redemption codes that the import made",
      description =
          "For who sent the file, for a day after the first fetch, then they are gone. Pages as in refused.csv.")
  @APIResponse(responseCode = "200", description = "Comma-separated values.")
  @Extension(name = "x-refusals", value = "imports")
  public Uni<Response> codes(
      @PathParam("id") String id,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    return csv(id, "codes.csv", cursor, http, fetch::codes);
  }

  /** Fetches one page of a file. */
  private interface Fetch {
    Uni<Fetched> rows(Caller caller, Import of, long after);
  }

  private Uni<Response> csv(
      String id, String name, String cursor, RoutingContext http, Fetch rows) {
    Caller caller = SignedIn.caller(http);
    String[] after = Page.parts(cursor, 1);
    return visible
        .toChange(caller, id)
        .chain(found -> rows.rows(caller, found, after == null ? 0 : ReportPages.line(after[0])))
        .map(
            page -> {
              var answer =
                  Response.ok(page.csv(), CSV)
                      .header("Content-Disposition", "attachment; filename=\"" + name + "\"");
              if (page.last() != null) {
                String next = name + "?cursor=" + Page.cursor(Long.toString(page.last()));
                answer.header("Link", "<" + next + ">; rel=\"next\"");
              }
              return answer.build();
            });
  }
}
