package scrip.function.console.operations;

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
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import scrip.access.Caller;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.http.EdgeConfig;
import scrip.http.Repeats;
import scrip.ops.DatabaseSessions;
import scrip.ops.DatabaseSessions.Session;
import scrip.ops.DatabaseTables;
import scrip.ops.DatabaseTables.Indexes;
import scrip.ops.DatabaseTables.Table;
import scrip.ops.SignalSession;
import scrip.ops.SignalSession.How;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** {@code /api/admin/performance}: what keeps the database busy, and ending it. */
@Path("/api/admin/performance")
@Tag(name = "Performance")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.OPERATE})
public class PerformanceResource {

  private static final int SECONDS = 5;

  private final DatabaseSessions sessions;
  private final DatabaseTables tables;
  private final SignalSession signal;
  private final Repeats repeats;
  private final EdgeConfig edge;

  public PerformanceResource(
      DatabaseSessions sessions,
      DatabaseTables tables,
      SignalSession signal,
      Repeats repeats,
      EdgeConfig edge) {
    this.sessions = sessions;
    this.tables = tables;
    this.signal = signal;
    this.repeats = repeats;
    this.edge = edge;
  }

  /** The longest first. */
  public record Sessions(List<Session> data) {}

  /** The largest first. */
  public record Tables(List<Table> data) {}

  /** A session that was told to stop; it does so within a moment. */
  public record Signalled(int pid) {}

  @GET
  @Path("/queries")
  @Operation(
      summary = "Statements and transactions that last, and who blocks whom",
      description =
          "Those of more than so many seconds (longerThan, 5 when nothing is said), and whoever blocks another session."
              + " Values in statements are masked.")
  public Uni<Sessions> queries(@QueryParam("longerThan") String longerThan) {
    if (longerThan != null && !longerThan.matches("\\d{1,5}")) {
      throw Refused.invalid("longerThan", "must be a whole number of seconds from 0 to 99999");
    }
    int seconds = longerThan == null ? SECONDS : Integer.parseInt(longerThan);
    return sessions.busy(Duration.ofSeconds(seconds)).map(Sessions::new);
  }

  @GET
  @Path("/tables")
  @Operation(
      summary = "Sizes, dead rows, estimated bloat, last vacuum and analyze",
      description = "Counts are the database's own estimates.")
  @Extension(name = "x-refusals", value = "operations")
  public Uni<Tables> tables() {
    return tables.tables().map(Tables::new);
  }

  @GET
  @Path("/indexes")
  @Operation(
      summary = "Indexes that are unused or the same, and tables that may lack one",
      description = "Counted since the database began to count: young figures prove nothing.")
  @Extension(name = "x-refusals", value = "operations")
  public Uni<Indexes> indexes() {
    return tables.indexes();
  }

  @POST
  @Path("/queries/{pid}/cancel")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Cancel what a session is doing",
      description = "Its transaction fails, its connection stays. Try this first.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = Reason.class),
              example = "{\"reason\":\"blocks redemptions\"}"))
  @APIResponseSchema(value = Signalled.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "operations")
  public Uni<Signalled> cancel(
      @PathParam("pid") String pid, byte[] body, @Context RoutingContext http) {
    return signal(pid, How.CANCEL, body, http);
  }

  @POST
  @Path("/queries/{pid}/terminate")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "End a session",
      description =
          "Ends its connection too: the way to end a transaction that is idle and holds locks.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = Reason.class),
              example = "{\"reason\":\"idle in transaction, blocks redemptions\"}"))
  @APIResponseSchema(value = Signalled.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "operations")
  public Uni<Signalled> terminate(
      @PathParam("pid") String pid, byte[] body, @Context RoutingContext http) {
    return signal(pid, How.TERMINATE, body, http);
  }

  private Uni<Signalled> signal(String typed, How how, byte[] body, RoutingContext http) {
    if (!typed.matches("\\d{1,9}")) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
    int pid = Integer.parseInt(typed);
    Caller caller = SignedIn.caller(http);
    String reason = Reason.of(body, edge);
    return repeats.once(
        http,
        caller,
        body,
        Signalled.class,
        () -> signal.signal(pid, how, reason, caller).replaceWith(() -> new Signalled(pid)));
  }
}
