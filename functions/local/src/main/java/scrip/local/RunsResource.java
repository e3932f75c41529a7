package scrip.local;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import scrip.function.smsretry.RunEvent;
import scrip.function.smsretry.SmsRetryHandler;
import scrip.ops.RunJob.Ended;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** {@code POST /runs/{job}}: what in the cloud a schedule does. Only here. */
@Path("/runs")
class RunsResource {

  private final SmsRetryHandler smsRetry;

  RunsResource(SmsRetryHandler smsRetry) {
    this.smsRetry = smsRetry;
  }

  @POST
  @Path("/{job}")
  @Blocking
  Ended run(@PathParam("job") String job) {
    try {
      return smsRetry.handleRequest(new RunEvent(job, "hand"), null);
    } catch (IllegalArgumentException e) {
      throw new Refused(RequestRefusal.NOT_FOUND, e.getMessage());
    }
  }
}
