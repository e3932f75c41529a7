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
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.time.Ids;

/** {@code /api/admin/campaigns}: who may redeem, when, and what the message says. */
@Path("/api/admin/campaigns")
@Produces(MediaType.APPLICATION_JSON)
public class CampaignsResource {

  private final Ledger ledger;
  private final Ids ids;
  private final Clock clock;
  private final Repeats repeats;
  private final EdgeConfig edge;

  public CampaignsResource(Ledger ledger, Ids ids, Clock clock, Repeats repeats, EdgeConfig edge) {
    this.ledger = ledger;
    this.ids = ids;
    this.clock = clock;
    this.repeats = repeats;
    this.edge = edge;
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
  @Operation(summary = "Campaigns of the clients that the caller sees")
  public Uni<Page<Campaign>> list(
      @QueryParam("client") String client,
      @QueryParam("state") String state,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    int rows = Page.limit(limit);
    Filter filter =
        Filter.seenBy(SignedIn.caller(http).agent().clients(), "clientId")
            .andIf("clientId = :client", "client", TypedIds.query("client", client))
            .andIf("state = :state", "state", state);
    return Panache.withSession(
        () ->
            filter.page(
                (where, p) -> CampaignRecord.find(where, p),
                cursor,
                rows,
                Campaign::of,
                Campaign::id));
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
  @Operation(summary = "One campaign")
  @APIResponseSchema(value = Campaign.class, responseCode = "200")
  public Uni<Campaign> get(@PathParam("id") String id, @Context RoutingContext http) {
    Filter filter = which(id, SignedIn.caller(http));
    return Panache.withSession(
            () -> filter.one((where, p) -> CampaignRecord.<CampaignRecord>find(where, p)))
        .map(Campaign::of);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.LISTS})
  @Operation(
      summary = "Make a campaign",
      description =
          "It begins as a draft: give it conditions and recipients, then activate it. Channels are in the order of"
              + " preference: a card goes by the first one that its recipient has an address for. Templates are judged"
              + " when they are saved; what works but hardly as it is meant stands in warnings.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = CampaignRequest.Form.class),
              example = CampaignRequest.EXAMPLE))
  @APIResponseSchema(value = Campaign.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "records")
  public Uni<Campaign> make(byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody sent = JsonBody.of(body, edge.bodyAtMost());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    CampaignRecord made = CampaignRequest.fresh(sent, ids.next(), now);
    String reason = sent.text("reason", false, 500);
    CampaignRequest.checkWindow(sent, made.redeemFrom, made.redeemUntil);
    sent.done();
    if (!caller.mayActFor(made.clientId)) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
    Act act =
        new Act(
            "make-campaign",
            "campaigns",
            made.id,
            reason,
            JsonObject.of("client", made.clientId.toString(), "name", made.name));
    return repeats.once(
        http,
        caller,
        body,
        Campaign.class,
        () ->
            ledger
                .transaction(() -> made.persist().chain(() -> ledger.note(caller, act)))
                .map(done -> Campaign.of(made)));
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.LISTS})
  @Operation(
      summary = "Change a campaign, or its state",
      description =
          "Draft becomes active, active pauses and goes on, active and paused close; closed stays closed and changes no"
              + " more. A pause stops invitations, never redemption.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = CampaignRequest.Form.class),
              example = "{\"state\":\"active\",\"reason\":\"Letters are in the mail\"}"))
  @APIResponseSchema(value = Campaign.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "records")
  public Uni<Campaign> change(
      @PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody sent = JsonBody.of(body, edge.bodyAtMost());
    Edits<CampaignRecord> edits = CampaignRequest.edits(sent);
    String state = sent.has("state") ? sent.word("state", true, CampaignRequest.STATES) : null;
    String reason = sent.text("reason", true, 500);
    sent.done();
    if (state != null) {
      edits.add("state", state, c -> c.state, (c, v) -> c.state = v);
    }
    Filter filter = which(id, caller);
    return ledger
        .change(
            caller,
            new Act("change-campaign", "campaigns", TypedIds.path(id), reason, null),
            () ->
                filter
                    .oneToChange((where, p) -> CampaignRecord.<CampaignRecord>find(where, p))
                    .call(campaign -> mayChange(campaign, state)),
            edits,
            CampaignRequest::check)
        .map(Campaign::of);
  }

  private static Uni<Void> mayChange(CampaignRecord campaign, String state) {
    if (campaign.state.equals("closed")) {
      throw new Refused(RecordsRefusal.CAMPAIGN_CLOSED);
    }
    if (state == null || state.equals(campaign.state)) {
      return Uni.createFrom().voidItem();
    }
    if (!CampaignRequest.mayFollow(campaign.state, state)) {
      throw new Refused(
          RecordsRefusal.CAMPAIGN_STATE,
          "It is " + campaign.state + " and cannot become " + state + ".");
    }
    return ConditionRecord.count("campaignId", campaign.id)
        .invoke(
            conditions -> {
              if (conditions == 0) {
                throw new Refused(RecordsRefusal.CAMPAIGN_INCOMPLETE);
              }
            })
        .replaceWithVoid();
  }

  private static Filter which(String id, Caller caller) {
    return Filter.seenBy(caller.agent().clients(), "clientId")
        .and("id = :id", "id", TypedIds.path(id));
  }
}
