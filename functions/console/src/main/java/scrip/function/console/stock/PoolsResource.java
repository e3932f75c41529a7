package scrip.function.console.stock;

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
import scrip.function.console.records.Edits;
import scrip.function.console.records.Filter;
import scrip.function.console.records.Ledger;
import scrip.function.console.records.Ledger.Act;
import scrip.function.console.records.PoolRecord;
import scrip.function.console.records.TypedIds;
import scrip.function.console.stock.PoolStocks.Deed;
import scrip.function.console.stock.PoolStocks.Which;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.http.Repeats;
import scrip.money.Money;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.time.Ids;

/**
 * {@code /api/admin/pools}: pools are read with what they hold, and changed as records. The two
 * never meet in one request.
 */
@Path("/api/admin/pools")
@Produces(MediaType.APPLICATION_JSON)
public class PoolsResource {

  private final PoolStocks stocks;
  private final Ledger ledger;
  private final Ids ids;
  private final Clock clock;
  private final Repeats repeats;
  private final EdgeConfig edge;

  PoolsResource(
      PoolStocks stocks, Ledger ledger, Ids ids, Clock clock, Repeats repeats, EdgeConfig edge) {
    this.stocks = stocks;
    this.ledger = ledger;
    this.ids = ids;
    this.clock = clock;
    this.repeats = repeats;
    this.edge = edge;
  }

  /** A pool as it was made or changed; what it holds is read by its address. */
  @Schema(name = "PoolSettings")
  public record PoolSettings(
      UUID id,
      UUID clientId,
      UUID brandId,
      String poolName,
      Money value,
      int lowStockThreshold,
      String purchaseMethod,
      String apiProvider,
      String supplierItem,
      Long costMinor,
      Long priceMinor,
      Instant archivedAt,
      Instant createdAt) {

    static PoolSettings of(PoolRecord p) {
      return new PoolSettings(
          p.id,
          p.clientId,
          p.brandId,
          p.poolName,
          new Money(p.valueMinor, p.currency),
          p.lowStockThreshold,
          p.purchaseMethod,
          p.apiProvider,
          p.supplierItem,
          p.costMinor,
          p.priceMinor,
          p.archivedAt,
          p.createdAt);
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
  @Operation(
      summary = "Pools with what they hold",
      description = "Counts are exact at the moment of the answer. Archived pools on request only.")
  public Uni<Page<PoolStock>> list(
      @QueryParam("client") String client,
      @QueryParam("archived") boolean archived,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    int rows = Page.limit(limit);
    String[] from = Page.parts(cursor, 1);
    Which which =
        new Which(
            SignedIn.caller(http).agent().clients(),
            null,
            TypedIds.query("client", client),
            archived);
    return stocks
        .list(which, from == null ? null : TypedIds.query("cursor", from[0]), rows + 1)
        .map(
            found ->
                found.size() <= rows
                    ? new Page<>(found, null)
                    : new Page<>(
                        found.subList(0, rows), Page.cursor(found.get(rows - 1).id().toString())));
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
  @Operation(summary = "One pool with what it holds")
  @APIResponseSchema(value = PoolStock.class, responseCode = "200")
  public Uni<PoolStock> get(@PathParam("id") String id, @Context RoutingContext http) {
    return stock(id, SignedIn.caller(http));
  }

  @GET
  @Path("/{id}/history")
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.VIEWER, Rights.READ})
  @Operation(summary = "What was done to a pool, by whom and why, the newest first")
  public Uni<Page<Deed>> history(
      @PathParam("id") String id,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    int rows = Page.limit(limit);
    String[] from = Page.parts(cursor, 1);
    Long before = from == null ? null : TypedIds.number(from[0]);
    return stock(id, SignedIn.caller(http))
        .chain(found -> stocks.history(found.id(), before, rows + 1))
        .map(
            deeds ->
                deeds.size() <= rows
                    ? new Page<>(deeds, null)
                    : new Page<>(deeds.subList(0, rows), Page.cursor(deeds.get(rows - 1).id())));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.STOCK})
  @Operation(summary = "Make a pool", description = "For cards of one brand and one face value.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = PoolRequest.Form.class),
              example = PoolRequest.EXAMPLE))
  @APIResponseSchema(value = PoolSettings.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "records")
  public Uni<PoolSettings> make(byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody sent = JsonBody.of(body, edge.bodyAtMost());
    PoolRecord made = PoolRequest.fresh(sent, ids.next(), now());
    String reason = sent.text("reason", false, 500);
    sent.done();
    if (!caller.mayActFor(made.clientId)) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
    Act act =
        new Act(
            "make-pool",
            "card_pools",
            made.id,
            reason,
            JsonObject.of(
                "client", made.clientId.toString(),
                "poolName", made.poolName,
                "value", new Money(made.valueMinor, made.currency).display()));
    return repeats.once(
        http,
        caller,
        body,
        PoolSettings.class,
        () ->
            ledger
                .transaction(() -> made.persist().chain(() -> ledger.note(caller, act)))
                .map(done -> PoolSettings.of(made)));
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.STOCK})
  @Operation(
      summary = "Change a pool, or put it into the archive",
      description =
          "The value stays once a card exists. A pool goes into the archive when no card in it can be claimed or come"
              + " back, nobody waits for it, and no open campaign draws on it.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = PoolRequest.Form.class),
              example = "{\"lowStockThreshold\":50,\"reason\":\"Big mailing next week\"}"))
  @APIResponseSchema(value = PoolSettings.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "records")
  public Uni<PoolSettings> change(
      @PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody sent = JsonBody.of(body, edge.bodyAtMost());
    Edits<PoolRecord> edits = PoolRequest.edits(sent, now());
    String reason = sent.text("reason", true, 500);
    sent.done();
    Filter filter =
        Filter.seenBy(caller.agent().clients(), "clientId")
            .and("id = :id", "id", TypedIds.path(id));
    return ledger
        .change(
            caller,
            new Act("change-pool", "card_pools", TypedIds.path(id), reason, null),
            () -> filter.oneToChange((where, p) -> PoolRecord.<PoolRecord>find(where, p)),
            edits,
            PoolRequest::check)
        .map(PoolSettings::of);
  }

  private Uni<PoolStock> stock(String id, Caller caller) {
    return stocks
        .list(new Which(caller.agent().clients(), TypedIds.path(id), null, true), null, 1)
        .map(
            found -> {
              if (found.isEmpty()) {
                throw new Refused(RequestRefusal.NOT_FOUND);
              }
              return found.get(0);
            });
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
