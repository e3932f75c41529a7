package scrip.function.console.access;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.access.Caller;
import scrip.access.EndSessions;
import scrip.access.IssueLink;
import scrip.access.ResetSecondFactor;
import scrip.access.Rights;
import scrip.access.Sessions;
import scrip.function.console.SignedIn;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.http.Repeats;

/** {@code /api/admin/people/{id}/…}: what is done for or against a person. */
@Path("/api/admin/people/{id}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Rights.ADMIN)
public class PersonActsResource {

  private final IssueLink issueLink;
  private final ResetSecondFactor resetSecondFactor;
  private final EndSessions endSessions;
  private final Sessions sessions;
  private final Repeats repeats;
  private final EdgeConfig edge;

  public PersonActsResource(
      IssueLink issueLink,
      ResetSecondFactor resetSecondFactor,
      EndSessions endSessions,
      Sessions sessions,
      Repeats repeats,
      EdgeConfig edge) {
    this.issueLink = issueLink;
    this.resetSecondFactor = resetSecondFactor;
    this.endSessions = endSessions;
    this.sessions = sessions;
    this.repeats = repeats;
    this.edge = edge;
  }

  /** How many sessions were ended. */
  public record Ended(int sessionsEnded) {}

  /** For the interface description. */
  public record SessionsPage(List<Sessions.Open> data, String nextCursor) {}

  @POST
  @Path("/reset")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Issue a link to set a password",
      description =
          "Works once, for 24 hours, and in the place of the links before. The old password works until then.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AccessBodies.Reason.class),
              example = "{\"reason\":\"forgot it, identity checked on the phone\"}"))
  @APIResponseSchema(value = PeopleResource.LinkView.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<PeopleResource.LinkView> reset(
      @PathParam("id") UUID id, byte[] body, @Context RoutingContext http) {
    AtomicReference<String> token = new AtomicReference<>();
    return act(
            body,
            http,
            PeopleResource.LinkView.class,
            (reason, caller) ->
                issueLink
                    .issue(id, reason, caller)
                    .invoke(link -> token.set(link.token()))
                    .map(PeopleResource.LinkView::of))
        .map(link -> link.with(token.get()));
  }

  @POST
  @Path("/totp/reset")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Forget another person's second factor",
      description = "For a lost device. Ends the person's sessions; an administrator enrols anew.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AccessBodies.Reason.class),
              example = "{\"reason\":\"lost the phone\"}"))
  @APIResponseSchema(value = PersonView.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<PersonView> resetSecondFactor(
      @PathParam("id") UUID id, byte[] body, @Context RoutingContext http) {
    return act(
        body,
        http,
        PersonView.class,
        (reason, caller) -> resetSecondFactor.reset(id, reason, caller).map(PersonView::of));
  }

  @GET
  @Path("/sessions")
  @Operation(summary = "Open sessions of a person", description = "The newest first, at most 500.")
  @APIResponseSchema(value = SessionsPage.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<Page<Sessions.Open>> sessions(@PathParam("id") UUID id) {
    return sessions.of(id).map(open -> new Page<>(open, null));
  }

  @POST
  @Path("/sessions/end")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "End all sessions of a person")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AccessBodies.Reason.class),
              example = "{\"reason\":\"device stolen\"}"))
  @APIResponseSchema(value = Ended.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<Ended> endAll(@PathParam("id") UUID id, byte[] body, @Context RoutingContext http) {
    return act(
        body,
        http,
        Ended.class,
        (reason, caller) -> endSessions.all(id, reason, caller).map(Ended::new));
  }

  @POST
  @Path("/sessions/{session}/end")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "End one session of a person")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AccessBodies.Reason.class),
              example = "{\"reason\":\"left signed in at the front desk\"}"))
  @APIResponseSchema(value = Ended.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<Ended> endOne(
      @PathParam("id") UUID id,
      @PathParam("session") UUID session,
      byte[] body,
      @Context RoutingContext http) {
    return act(
        body,
        http,
        Ended.class,
        (reason, caller) -> endSessions.one(id, session, reason, caller).map(Ended::new));
  }

  /** Reads the reason and does the work once for a key. */
  private <T> Uni<T> act(
      byte[] body, RoutingContext http, Class<T> type, BiFunction<String, Caller, Uni<T>> work) {
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    String reason = AccessBodies.Reason.of(json);
    json.done();
    Caller caller = SignedIn.caller(http);
    return repeats.once(http, caller, body, type, () -> work.apply(reason, caller));
  }
}
