package scrip.function.console.operations;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import scrip.access.AllowNetwork;
import scrip.access.Allowances;
import scrip.access.Allowances.Allowance;
import scrip.access.Caller;
import scrip.access.EndAllowance;
import scrip.access.Network;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.http.Repeats;

/** {@code /api/admin/limits/allowances}: networks whose requests are not counted for a while. */
@Path("/api/admin/limits/allowances")
@Tag(name = "Limits")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.OPERATE})
public class AllowancesResource {

  private static final Duration AT_MOST = Duration.ofDays(90);

  private final Allowances allowances;
  private final AllowNetwork allowNetwork;
  private final EndAllowance endAllowance;
  private final Repeats repeats;
  private final EdgeConfig edge;
  private final Clock clock;

  public AllowancesResource(
      Allowances allowances,
      AllowNetwork allowNetwork,
      EndAllowance endAllowance,
      Repeats repeats,
      EdgeConfig edge,
      Clock clock) {
    this.allowances = allowances;
    this.allowNetwork = allowNetwork;
    this.endAllowance = endAllowance;
    this.repeats = repeats;
    this.edge = edge;
    this.clock = clock;
  }

  /** Which network, until when, and why. */
  public record Allowing(String network, Instant expiresAt, String reason) {}

  @GET
  @Operation(summary = "Networks that are or were allowed, the newest first")
  public Uni<Page<Allowance>> list(
      @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
    return Cursors.page(limit, cursor, allowances::list, Allowance::id);
  }

  @POST
  @ResponseStatus(201)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Let the requests of a network pass uncounted",
      description =
          "For a call centre behind one address. At most 90 days; not wider than /16 for IPv4 and /32 for IPv6. Budgets"
              + " of agents and of codes go on counting.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = Allowing.class),
              example =
                  "{\"network\":\"203.0.113.0/24\",\"expiresAt\":\"2026-04-01T00:00:00Z\",\"reason\":\"call centre\"}"))
  @APIResponseSchema(value = Allowance.class, responseCode = "201")
  public Uni<Allowance> allow(byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    Network network = network(json);
    Instant until = until(json);
    String reason = json.text("reason", true, Reason.AT_MOST);
    json.done();
    return repeats.once(
        http,
        caller,
        body,
        Allowance.class,
        () -> allowNetwork.allow(network, until, reason, caller));
  }

  @DELETE
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Count the requests of a network again",
      description = "From the next request on. The row stays, ended.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = Reason.class),
              example = "{\"reason\":\"moved to another office\"}"))
  @APIResponseSchema(value = Allowance.class, responseCode = "200")
  public Uni<Allowance> end(@PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    return endAllowance.end(Cursors.id(id), Reason.of(body, edge), SignedIn.caller(http));
  }

  private static Network network(JsonBody json) {
    String typed = json.text("network", true, 50);
    Network network = typed == null ? null : Network.read(typed).orElse(null);
    if (typed != null && network == null) {
      json.fault(
          "network",
          "must be a network such as 203.0.113.0/24: from /16 for IPv4, from /32 for IPv6");
    }
    return network;
  }

  private Instant until(JsonBody json) {
    String typed = json.text("expiresAt", true, 40);
    if (typed == null) {
      return null;
    }
    try {
      Instant until = OffsetDateTime.parse(typed).toInstant();
      if (until.isAfter(clock.instant()) && !until.isAfter(clock.instant().plus(AT_MOST))) {
        return until;
      }
    } catch (DateTimeParseException e) {
      // Told below, as a time that does not fit.
    }
    json.fault("expiresAt", "must be a time in ISO 8601 from now to 90 days ahead");
    return null;
  }
}
