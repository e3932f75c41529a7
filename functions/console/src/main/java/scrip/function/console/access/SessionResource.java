package scrip.function.console.access;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.access.Caller;
import scrip.access.Clients;
import scrip.access.EndSessions;
import scrip.access.People;
import scrip.access.Person;
import scrip.access.Rights;
import scrip.access.Sessions;
import scrip.access.SignIn;
import scrip.function.console.SignedIn;
import scrip.http.Callers;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;

/** {@code /api/admin/session}: signing in and out. */
@Path("/api/admin/session")
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {

  private final SignIn signIn;
  private final EndSessions endSessions;
  private final People people;
  private final Callers callers;
  private final SessionCookie cookie;
  private final EdgeConfig edge;

  public SessionResource(
      SignIn signIn,
      EndSessions endSessions,
      People people,
      Callers callers,
      SessionCookie cookie,
      EdgeConfig edge) {
    this.signIn = signIn;
    this.endSessions = endSessions;
    this.people = people;
    this.callers = callers;
    this.cookie = cookie;
    this.edge = edge;
  }

  /** The body of a sign-in. */
  @Schema(additionalProperties = Schema.False.class)
  public record SignInRequest(
      @Schema(required = true, maxLength = 100) String name,
      @Schema(required = true, maxLength = 200) String password,
      @Schema(maxLength = 10, description = "Of the app, for those who have enrolled one")
          String code) {}

  /** Who is signed in. */
  public record Me(
      UUID id,
      String name,
      String role,
      @Schema(description = "The role, and what was given beside it; only enrol while mustEnrol")
          Set<String> rights,
      @Schema(description = "Whether all clients are seen; else those of clients")
          boolean everyClient,
      List<UUID> clients,
      boolean secondFactor,
      @Schema(
              description =
                  "Whether a second factor must be enrolled before anything else can be done")
          boolean mustEnrol,
      @Schema(description = "To be shown in X-CSRF-Token with every write") String csrfToken) {

    static Me of(Person person, Set<String> rights, String token) {
      Clients clients = person.clients();
      return new Me(
          person.id(),
          person.name(),
          person.role(),
          rights,
          clients.every(),
          clients.of().stream().sorted().toList(),
          person.secondFactor().confirmed(),
          rights.contains(Rights.ENROL),
          Sessions.csrf(token));
    }
  }

  @POST
  @PermitAll
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Sign in",
      description =
          "Opens a session, whose token is in the cookie scrip_session. Every wrong combination gets the same answer. An"
              + " administrator who has no second factor yet may only enrol one.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = SignInRequest.class),
              example =
                  "{\"name\":\"ada\",\"password\":\"a long one of your own\",\"code\":\"123456\"}"))
  @APIResponseSchema(value = Me.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<Me> signIn(byte[] body, @Context RoutingContext http) {
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    SignIn.Typed typed =
        new SignIn.Typed(
            json.text("name", true, 100),
            json.text("password", true, 200),
            json.text("code", false, 10));
    json.done();
    return signIn
        .signIn(typed, callers.visitor(http))
        .invoke(opened -> cookie.give(http, opened.token()))
        .map(opened -> Me.of(opened.person(), opened.rights(), opened.token()));
  }

  @GET
  @RolesAllowed({
    Rights.ADMIN,
    Rights.OPS,
    Rights.DATA_OPS,
    Rights.AGENT,
    Rights.VIEWER,
    Rights.ENROL
  })
  @Operation(summary = "Who is signed in", description = "And the token that writes must show.")
  @APIResponseSchema(value = Me.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<Me> me(@Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    return people
        .get(caller.agent().id())
        .map(person -> Me.of(person, caller.agent().rights(), SessionCookie.shown(http)));
  }

  @DELETE
  @RolesAllowed({
    Rights.ADMIN,
    Rights.OPS,
    Rights.DATA_OPS,
    Rights.AGENT,
    Rights.VIEWER,
    Rights.ENROL
  })
  @Operation(summary = "Sign out", description = "Ends this session and takes the cookie back.")
  @APIResponse(responseCode = "204", description = "Signed out")
  @Extension(name = "x-refusals", value = "access")
  public Uni<Void> signOut(@Context RoutingContext http) {
    return endSessions.own(SignedIn.caller(http)).invoke(() -> cookie.take(http));
  }
}
