package scrip.local;

import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import scrip.ops.RunJob.Ended;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** {@code POST /runs/{job}}: what in the cloud a schedule does. Only here. */
@Path("/runs")
@PermitAll
public class RunsResource {

  private final LocalRuns runs;

  RunsResource(LocalRuns runs) {
    this.runs = runs;
  }

  @POST
  @Path("/{job}")
  @Blocking
  public Ended run(@PathParam("job") String job) {
    try {
      return runs.run(job, "hand");
    } catch (IllegalArgumentException e) {
      throw new Refused(RequestRefusal.NOT_FOUND, e.getMessage());
    }
  }
}
