package scrip.function.console.operations;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import scrip.access.Rights;
import scrip.audit.AuditRecords;
import scrip.audit.AuditRecords.Act;
import scrip.audit.AuditRecords.Wanted;
import scrip.function.console.SignedIn;
import scrip.http.Page;
import scrip.problem.Fault;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** {@code /api/admin/audit}: who did what and why, in the console and by SQL. */
@Path("/api/admin/audit")
@Tag(name = "Audit")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Rights.ADMIN, Rights.OPS})
public class AuditResource {

  private final AuditRecords records;

  public AuditResource(AuditRecords records) {
    this.records = records;
  }

  @GET
  @Operation(
      summary = "Acts, the newest first",
      description =
          "For people who see every client: acts are not sorted by client. subject is the table of what was acted on;"
              + " actors of SQL typed by hand begin with sql:. from is the first instant, to the one after the last.")
  public Uni<Page<Act>> find(
      @QueryParam("subject") String subject,
      @QueryParam("subjectId") String subjectId,
      @QueryParam("actor") String actor,
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    if (!SignedIn.caller(http).agent().clients().every()) {
      throw new Refused(
          RequestRefusal.FORBIDDEN, "The audit log is for people who see every client.");
    }
    List<Fault> faults = new ArrayList<>();
    Instant first = instant("from", from, faults);
    Instant after = instant("to", to, faults);
    if (!faults.isEmpty()) {
      throw Refused.invalid(faults);
    }
    return Cursors.page(
        limit,
        cursor,
        (before, atMost) ->
            records.find(new Wanted(subject, subjectId, actor, first, after, before), atMost),
        Act::id);
  }

  private static Instant instant(String name, String typed, List<Fault> faults) {
    try {
      return typed == null ? null : OffsetDateTime.parse(typed).toInstant();
    } catch (DateTimeParseException e) {
      faults.add(new Fault(name, "must be a time in ISO 8601, such as 2026-03-01T00:00:00Z"));
      return null;
    }
  }
}
