package scrip.function.console.stock;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import scrip.access.Caller;
import scrip.access.Rights;
import scrip.audit.AuditLog;
import scrip.audit.AuditLog.Entry;
import scrip.delivery.Contact;
import scrip.delivery.PhoneNumber;
import scrip.function.console.SignedIn;
import scrip.function.console.records.TypedIds;
import scrip.function.console.stock.WaitingLines.After;
import scrip.function.console.stock.WaitingLines.Learned;
import scrip.function.console.stock.WaitingLines.Locked;
import scrip.function.console.stock.WaitingLines.Waiting;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** {@code /api/admin/waiting-list}: who waits for a card, and the calls that were promised them. */
@Path("/api/admin/waiting-list")
@Produces(MediaType.APPLICATION_JSON)
public class WaitingListResource {

  private static final Set<String> CALLING = Set.of(Rights.ADMIN, Rights.OPS, Rights.AGENT);

  private final Pool pool;
  private final WaitingLines lines;
  private final AuditLog audit;
  private final Clock clock;
  private final EdgeConfig edge;

  WaitingListResource(Pool pool, WaitingLines lines, AuditLog audit, Clock clock, EdgeConfig edge) {
    this.pool = pool;
    this.lines = lines;
    this.audit = audit;
    this.clock = clock;
    this.edge = edge;
  }

  /**
   * Somebody who waits.
   *
   * @param place in the line of the pool, counted from 1
   * @param bestNumber where to call; masked for those who make no calls
   * @param overdue whether the promised call was not made in time
   */
  @Schema(name = "Waiter")
  public record Waiter(
      String id,
      UUID poolId,
      String poolName,
      UUID recipientId,
      String firstName,
      long place,
      String channel,
      String maskedContact,
      String bestNumber,
      String note,
      Instant joinedAt,
      Instant callbackDueAt,
      boolean overdue,
      Instant calledAt) {

    static Waiter of(Waiting w, boolean calling, Instant now) {
      return new Waiter(
          Long.toString(w.id()),
          w.poolId(),
          w.poolName(),
          w.recipientId(),
          w.firstName(),
          w.place(),
          w.channel(),
          Contact.mask(w.address()),
          calling || w.bestNumber() == null ? w.bestNumber() : Contact.mask(w.bestNumber()),
          w.note(),
          w.joinedAt(),
          w.callbackDueAt(),
          w.calledAt() == null && w.callbackDueAt().isBefore(now),
          w.calledAt());
    }
  }

  /** What an agent learned by a call. */
  public record Call(String bestNumber, String note, Boolean called, String reason) {}

  /** Why somebody leaves the line. */
  public record Leaving(String reason) {}

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
      summary = "Who waits for a card, promised calls first",
      description =
          "Those not called yet come first, by the time the call is due. due=true leaves out those who were called.")
  public Uni<Page<Waiter>> list(
      @QueryParam("pool") String poolId,
      @QueryParam("due") boolean due,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    int rows = Page.limit(limit);
    Caller caller = SignedIn.caller(http);
    boolean calling = caller.agent().rights().stream().anyMatch(CALLING::contains);
    Instant now = clock.instant();
    return lines
        .list(
            new WaitingLines.Which(caller.agent().clients(), TypedIds.query("pool", poolId), due),
            after(cursor),
            rows + 1)
        .map(
            found ->
                new Page<>(
                    found.stream().limit(rows).map(w -> Waiter.of(w, calling, now)).toList(),
                    found.size() > rows ? cursor(found.get(rows - 1)) : null));
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.AGENT})
  @Operation(
      summary = "Note the best number, a remark, or that the call was made",
      description =
          "The first call that is noted stays. The audit row holds neither number nor remark.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = Call.class),
              example = "{\"bestNumber\":\"+15005550006\",\"called\":true}"))
  public Uni<Void> change(@PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody sent = JsonBody.of(body, edge.bodyAtMost());
    String typed = sent.text("bestNumber", false, 40);
    String note = sent.text("note", false, 1000);
    Boolean called = sent.flag("called", false);
    if (Boolean.FALSE.equals(called)) {
      sent.fault("called", "a call that was made stays made: leave it out");
    }
    String reason = sent.text("reason", false, 500);
    sent.done();
    if (typed == null && note == null && called == null) {
      throw Refused.invalid("", "names nothing to change");
    }
    return pool.withTransaction(
        transaction ->
            locked(transaction, id, caller)
                .chain(
                    waiter -> {
                      Learned learned =
                          new Learned(number(typed, waiter.region()), note, called != null);
                      return lines
                          .change(transaction, waiter.id(), learned, clock.instant(), caller.name())
                          .chain(
                              () ->
                                  audit.write(
                                      transaction,
                                      entry(
                                          caller,
                                          "note-callback",
                                          waiter.id(),
                                          reason,
                                          noted(learned))));
                    }));
  }

  @DELETE
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.AGENT})
  @Operation(
      summary = "Take somebody out of the line",
      description = "Their code stays good: redeeming again joins the line anew, at its end.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = Leaving.class),
              example = "{\"reason\":\"Wants no card any more\"}"))
  public Uni<Void> leave(@PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody sent = JsonBody.of(body, edge.bodyAtMost());
    String reason = sent.text("reason", true, 500);
    sent.done();
    return pool.withTransaction(
        transaction ->
            locked(transaction, id, caller)
                .call(waiter -> lines.leave(transaction, waiter.id()))
                .chain(
                    waiter ->
                        audit.write(
                            transaction,
                            entry(
                                caller,
                                "leave-waiting-list",
                                waiter.id(),
                                reason,
                                JsonObject.of("pool", waiter.poolId().toString())))));
  }

  private Uni<Locked> locked(SqlConnection transaction, String id, Caller caller) {
    if (!id.matches("[0-9]{1,18}")) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
    return lines
        .find(transaction, Long.parseLong(id), caller.agent().clients())
        .map(found -> found.orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND)));
  }

  private static String number(String typed, String region) {
    return typed == null
        ? null
        : PhoneNumber.read(typed, region)
            .orElseThrow(
                () ->
                    Refused.invalid(
                        "/bestNumber",
                        "is no phone number; write it with its country code, as in +15005550006"))
            .e164();
  }

  private static JsonObject noted(Learned learned) {
    JsonObject noted = new JsonObject();
    if (learned.bestNumber() != null) {
      noted.put("bestNumber", "changed");
    }
    if (learned.note() != null) {
      noted.put("note", "changed");
    }
    return learned.called() ? noted.put("called", true) : noted;
  }

  private static Entry entry(
      Caller caller, String action, long id, String reason, JsonObject detail) {
    return new Entry(
        caller.name(),
        action,
        "waiting_list",
        Long.toString(id),
        reason,
        detail,
        caller.requestId());
  }

  private static String cursor(Waiting last) {
    return Page.cursor(
        Boolean.toString(last.calledAt() != null),
        last.callbackDueAt().toString(),
        Long.toString(last.id()));
  }

  private static After after(String cursor) {
    String[] parts = Page.parts(cursor, 3);
    try {
      return parts == null
          ? null
          : new After(
              Boolean.parseBoolean(parts[0]), Instant.parse(parts[1]), Long.parseLong(parts[2]));
    } catch (DateTimeException | NumberFormatException e) {
      throw Refused.invalid("cursor", "is not a nextCursor of this list");
    }
  }
}
