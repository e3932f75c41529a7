package scrip.function.console.cards;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.access.Rights;
import scrip.http.Page;
import scrip.rescue.ReviewLists;
import scrip.rescue.ReviewLists.Case;
import scrip.rescue.ReviewLists.Duplicate;

/** {@code /api/admin/review}: cards that somebody must look at. */
@Path("/api/admin/review")
@Produces(MediaType.APPLICATION_JSON)
public class ReviewResource {

  private final ReviewLists lists;

  public ReviewResource(ReviewLists lists) {
    this.lists = lists;
  }

  /** A page of cases, for the interface description. */
  public record CasePage(List<Case> data, String nextCursor) {}

  /** A page of duplicates, for the interface description. */
  public record DuplicatePage(List<Duplicate> data, String nextCursor) {}

  @GET
  @Path("/needs-attention")
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.AGENT, Rights.VIEWER, Rights.READ})
  @Operation(
      summary = "List cards whose recipients wait in vain",
      description =
          "Bound to a recipient, and the delivery failed, is unknown, or never began; with what may be done.")
  @APIResponseSchema(value = CasePage.class, responseCode = "200")
  public Uni<Page<Case>> needsAttention(
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    int rows = Page.limit(limit);
    long after = CardRequests.after(Page.parts(cursor, 1));
    return lists
        .needsAttention(CardRequests.clients(http), after, rows + 1)
        .map(found -> CardsResource.page(found, rows, ReviewResource::cursor));
  }

  @GET
  @Path("/quarantine")
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.AGENT, Rights.VIEWER, Rights.READ})
  @Operation(
      summary = "List cards in quarantine",
      description =
          "With why somebody may know each, since when it is there, and what may be done.")
  @APIResponseSchema(value = CasePage.class, responseCode = "200")
  public Uni<Page<Case>> quarantine(
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    int rows = Page.limit(limit);
    long after = CardRequests.after(Page.parts(cursor, 1));
    return lists
        .quarantine(CardRequests.clients(http), after, rows + 1)
        .map(found -> CardsResource.page(found, rows, ReviewResource::cursor));
  }

  @GET
  @Path("/duplicates")
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.VIEWER, Rights.READ})
  @Operation(
      summary = "List cards that are one too many",
      description =
          "Cards that two people hold, which must never happen; and quarantined cards whose code their brand has twice.")
  @APIResponseSchema(value = DuplicatePage.class, responseCode = "200")
  public Uni<Page<Duplicate>> duplicates(
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    int rows = Page.limit(limit);
    String[] parts = Page.parts(cursor, 2);
    long after = CardRequests.after(parts);
    return lists
        .duplicates(CardRequests.clients(http), after, parts == null ? "" : parts[1], rows + 1)
        .map(
            found ->
                CardsResource.page(
                    found, rows, d -> Page.cursor(Long.toString(d.cardId()), d.kind())));
  }

  private static String cursor(Case found) {
    return Page.cursor(Long.toString(found.cardId()));
  }
}
