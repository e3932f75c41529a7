package scrip.function.console.records;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
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
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.access.Caller;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.function.console.records.Ledger.Act;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.http.Repeats;
import scrip.time.Ids;

/** {@code /api/admin/clients}: whose campaigns and pools these are. */
@Path("/api/admin/clients")
@Produces(MediaType.APPLICATION_JSON)
public class ClientsResource {

  private final Ledger ledger;
  private final Ids ids;
  private final Clock clock;
  private final Repeats repeats;
  private final EdgeConfig edge;

  public ClientsResource(Ledger ledger, Ids ids, Clock clock, Repeats repeats, EdgeConfig edge) {
    this.ledger = ledger;
    this.ids = ids;
    this.clock = clock;
    this.repeats = repeats;
    this.edge = edge;
  }

  /**
   * A client.
   *
   * @param region ISO 3166 code; numbers without a country code are read as numbers of this region
   * @param language en, fr, es or rw: of e-mails, and of amounts in messages
   * @param mailName who e-mails say they are from; null for the name
   * @param mailColour of e-mails, as in {@code #00558c}; null for the usual one
   */
  @Schema(name = "Client")
  public record Client(
      UUID id,
      String name,
      String region,
      String language,
      String mailName,
      String mailColour,
      Instant createdAt) {
    static Client of(ClientRecord record) {
      return new Client(
          record.id,
          record.name,
          record.region,
          record.language,
          record.mailName,
          record.mailColour,
          record.createdAt);
    }
  }

  @GET
  @RolesAllowed({
    Rights.ADMIN,
    Rights.OPS,
    Rights.DATA_OPS,
    Rights.AGENT,
    Rights.VIEWER,
    Rights.READ
  })
  @Operation(summary = "Clients that the caller sees")
  public Uni<Page<Client>> list(
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    int rows = Page.limit(limit);
    Filter filter = Filter.seenBy(SignedIn.caller(http).agent().clients(), "id");
    return Panache.withSession(
        () ->
            filter.page(
                (where, p) -> ClientRecord.find(where, p), cursor, rows, Client::of, Client::id));
  }

  @GET
  @Path("/{id}")
  @RolesAllowed({
    Rights.ADMIN,
    Rights.OPS,
    Rights.DATA_OPS,
    Rights.AGENT,
    Rights.VIEWER,
    Rights.READ
  })
  @Operation(summary = "One client")
  @APIResponseSchema(value = Client.class, responseCode = "200")
  public Uni<Client> get(@PathParam("id") String id, @Context RoutingContext http) {
    Filter filter = which(id, SignedIn.caller(http));
    return Panache.withSession(
            () -> filter.one((where, p) -> ClientRecord.<ClientRecord>find(where, p)))
        .map(Client::of);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Rights.ADMIN)
  @Operation(summary = "Make a client")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = ClientRequest.Form.class),
              example = ClientRequest.EXAMPLE))
  @APIResponseSchema(value = Client.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "records")
  public Uni<Client> make(byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody sent = JsonBody.of(body, edge.bodyAtMost());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    ClientRecord made = ClientRequest.fresh(sent, ids.next(), now);
    String reason = sent.text("reason", false, 500);
    sent.done();
    Act act =
        new Act(
            "make-client",
            "clients",
            made.id,
            reason,
            JsonObject.of("name", made.name, "region", made.region, "language", made.language));
    return repeats.once(
        http,
        caller,
        body,
        Client.class,
        () ->
            ledger
                .transaction(() -> made.persist().chain(() -> ledger.note(caller, act)))
                .map(done -> Client.of(made)));
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Rights.ADMIN)
  @Operation(summary = "Change a client")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = ClientRequest.Form.class),
              example = "{\"name\":\"Acorn Post\",\"reason\":\"New company name\"}"))
  @APIResponseSchema(value = Client.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "records")
  public Uni<Client> change(@PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody sent = JsonBody.of(body, edge.bodyAtMost());
    Edits<ClientRecord> edits = ClientRequest.edits(sent);
    String reason = sent.text("reason", true, 500);
    sent.done();
    Filter filter = which(id, caller);
    return ledger
        .change(
            caller,
            new Act("change-client", "clients", TypedIds.path(id), reason, null),
            () -> filter.oneToChange((where, p) -> ClientRecord.<ClientRecord>find(where, p)),
            edits)
        .map(Client::of);
  }

  private static Filter which(String id, Caller caller) {
    return Filter.seenBy(caller.agent().clients(), "id").and("id = :id", "id", TypedIds.path(id));
  }
}
