package scrip.function.console.supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
import scrip.giftcard.SettleOrder;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Repeats;
import scrip.money.Money;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.supplier.CardSupplier;
import scrip.supplier.CardSupplier.Catalogue;
import scrip.supplier.PoolSuppliers;
import scrip.supplier.PoolSuppliers.PoolSupplier;
import scrip.supplier.ResetSupplier;
import scrip.supplier.SupplierRefusal;
import scrip.supplier.Suppliers;

/** {@code /api/admin/pools/{id}/supplier}: what a pool buys, from whom, and what hangs. */
@Path("/api/admin/pools/{id}/supplier")
@Produces(MediaType.APPLICATION_JSON)
public class SupplierResource {

  private static final int ORDERS_AT_MOST = 100;
  private static final Duration WAIT_FOR = Duration.ofSeconds(6);

  private final PoolSuppliers pools;
  private final CardSupplier supplier;
  private final Suppliers suppliers;
  private final SettleOrder settleOrder;
  private final ResetSupplier resetSupplier;
  private final Repeats repeats;
  private final EdgeConfig edge;
  private final Clock clock;

  public SupplierResource(
      PoolSuppliers pools,
      CardSupplier supplier,
      Suppliers suppliers,
      SettleOrder settleOrder,
      ResetSupplier resetSupplier,
      Repeats repeats,
      EdgeConfig edge,
      Clock clock) {
    this.pools = pools;
    this.supplier = supplier;
    this.suppliers = suppliers;
    this.settleOrder = settleOrder;
    this.resetSupplier = resetSupplier;
    this.repeats = repeats;
    this.edge = edge;
    this.clock = clock;
  }

  /** Why something is done. */
  public record Because(String reason) {}

  /**
   * @param state claimed, stock, duplicate, taken_in_before or open
   */
  public record Settled(String reference, String state) {}

  /** The circuit after its reset. */
  public record Reset(String supplier, boolean open) {}

  @GET
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.VIEWER, Rights.READ})
  @Operation(
      summary = "How a pool stands with its supplier",
      description =
          "Balance and catalogue are asked for now; when the supplier does not answer, the balance is the last one seen.")
  @APIResponseSchema(value = SupplierState.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "supplier")
  public Uni<SupplierState> state(@PathParam("id") String id, @Context RoutingContext http) {
    return pool(id, SignedIn.caller(http))
        .chain(
            pool ->
                Uni.combine()
                    .all()
                    .unis(balance(pool), check(pool), pools.openOrders(uuid(id), ORDERS_AT_MOST))
                    .asTuple()
                    .map(
                        seen ->
                            SupplierState.of(
                                pool,
                                seen.getItem1().stream().findFirst().orElse(null),
                                clock.instant(),
                                seen.getItem2(),
                                seen.getItem3())));
  }

  @POST
  @Path("/orders/{reference}/settle")
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.STOCK})
  @Operation(
      summary = "Settle an order whose end is open",
      description =
          "Looks the order up at the supplier and takes its card in, also when the runs gave up on it. An order that"
              + " the supplier does not have is ordered again under its reference while its recipient has no card.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Because.class),
              example = "{\"reason\":\"the supplier confirmed it by phone\"}"))
  @APIResponseSchema(value = Settled.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "supplier")
  public Uni<Settled> settle(
      @PathParam("id") String id,
      @PathParam("reference") String reference,
      byte[] body,
      @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    String reason = reason(body);
    return pool(id, caller)
        .chain(
            pool ->
                repeats.once(
                    http,
                    caller,
                    body,
                    Settled.class,
                    () ->
                        settleOrder
                            .settle(number(reference), uuid(id), caller, reason)
                            .map(state -> new Settled(reference, state))));
  }

  @POST
  @Path("/circuit/reset")
  @RolesAllowed({Rights.ADMIN, Rights.OPS})
  @Operation(
      summary = "Let everybody call the supplier again",
      description = "For all pools that buy from it; what it refused before is forgotten.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Because.class),
              example = "{\"reason\":\"the account was funded\"}"))
  @APIResponseSchema(value = Reset.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "supplier")
  public Uni<Reset> reset(@PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    String reason = reason(body);
    return pool(id, caller)
        .chain(
            pool -> {
              if (pool.supplier() == null) {
                throw new Refused(SupplierRefusal.NO_SUPPLIER);
              }
              return repeats.once(
                  http,
                  caller,
                  body,
                  Reset.class,
                  () ->
                      resetSupplier
                          .reset(pool.supplier(), caller.name(), reason, caller.requestId())
                          .replaceWith(new Reset(pool.supplier(), false)));
            });
  }

  private Uni<PoolSupplier> pool(String id, Caller caller) {
    return pools
        .find(uuid(id), caller.agent().clients().orNull())
        .map(found -> found.orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND)));
  }

  /** A list of one, or of none: what the supplier says now. */
  private Uni<List<Money>> balance(PoolSupplier pool) {
    if (!supplier.name().equals(pool.supplier())) {
      return Uni.createFrom().item(List.of());
    }
    return supplier
        .balance()
        .ifNoItem()
        .after(WAIT_FOR)
        .recoverWithItem(() -> null)
        .call(
            balance ->
                balance == null
                    ? Uni.createFrom().voidItem()
                    : suppliers.balanceSeen(pool.supplier(), balance))
        .map(balance -> balance == null ? List.of() : List.of(balance));
  }

  private Uni<Catalogue> check(PoolSupplier pool) {
    if (pool.item() == null || !supplier.name().equals(pool.supplier())) {
      return Uni.createFrom()
          .item(new Catalogue(null, null, "the pool names no supplier or no item of it"));
    }
    return supplier
        .check(pool.item(), pool.value())
        .ifNoItem()
        .after(WAIT_FOR)
        .recoverWithItem(new Catalogue(null, null, "the catalogue could not be read in time"));
  }

  private String reason(byte[] body) {
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    String reason = json.text("reason", true, 500);
    json.done();
    return reason;
  }

  private static UUID uuid(String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
  }

  private static long number(String reference) {
    if (!reference.matches("\\d{1,18}")) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
    return Long.parseLong(reference);
  }
}
