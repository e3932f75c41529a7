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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
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
import scrip.http.Repeats;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.time.Ids;

/**
 * {@code /api/admin/campaigns/{id}/conditions}: numbered entitlements, each to one card of a pool.
 */
@Path("/api/admin/campaigns/{campaign}/conditions")
@Produces(MediaType.APPLICATION_JSON)
public class ConditionsResource {

  private final Ledger ledger;
  private final Ids ids;
  private final Repeats repeats;
  private final EdgeConfig edge;

  public ConditionsResource(Ledger ledger, Ids ids, Repeats repeats, EdgeConfig edge) {
    this.ledger = ledger;
    this.ids = ids;
    this.repeats = repeats;
    this.edge = edge;
  }

  /** A condition. */
  @Schema(name = "Condition")
  public record Condition(UUID id, int number, UUID poolId) {
    static Condition of(ConditionRecord record) {
      return new Condition(record.id, record.number, record.poolId);
    }
  }

  /** What is sent to make one, or to let it draw on another pool. */
  public record NewCondition(Integer number, UUID poolId, String reason) {}

  @GET
  @RolesAllowed({
    Rights.ADMIN,
    Rights.OPS,
    Rights.DATA_OPS,
    Rights.AGENT,
    Rights.VIEWER,
    Rights.READ
  })
  @Operation(summary = "Conditions of a campaign, at most three")
  public Uni<List<Condition>> list(
      @PathParam("campaign") String campaign, @Context RoutingContext http) {
    Filter filter = campaign(campaign, SignedIn.caller(http));
    return Panache.withSession(
        () ->
            filter
                .one((where, p) -> CampaignRecord.<CampaignRecord>find(where, p))
                .chain(
                    found ->
                        ConditionRecord.<ConditionRecord>list(
                            "campaignId = ?1 order by number", found.id))
                .map(found -> found.stream().map(Condition::of).toList()));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.LISTS})
  @Operation(
      summary = "Give a campaign a condition",
      description = "The pool is one of the campaign's own client.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = NewCondition.class),
              example = "{\"number\":1,\"poolId\":\"0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b\"}"))
  @APIResponseSchema(value = Condition.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "records")
  public Uni<Condition> make(
      @PathParam("campaign") String campaign, byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody sent = JsonBody.of(body, edge.bodyAtMost());
    ConditionRecord made = new ConditionRecord();
    made.id = ids.next();
    Long number = sent.amount("number", true, 1, 3);
    made.poolId = sent.uuid("poolId", true);
    String reason = sent.text("reason", false, 500);
    sent.done();
    made.number = number.shortValue();
    Filter filter = campaign(campaign, caller);
    return repeats.once(
        http,
        caller,
        body,
        Condition.class,
        () ->
            ledger
                .transaction(
                    () ->
                        open(filter)
                            .chain(
                                found -> {
                                  made.campaignId = found.id;
                                  return pool(made.poolId, caller);
                                })
                            .chain(pool -> made.persist())
                            .chain(
                                () ->
                                    ledger.note(
                                        caller,
                                        act(made, "make-condition", reason)
                                            .with(
                                                JsonObject.of(
                                                    "campaign", made.campaignId.toString(),
                                                    "number", made.number,
                                                    "pool", made.poolId.toString())))))
                .map(done -> Condition.of(made)));
  }

  @PATCH
  @Path("/{number}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.LISTS})
  @Operation(
      summary = "Let a condition draw on another pool",
      description = "Cards that were given already stay as they are.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = NewCondition.class),
              example =
                  "{\"poolId\":\"0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b\",\"reason\":\"First pool is empty\"}"))
  @APIResponseSchema(value = Condition.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "records")
  public Uni<Condition> change(
      @PathParam("campaign") String campaign,
      @PathParam("number") String number,
      byte[] body,
      @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    if (!number.matches("[1-3]")) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
    JsonBody sent = JsonBody.of(body, edge.bodyAtMost());
    UUID pool = sent.uuid("poolId", true);
    String reason = sent.text("reason", true, 500);
    sent.done();
    Edits<ConditionRecord> edits = new Edits<>();
    edits.add("pool", pool, c -> c.poolId, (c, v) -> c.poolId = v);
    Filter filter = campaign(campaign, caller);
    return ledger
        .transaction(
            () ->
                open(filter)
                    .call(found -> pool(pool, caller))
                    .chain(found -> condition(found.id, Short.parseShort(number)))
                    .call(
                        found ->
                            ledger.noteChange(
                                caller,
                                act(found, "change-condition", reason),
                                edits.apply(found))))
        .map(Condition::of);
  }

  private static Uni<ConditionRecord> condition(UUID campaign, short number) {
    return Filter.seenBy(Clients.ALL, "")
        .and("campaignId = :campaign", "campaign", campaign)
        .and("number = :number", "number", number)
        .one((where, p) -> ConditionRecord.<ConditionRecord>find(where, p));
  }

  private static Act act(ConditionRecord record, String action, String reason) {
    return new Act(action, "campaign_conditions", record.id, reason, null);
  }

  /** A pool of a client that the caller does not see is not there; the database checks the rest. */
  private static Uni<PoolRecord> pool(UUID id, Caller caller) {
    return Filter.seenBy(caller.agent().clients(), "clientId")
        .and("id = :id", "id", id)
        .one((where, p) -> PoolRecord.<PoolRecord>find(where, p))
        .onFailure(Refused.class)
        .transform(unknown -> new Refused(RecordsRefusal.REFERENCE_UNKNOWN));
  }

  private static Uni<CampaignRecord> open(Filter campaign) {
    return campaign
        .oneToChange((where, p) -> CampaignRecord.<CampaignRecord>find(where, p))
        .invoke(
            found -> {
              if (found.state.equals("closed")) {
                throw new Refused(RecordsRefusal.CAMPAIGN_CLOSED);
              }
            });
  }

  private static Filter campaign(String id, Caller caller) {
    return Filter.seenBy(caller.agent().clients(), "clientId")
        .and("id = :id", "id", TypedIds.path(id));
  }
}
