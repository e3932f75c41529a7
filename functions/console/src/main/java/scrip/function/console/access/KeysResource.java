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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.access.ApiKey;
import scrip.access.ApiKeys;
import scrip.access.Caller;
import scrip.access.MakeKey;
import scrip.access.RevokeKey;
import scrip.access.Rights;
import scrip.access.RollKey;
import scrip.function.console.SignedIn;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.http.Repeats;

/** {@code /api/admin/keys}: keys of machines and agents. */
@Path("/api/admin/keys")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Rights.ADMIN)
public class KeysResource {

  private final ApiKeys keys;
  private final MakeKey makeKey;
  private final RollKey rollKey;
  private final RevokeKey revokeKey;
  private final Repeats repeats;
  private final EdgeConfig edge;

  public KeysResource(
      ApiKeys keys,
      MakeKey makeKey,
      RollKey rollKey,
      RevokeKey revokeKey,
      Repeats repeats,
      EdgeConfig edge) {
    this.keys = keys;
    this.makeKey = makeKey;
    this.rollKey = rollKey;
    this.revokeKey = revokeKey;
    this.repeats = repeats;
    this.edge = edge;
  }

  /** A new key. */
  public record KeyView(
      ApiKey row,
      @Schema(
              description =
                  "Shown once; a repeat with the same Idempotency-Key leaves it out: revoke it and make another if it"
                      + " was lost")
          String key) {}

  /** For the interface description. */
  public record KeysPage(List<ApiKey> data, String nextCursor) {}

  @GET
  @Operation(summary = "Keys", description = "The newest first, those that are over among them.")
  @APIResponseSchema(value = KeysPage.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<Page<ApiKey>> list(
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    int atMost = Page.limit(limit);
    Place place = Place.of(cursor);
    return keys.list(SignedIn.caller(http).agent().clients(), place.at(), place.id(), atMost + 1)
        .map(
            found ->
                Parts.of(found, atMost, key -> Place.text(key.createdAt(), key.id()), key -> key));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Make a key", description = "For one client's data; it expires.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AccessBodies.NewKey.class),
              example =
                  "{\"client\":\"018f3c1a-0000-7000-8000-000000000000\",\"label\":\"stock feed\",\"scopes\":[\"stock.read\"],"
                      + "\"expiresInDays\":90,\"reason\":\"nightly stock report\"}"))
  @APIResponseSchema(value = KeyView.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<KeyView> make(byte[] body, @Context RoutingContext http) {
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    MakeKey.Draft draft = AccessBodies.NewKey.of(json);
    String reason = AccessBodies.Reason.of(json);
    json.done();
    Caller caller = SignedIn.caller(http);
    return shownOnce(body, http, caller, () -> makeKey.make(draft, reason, caller));
  }

  @POST
  @Path("/{id}/roll")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Roll a key",
      description =
          "A new key in its place; the old one dies at once, or after at most 24 hours in which both work.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AccessBodies.Roll.class),
              example = "{\"overlapHours\":2,\"reason\":\"yearly change\"}"))
  @APIResponseSchema(value = KeyView.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<KeyView> roll(@PathParam("id") UUID id, byte[] body, @Context RoutingContext http) {
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    int hours = AccessBodies.Roll.hours(json);
    String reason = AccessBodies.Reason.of(json);
    json.done();
    Caller caller = SignedIn.caller(http);
    return shownOnce(body, http, caller, () -> rollKey.roll(id, hours, reason, caller));
  }

  @POST
  @Path("/{id}/revoke")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Revoke a key", description = "It is dead from now on.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AccessBodies.Reason.class),
              example = "{\"reason\":\"found in a public repository\"}"))
  @APIResponseSchema(value = ApiKey.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "access")
  public Uni<ApiKey> revoke(@PathParam("id") UUID id, byte[] body, @Context RoutingContext http) {
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    String reason = AccessBodies.Reason.of(json);
    json.done();
    Caller caller = SignedIn.caller(http);
    return repeats.once(
        http, caller, body, ApiKey.class, () -> revokeKey.revoke(id, reason, caller));
  }

  /** What is kept for a repeat is the row without the key. */
  private Uni<KeyView> shownOnce(
      byte[] body, RoutingContext http, Caller caller, Supplier<Uni<ApiKey.Made>> work) {
    AtomicReference<String> key = new AtomicReference<>();
    return repeats
        .once(
            http,
            caller,
            body,
            ApiKey.class,
            () -> work.get().invoke(made -> key.set(made.key())).map(ApiKey.Made::row))
        .map(row -> new KeyView(row, key.get()));
  }
}
