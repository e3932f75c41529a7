package scrip.function.console.deliveries;

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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.function.console.records.TypedIds;
import scrip.http.Page;
import scrip.notification.UnmatchedReports;
import scrip.notification.UnmatchedReports.Unmatched;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** {@code /api/admin/callbacks/unmatched}: reports of messages that are not ours to account for. */
@Path("/api/admin/callbacks/unmatched")
@Tag(name = "Deliveries")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Rights.ADMIN, Rights.OPS})
public class UnmatchedResource {

  private final UnmatchedReports reports;

  public UnmatchedResource(UnmatchedReports reports) {
    this.reports = reports;
  }

  /** A page of reports, for the interface description. */
  public record UnmatchedPage(List<Unmatched> data, String nextCursor) {}

  @GET
  @Operation(
      summary = "Reports of messages that no attempt accounts for, the newest first",
      description =
          "Look the message up at the provider by its id. One that is found to be ours later leaves the list. For people"
              + " who see every client.")
  @APIResponseSchema(value = UnmatchedPage.class, responseCode = "200")
  public Uni<Page<Unmatched>> list(
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    if (!SignedIn.caller(http).agent().clients().every()) {
      throw new Refused(
          RequestRefusal.FORBIDDEN,
          "Reports of unknown messages are for people who see every client.");
    }
    int rows = Page.limit(limit);
    String[] parts = Page.parts(cursor, 1);
    return reports
        .list(parts == null ? null : TypedIds.number(parts[0]), rows + 1)
        .map(
            found ->
                found.size() <= rows
                    ? new Page<>(found, null)
                    : new Page<>(
                        List.copyOf(found.subList(0, rows)),
                        Page.cursor(Long.toString(found.get(rows - 1).id()))));
  }
}
