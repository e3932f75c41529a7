package scrip.function.console.operations;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import scrip.access.Rights;
import scrip.http.Page;
import scrip.ops.ErrorLogs;
import scrip.ops.ErrorLogs.Count;
import scrip.problem.Refused;

/**
 * {@code /api/admin/errors}: what goes wrong, how often, and under which request the log has it.
 */
@Path("/api/admin/errors")
@Tag(name = "Errors")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.OPERATE})
public class ErrorsResource {

  private static final int DAYS_AT_MOST = 30;

  private final ErrorLogs errors;
  private final Clock clock;

  public ErrorsResource(ErrorLogs errors, Clock clock) {
    this.errors = errors;
    this.clock = clock;
  }

  /**
   * Counts a day, in UTC.
   *
   * @param aDayAtMost more of one type than this on one day is raised
   */
  public record Counts(LocalDate from, int aDayAtMost, List<Count> data) {}

  @GET
  @Operation(
      summary = "Errors a day, by type and function",
      description = "For the last 1 to 30 days in UTC, today among them; 1 when nothing is said.")
  public Uni<Counts> counts(@QueryParam("days") String days) {
    LocalDate from =
        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(days(days) - 1L);
    return errors.counts(from).map(data -> new Counts(from, ErrorLogs.A_DAY_AT_MOST, data));
  }

  @GET
  @Path("/recent")
  @Operation(
      summary = "The latest errors",
      description =
          "Each with the request id under which the log has the rest; run-<id> is a run of a job.")
  public Uni<Page<ErrorLogs.Error>> recent(
      @QueryParam("type") String type,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor) {
    return Cursors.page(
        limit,
        cursor,
        (before, atMost) -> errors.recent(type, before, atMost),
        ErrorLogs.Error::id);
  }

  private static int days(String typed) {
    if (typed == null) {
      return 1;
    }
    if (typed.matches("\\d{1,2}")
        && Integer.parseInt(typed) >= 1
        && Integer.parseInt(typed) <= DAYS_AT_MOST) {
      return Integer.parseInt(typed);
    }
    throw Refused.invalid("days", "must be a whole number from 1 to " + DAYS_AT_MOST);
  }
}
