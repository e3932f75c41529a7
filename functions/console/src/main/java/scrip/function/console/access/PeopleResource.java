package scrip.function.console.access;

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
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.access.Caller;
import scrip.access.ChangePerson;
import scrip.access.CreatePerson;
import scrip.access.IssueLink;
import scrip.access.People;
import scrip.access.Person;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.http.Repeats;

/** {@code /api/admin/people}: who may sign in. */
@Path("/api/admin/people")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Rights.ADMIN)
public class PeopleResource {

  private final People people;
  private final CreatePerson createPerson;
  private final ChangePerson changePerson;
  private final Repeats repeats;
  private final EdgeConfig edge;

  public PeopleResource(
      People people,
      CreatePerson createPerson,
      ChangePerson changePerson,
      Repeats repeats,
      EdgeConfig edge) {
    this.people = people;
    this.createPerson = createPerson;
    this.changePerson = changePerson;
    this.repeats = repeats;
    this.edge = edge;
  }

  /** A link to set a password. */
  public record LinkView(
      UUID person,
      @Schema(
              description =
                  "Shown once; a repeat with the same Idempotency-Key leaves it out: issue a new one if it was lost")
          String token,
      Instant expiresAt) {

    static LinkView of(IssueLink.Link link) {
      return new LinkView(link.person(), null, link.expiresAt());
    }

    LinkView with(String shown) {
      return new LinkView(person, shown, expiresAt);
    }
  }

  /** For the interface description. */
  public record PeoplePage(List<PersonView> data, String nextCursor) {}

  @GET
  @Operation(summary = "People", description = "By name.")
  @APIResponseSchema(value = PeoplePage.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<Page<PersonView>> list(
      @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
    int atMost = Page.limit(limit);
    String[] parts = Page.parts(cursor, 1);
    return people
        .after(parts == null ? "" : parts[0], atMost + 1)
        .map(found -> Parts.of(found, atMost, Person::name, PersonView::of));
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "A person")
  @APIResponseSchema(value = PersonView.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<PersonView> get(@PathParam("id") UUID id) {
    return people.get(id).map(PersonView::of);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Make an account",
      description = "Gives the link by which the person sets the first password.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AccessBodies.NewPerson.class),
              example =
                  "{\"name\":\"ada\",\"role\":\"ops\",\"everyClient\":true,\"reason\":\"joined the team\"}"))
  @APIResponseSchema(value = LinkView.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<LinkView> create(byte[] body, @Context RoutingContext http) {
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    CreatePerson.Draft draft = AccessBodies.NewPerson.of(json);
    String reason = AccessBodies.Reason.of(json);
    json.done();
    Caller caller = SignedIn.caller(http);
    AtomicReference<String> token = new AtomicReference<>();
    return repeats
        .once(
            http,
            caller,
            body,
            LinkView.class,
            () ->
                createPerson
                    .create(draft, reason, caller)
                    .invoke(link -> token.set(link.token()))
                    .map(LinkView::of))
        .map(link -> link.with(token.get()));
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Change a person",
      description =
          "Role, clients, permissions; disable or enable. Ends all sessions of the person.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AccessBodies.PersonChange.class),
              example = "{\"disabled\":true,\"reason\":\"left the company\"}"))
  @APIResponseSchema(value = PersonView.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<PersonView> change(
      @PathParam("id") UUID id, byte[] body, @Context RoutingContext http) {
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    ChangePerson.Change change = AccessBodies.PersonChange.of(json);
    String reason = AccessBodies.Reason.of(json);
    json.done();
    return changePerson.change(id, change, reason, SignedIn.caller(http)).map(PersonView::of);
  }
}
