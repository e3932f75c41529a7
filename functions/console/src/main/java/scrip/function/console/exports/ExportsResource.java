package scrip.function.console.exports;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import scrip.access.Caller;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.function.console.exports.CardExports.Which;
import scrip.function.console.exports.Sheet.Scope;
import scrip.function.console.exports.WriteSheet.Wanted;
import scrip.function.console.exports.WriteSheet.Written;
import scrip.function.console.records.TypedIds;
import scrip.http.Callers;
import scrip.http.Page;
import scrip.problem.Fault;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * {@code /api/admin/exports/*.csv}: pages of CSV, at most 4 MB each. The first page has the header;
 * the pages in their order are one file.
 */
@Path("/api/admin/exports")
@Produces(ExportsResource.CSV)
public class ExportsResource {

  static final String CSV = "text/csv";

  private static final int ROWS = 10_000;
  private static final int ROWS_AT_MOST = 50_000;
  private static final int REVEALED_AT_MOST = 500;
  private static final List<String> BOUND = List.of("claimed", "sent", "delivered");
  private static final String PAGES =
      "CSV by RFC 4180 in UTF-8, bom=true puts the mark before it. The next page is in the header Link. A cell that"
          + " begins like a formula gets an apostrophe before it; numbers in E.164 go out as they are.";

  private final WriteSheet writeSheet;
  private final RevealCards revealCards;

  ExportsResource(WriteSheet writeSheet, RevealCards revealCards) {
    this.writeSheet = writeSheet;
    this.revealCards = revealCards;
  }

  @GET
  @Path("/pools.csv")
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.VIEWER, Rights.READ})
  @Operation(summary = "Export pools with exact counts", description = PAGES)
  public Uni<Response> pools(
      @QueryParam("pool") String pool,
      @QueryParam("campaign") String campaign,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") String limit,
      @QueryParam("bom") boolean bom,
      @Context RoutingContext http) {
    return page(Sheet.POOLS, scope(pool, campaign), cursor, limit, bom, http);
  }

  @GET
  @Path("/cards.csv")
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.VIEWER, Rights.READ})
  @Operation(
      summary = "Export the cards of a pool",
      description =
          PAGES
              + " Codes show their last four. reveal=true with a reason shows the codes of cards that belong to a recipient,"
              + " which counts as sending them; where there are more than ten, another person must grant each page first,"
              + " so name claimedBefore, and the pages stay what they were.")
  @Extension(name = "x-refusals", value = "exports")
  public Uni<Response> cards(
      @QueryParam("pool") String pool,
      @QueryParam("campaign") String campaign,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") String limit,
      @QueryParam("bom") boolean bom,
      @QueryParam("reveal") boolean reveal,
      @QueryParam("status") String status,
      @QueryParam("claimedBefore") String claimedBefore,
      @QueryParam("reason") String reason,
      @Context RoutingContext http) {
    Scope scope = scope(pool, campaign);
    List<Fault> faults = new ArrayList<>();
    if (scope.pool() == null) {
      faults.add(new Fault("pool", "is required"));
    }
    if (reveal && (reason == null || reason.isBlank() || reason.length() > 500)) {
      faults.add(new Fault("reason", "must be 1 to 500 characters"));
    }
    if (reveal && campaign != null) {
      faults.add(new Fault("campaign", "is not known together with reveal"));
    }
    Instant before = moment(claimedBefore, faults);
    if (!faults.isEmpty()) {
      throw Refused.invalid(faults);
    }
    if (!reveal) {
      return page(Sheet.CARDS, scope, cursor, limit, bom, http);
    }
    if (status != null && !BOUND.contains(status)) {
      throw new Refused(ExportRefusal.CARD_NOT_BOUND);
    }
    // A GET that writes: only a page of ours can send this header, and HEAD would show nothing.
    if (http.request().method() != HttpMethod.GET
        || SignedIn.caller(http).agent().isPerson()
            && http.request().getHeader(Callers.CSRF_HEADER) == null) {
      throw new Refused(RequestRefusal.FORBIDDEN, "Show the session's X-CSRF-Token with reveal.");
    }
    int rows = Page.limit(limit, REVEALED_AT_MOST, REVEALED_AT_MOST);
    Wanted wanted = new Wanted(Sheet.CARDS, scope, after(Sheet.CARDS, cursor), rows, bom);
    Which which = new Which(scope.pool(), status == null ? BOUND : List.of(status), before);
    return revealCards
        .page(SignedIn.caller(http), wanted, which, reason)
        .map(written -> answer(written, "cards-revealed", http));
  }

  @GET
  @Path("/recipients.csv")
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS})
  @Operation(
      summary = "Export the recipients of a campaign with their contacts",
      description = PAGES)
  public Uni<Response> recipients(
      @QueryParam("pool") String pool,
      @QueryParam("campaign") String campaign,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") String limit,
      @QueryParam("bom") boolean bom,
      @Context RoutingContext http) {
    Scope scope = scope(pool, campaign);
    if (scope.campaign() == null) {
      throw Refused.invalid("campaign", "is required");
    }
    return page(Sheet.RECIPIENTS, scope, cursor, limit, bom, http);
  }

  @GET
  @Path("/waiting-list.csv")
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS})
  @Operation(summary = "Export who waits for a card, with their contacts", description = PAGES)
  public Uni<Response> waitingList(
      @QueryParam("pool") String pool,
      @QueryParam("campaign") String campaign,
      @QueryParam("cursor") String cursor,
      @QueryParam("limit") String limit,
      @QueryParam("bom") boolean bom,
      @Context RoutingContext http) {
    return page(Sheet.WAITING_LIST, scope(pool, campaign), cursor, limit, bom, http);
  }

  private Uni<Response> page(
      Sheet sheet, Scope scope, String cursor, String limit, boolean bom, RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    int rows = Page.limit(limit, ROWS, ROWS_AT_MOST);
    return writeSheet
        .page(caller, new Wanted(sheet, scope, after(sheet, cursor), rows, bom))
        .map(written -> answer(written, sheet.word(), http));
  }

  private static Response answer(Written written, String name, RoutingContext http) {
    Response.ResponseBuilder answer =
        Response.ok(written.csv())
            .type(CSV + ";charset=UTF-8;header=" + (next(http) ? "absent" : "present"))
            .header("Content-Disposition", "attachment; filename=\"" + name + ".csv\"");
    if (written.last() != null) {
      answer.header("Link", "<" + address(http, Page.cursor(written.last())) + ">; rel=\"next\"");
    }
    return answer.build();
  }

  private static boolean next(RoutingContext http) {
    return http.request().getParam("cursor") != null;
  }

  private static String address(RoutingContext http, String cursor) {
    StringBuilder address = new StringBuilder(http.normalizedPath()).append('?');
    for (Map.Entry<String, String> parameter : http.queryParams()) {
      if (!parameter.getKey().equals("cursor")) {
        address.append(encoded(parameter.getKey())).append('=');
        address.append(encoded(parameter.getValue())).append('&');
      }
    }
    return address.append("cursor=").append(cursor).toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String after(Sheet sheet, String cursor) {
    String[] parts = Page.parts(cursor, 1);
    if (parts != null && !sheet.isKey(parts[0])) {
      throw Refused.invalid("cursor", "is not a next page of this export");
    }
    return parts == null ? null : parts[0];
  }

  private static Scope scope(String pool, String campaign) {
    return new Scope(TypedIds.query("pool", pool), TypedIds.query("campaign", campaign));
  }

  private static Instant moment(String typed, List<Fault> faults) {
    try {
      return typed == null ? null : Instant.parse(typed);
    } catch (DateTimeParseException e) {
      faults.add(new Fault("claimedBefore", "must be a moment, as in 2026-01-31T08:00:00Z"));
      return null;
    }
  }
}
