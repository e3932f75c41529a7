package scrip.function.console.records;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.access.Clients;
import scrip.access.Rights;
import scrip.delivery.CampaignMessages;
import scrip.delivery.Channel;
import scrip.function.console.SignedIn;
import scrip.function.console.records.Preview.Ground;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.money.Money;

/** {@code /api/admin/campaigns/preview}: a message before anybody gets it. */
@Path("/api/admin/campaigns/preview")
@Produces(MediaType.APPLICATION_JSON)
public class PreviewResource {

  private static final CampaignMessages NOTHING_SAVED =
      new CampaignMessages(List.of(Channel.SMS), CampaignRequest.TEMPLATE, null, null, null);
  private static final Ground UNKNOWN = new Ground(null, null, null, Locale.ENGLISH);

  private final EdgeConfig edge;

  public PreviewResource(EdgeConfig edge) {
    this.edge = edge;
  }

  /**
   * What may be sent, all of it optional.
   *
   * @param campaignId whose client, language, first pool and saved templates are taken
   * @param clientId instead of a campaign: whose name and language are taken
   * @param channel sms, whatsapp or email; else the campaign's first
   * @param messageTemplate to be tried instead of the saved one, like the other templates
   */
  record Form(
      UUID campaignId,
      UUID clientId,
      String channel,
      String messageTemplate,
      String whatsappContentSid,
      Map<String, String> whatsappVariables,
      String emailSubject) {}

  /** What a preview starts from: what is saved, and what is known. */
  private record Start(CampaignMessages saved, Ground ground) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({
    Rights.ADMIN,
    Rights.OPS,
    Rights.DATA_OPS,
    Rights.AGENT,
    Rights.VIEWER,
    Rights.READ,
    Rights.LISTS
  })
  @Operation(
      summary = "Preview a message",
      description =
          "Fills templates in with samples, which are no card of anybody's, counts what a text message costs, and lists"
              + " what stands against saving them. Changes and sends nothing.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = Form.class),
              example =
                  "{\"campaignId\":\"0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b\",\"channel\":\"sms\","
                      + "\"messageTemplate\":\"Hi {first_name}, your {brand} card over {value}: {code}\"}"))
  @APIResponseSchema(value = Preview.class, responseCode = "200")
  public Uni<Preview> preview(byte[] body, @Context RoutingContext http) {
    Clients seen = SignedIn.caller(http).agent().clients();
    JsonBody sent = JsonBody.of(body, edge.bodyAtMost());
    UUID campaign = sent.uuid("campaignId", false);
    UUID client = sent.uuid("clientId", false);
    String word = sent.word("channel", false, MessageSettings.CHANNELS);
    CampaignMessages tried = MessageSettings.templates(sent, null, true);
    if (campaign != null && client != null) {
      sent.fault("clientId", "is the campaign's; name only one of them");
    }
    sent.done();
    return start(campaign, client, seen)
        .map(
            start ->
                Preview.of(
                    word == null ? start.saved().channels().get(0) : Channel.of(word).orElseThrow(),
                    instead(sent, tried, start.saved()),
                    start.ground()));
  }

  private static CampaignMessages instead(
      JsonBody sent, CampaignMessages tried, CampaignMessages saved) {
    return new CampaignMessages(
        saved.channels(),
        sent.has("messageTemplate") ? tried.text() : saved.text(),
        sent.has("whatsappContentSid") ? tried.contentSid() : saved.contentSid(),
        sent.has("whatsappVariables") ? tried.variables() : saved.variables(),
        sent.has("emailSubject") ? tried.subject() : saved.subject());
  }

  private static Uni<Start> start(UUID campaign, UUID client, Clients seen) {
    if (campaign == null && client == null) {
      return Uni.createFrom().item(new Start(NOTHING_SAVED, UNKNOWN));
    }
    return Panache.withSession(
        () ->
            campaign == null
                ? client(client, seen).map(c -> new Start(NOTHING_SAVED, ground(c, null, null)))
                : Filter.seenBy(seen, "clientId")
                    .and("id = :id", "id", campaign)
                    .one((where, p) -> CampaignRecord.<CampaignRecord>find(where, p))
                    .chain(PreviewResource::start));
  }

  private static Uni<Start> start(CampaignRecord campaign) {
    return client(campaign.clientId, Clients.ALL)
        .chain(
            client ->
                firstPool(campaign.id)
                    .chain(
                        pool ->
                            pool == null
                                ? Uni.createFrom().item(ground(client, null, null))
                                : BrandRecord.<BrandRecord>findById(pool.brandId)
                                    .map(brand -> ground(client, brand.name, pool))))
        .map(ground -> new Start(campaign.messages(), ground));
  }

  private static Uni<ClientRecord> client(UUID id, Clients seen) {
    return Filter.seenBy(seen, "id")
        .and("id = :id", "id", id)
        .one((where, p) -> ClientRecord.<ClientRecord>find(where, p));
  }

  private static Uni<PoolRecord> firstPool(UUID campaign) {
    return ConditionRecord.<ConditionRecord>find("campaignId = ?1 order by number", campaign)
        .firstResult()
        .chain(
            first ->
                first == null
                    ? Uni.createFrom().nullItem()
                    : PoolRecord.<PoolRecord>findById(first.poolId));
  }

  private static Ground ground(ClientRecord client, String brand, PoolRecord pool) {
    Locale locale = Locale.forLanguageTag(client.language + "-" + client.region);
    Money value = pool == null ? null : new Money(pool.valueMinor, pool.currency);
    return new Ground(brand, value, client.name, locale);
  }
}
