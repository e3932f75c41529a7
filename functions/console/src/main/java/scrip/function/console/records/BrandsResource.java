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
import scrip.access.Clients;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.function.console.records.Ledger.Act;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.http.Repeats;
import scrip.time.Ids;

/** {@code /api/admin/brands}: whose cards are given away. Brands belong to no client. */
@Path("/api/admin/brands")
@Produces(MediaType.APPLICATION_JSON)
public class BrandsResource {

  private final Ledger ledger;
  private final Ids ids;
  private final Clock clock;
  private final Repeats repeats;
  private final EdgeConfig edge;

  public BrandsResource(Ledger ledger, Ids ids, Clock clock, Repeats repeats, EdgeConfig edge) {
    this.ledger = ledger;
    this.ids = ids;
    this.clock = clock;
    this.repeats = repeats;
    this.edge = edge;
  }

  /** A brand. */
  @Schema(name = "Brand")
  public record Brand(UUID id, String name, Instant createdAt) {
    static Brand of(BrandRecord record) {
      return new Brand(record.id, record.name, record.createdAt);
    }
  }

  /** What is sent to make a brand. */
  public record NewBrand(String name, String reason) {}

  @GET
  @RolesAllowed({
    Rights.ADMIN,
    Rights.OPS,
    Rights.DATA_OPS,
    Rights.AGENT,
    Rights.VIEWER,
    Rights.READ
  })
  @Operation(summary = "Brands")
  public Uni<Page<Brand>> list(
      @QueryParam("limit") String limit, @QueryParam("cursor") String cursor) {
    int rows = Page.limit(limit);
    Filter filter = Filter.seenBy(Clients.ALL, "");
    return Panache.withSession(
        () ->
            filter.page(
                (where, p) -> BrandRecord.find(where, p), cursor, rows, Brand::of, Brand::id));
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
  @Operation(summary = "One brand")
  @APIResponseSchema(value = Brand.class, responseCode = "200")
  public Uni<Brand> get(@PathParam("id") String id) {
    Filter filter = which(id);
    return Panache.withSession(
            () -> filter.one((where, p) -> BrandRecord.<BrandRecord>find(where, p)))
        .map(Brand::of);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS})
  @Operation(summary = "Make a brand")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = NewBrand.class),
              example = "{\"name\":\"Corner Coffee\"}"))
  @APIResponseSchema(value = Brand.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "records")
  public Uni<Brand> make(byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody sent = JsonBody.of(body, edge.bodyAtMost());
    BrandRecord made = new BrandRecord();
    made.id = ids.next();
    made.createdAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
    made.name = sent.text("name", true, 100);
    String reason = sent.text("reason", false, 500);
    sent.done();
    Act act = new Act("make-brand", "brands", made.id, reason, JsonObject.of("name", made.name));
    return repeats.once(
        http,
        caller,
        body,
        Brand.class,
        () ->
            ledger
                .transaction(() -> made.persist().chain(() -> ledger.note(caller, act)))
                .map(done -> Brand.of(made)));
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Rights.ADMIN)
  @Operation(summary = "Change a brand", description = "It is every client's, so by an admin only.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = NewBrand.class),
              example = "{\"name\":\"Corner Café\",\"reason\":\"Spelling\"}"))
  @APIResponseSchema(value = Brand.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "records")
  public Uni<Brand> change(@PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    JsonBody sent = JsonBody.of(body, edge.bodyAtMost());
    Edits<BrandRecord> edits = new Edits<>();
    edits.add("name", sent.text("name", true, 100), b -> b.name, (b, v) -> b.name = v);
    String reason = sent.text("reason", true, 500);
    sent.done();
    Filter filter = which(id);
    return ledger
        .change(
            SignedIn.caller(http),
            new Act("change-brand", "brands", TypedIds.path(id), reason, null),
            () -> filter.oneToChange((where, p) -> BrandRecord.<BrandRecord>find(where, p)),
            edits)
        .map(Brand::of);
  }

  private static Filter which(String id) {
    return Filter.seenBy(Clients.ALL, "").and("id = :id", "id", TypedIds.path(id));
  }
}
