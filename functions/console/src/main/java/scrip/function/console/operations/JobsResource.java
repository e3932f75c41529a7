package scrip.function.console.operations;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
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
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.http.Repeats;
import scrip.ops.RegisteredJobs;
import scrip.ops.RegisteredJobs.Job;
import scrip.ops.RegisteredJobs.Run;
import scrip.ops.RunNow;
import scrip.ops.SwitchJob;

/** {@code /api/admin/jobs}: the register of jobs, on and off, and runs by hand. */
@Path("/api/admin/jobs")
@Tag(name = "Jobs")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.OPERATE})
public class JobsResource {

  private final RegisteredJobs jobs;
  private final SwitchJob switchJob;
  private final RunNow runNow;
  private final Repeats repeats;
  private final EdgeConfig edge;

  public JobsResource(
      RegisteredJobs jobs, SwitchJob switchJob, RunNow runNow, Repeats repeats, EdgeConfig edge) {
    this.jobs = jobs;
    this.switchJob = switchJob;
    this.runNow = runNow;
    this.repeats = repeats;
    this.edge = edge;
  }

  /** All jobs; there are few. */
  public record Jobs(List<Job> data) {}

  /** On or off, and why. */
  public record Switching(boolean active, String reason) {}

  /** A run that was asked for; it is in the list of runs as soon as it began. */
  public record Started(String job) {}

  @GET
  @Operation(
      summary = "All jobs, their last run and whether they are late",
      description = "The same rows as cron.job and the view job_health.")
  public Uni<Jobs> list() {
    return jobs.all().map(Jobs::new);
  }

  @PATCH
  @Path("/{name}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Switch a job on or off",
      description =
          "From its next turn on; a run under way ends as it would. retry-failed-sms-every-5min switched off stops"
              + " second and third attempts, never first sends.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = Switching.class),
              example = "{\"active\":false,\"reason\":\"retries make the incident worse\"}"))
  @APIResponseSchema(value = Job.class, responseCode = "200")
  public Uni<Job> change(
      @PathParam("name") String name, byte[] body, @Context RoutingContext http) {
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    Boolean active = json.flag("active", true);
    String reason = json.text("reason", true, Reason.AT_MOST);
    json.done();
    return switchJob.to(name, active, reason, SignedIn.caller(http));
  }

  @POST
  @Path("/{name}/run")
  @ResponseStatus(202)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Run a job now",
      description = "Under the same lease as its schedule. The answer does not wait for the run.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = Reason.class),
              example = "{\"reason\":\"cards wait after the repair\"}"))
  @APIResponseSchema(value = Started.class, responseCode = "202")
  @Extension(name = "x-refusals", value = "operations")
  public Uni<Started> run(
      @PathParam("name") String name, byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    String reason = Reason.of(body, edge);
    return repeats.once(
        http,
        caller,
        body,
        Started.class,
        () -> runNow.run(name, reason, caller).replaceWith(() -> new Started(name)));
  }

  @GET
  @Path("/{name}/runs")
  @Operation(
      summary = "Runs of a job, the newest first",
      description = "The same rows as cron.job_run_details.")
  public Uni<Page<Run>> runs(
      @PathParam("name") String name,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor) {
    return jobs.one(name)
        .chain(
            job ->
                Cursors.page(
                    limit, cursor, (before, atMost) -> jobs.runs(name, before, atMost), Run::id));
  }
}
