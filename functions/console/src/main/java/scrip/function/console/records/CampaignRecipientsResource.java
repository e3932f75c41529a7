package scrip.function.console.records;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
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
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.access.Caller;
import scrip.access.Clients;
import scrip.access.Hash;
import scrip.access.IdempotencyKeys;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.function.console.records.Ledger.Act;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.http.Repeats;
import scrip.problem.Refused;
import scrip.secrets.Keys;
import scrip.time.Ids;

/** {@code /api/admin/campaigns/{id}/recipients}: who may redeem in a campaign. */
@Path("/api/admin/campaigns/{campaign}/recipients")
@Produces(MediaType.APPLICATION_JSON)
public class CampaignRecipientsResource {

  private final Ledger ledger;
  private final Ids ids;
  private final Clock clock;
  private final Keys keys;
  private final IdempotencyKeys idempotencyKeys;
  private final EdgeConfig edge;

  public CampaignRecipientsResource(
      Ledger ledger,
      Ids ids,
      Clock clock,
      Keys keys,
      IdempotencyKeys idempotencyKeys,
      EdgeConfig edge) {
    this.ledger = ledger;
    this.ids = ids;
    this.clock = clock;
    this.keys = keys;
    this.idempotencyKeys = idempotencyKeys;
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
  @Operation(summary = "Recipients of a campaign", description = "Contacts are masked.")
  public Uni<Page<Recipient>> list(
      @PathParam("campaign") String campaign,
      @QueryParam("approval") String approval,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    int rows = Page.limit(limit);
    Filter which = campaign(campaign, SignedIn.caller(http));
    return Panache.withSession(
        () ->
            which
                .one((where, p) -> CampaignRecord.<CampaignRecord>find(where, p))
                .chain(
                    found ->
                        Filter.seenBy(Clients.ALL, "")
                            .and("campaignId = :campaign", "campaign", found.id)
                            .andIf("approval = :approval", "approval", approval)
                            .page(
                                (where, p) -> RecipientRecord.find(where, p),
                                cursor,
                                rows,
                                Recipient::of,
                                Recipient::id)));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.LISTS})
  @Operation(
      summary = "Add a recipient to a campaign",
      description =
          "Without a redemption code a new one is made. The answer that made it shows it; a repeat does not, because it"
              + " is kept as a hash only.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = RecipientRequest.Form.class),
              example = "{\"firstName\":\"Ada\",\"phone\":\"+15005550006\"}"))
  @APIResponseSchema(value = Recipient.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "records")
  public Uni<Recipient> make(
      @PathParam("campaign") String campaign, byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody sent = JsonBody.of(body, edge.bodyAtMost());
    RecipientRequest asked = RecipientRequest.read(sent, true);
    String reason = sent.text("reason", false, 500);
    sent.done();
    String key = Repeats.key(http);
    Filter which = campaign(campaign, caller);
    Supplier<Uni<Recipient>> work = () -> add(caller, which, asked, reason);
    return key == null
        ? work.get()
        : idempotencyKeys.once(
            new IdempotencyKeys.Use(
                Repeats.principal(caller), "POST " + http.normalizedPath(), key, Hash.sha256(body)),
            work,
            made -> JsonObject.mapFrom(made.withCode(null)),
            kept -> Uni.createFrom().item(() -> kept.mapTo(Recipient.class)));
  }

  private Uni<Recipient> add(
      Caller caller, Filter campaign, RecipientRequest asked, String reason) {
    RecipientRecord made = new RecipientRecord();
    made.id = ids.next();
    made.createdAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return ledger.transaction(
        () ->
            campaign
                .one((where, p) -> CampaignRecord.<CampaignRecord>find(where, p))
                .invoke(
                    found -> {
                      if (found.state.equals("closed")) {
                        throw new Refused(RecordsRefusal.CAMPAIGN_CLOSED);
                      }
                      made.campaignId = found.id;
                      made.clientId = found.clientId;
                    })
                .chain(found -> ClientRecord.<ClientRecord>findById(found.clientId))
                .map(client -> asked.fill(made, client.region, keys))
                .call(code -> made.persist())
                .call(code -> ledger.note(caller, added(made, reason)))
                .map(code -> Recipient.of(made).withCode(code.printed())));
  }

  private static Act added(RecipientRecord made, String reason) {
    return new Act(
        "add-recipient",
        "recipients",
        made.id,
        reason,
        JsonObject.of("campaign", made.campaignId.toString()));
  }

  private static Filter campaign(String id, Caller caller) {
    return Filter.seenBy(caller.agent().clients(), "clientId")
        .and("id = :id", "id", TypedIds.path(id));
  }
}
