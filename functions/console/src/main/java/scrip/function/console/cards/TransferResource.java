package scrip.function.console.cards;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
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
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.giftcard.ManualAct;
import scrip.giftcard.TransferCards;
import scrip.giftcard.TransferCards.Request;
import scrip.giftcard.TransferCards.Transferred;
import scrip.http.JsonBody;
import scrip.http.Repeats;

/** {@code /api/admin/pools/{id}/transfer}: cards into another pool. */
@Path("/api/admin/pools")
@Produces(MediaType.APPLICATION_JSON)
public class TransferResource {

  private final TransferCards transferCards;
  private final Repeats repeats;

  public TransferResource(TransferCards transferCards, Repeats repeats) {
    this.transferCards = transferCards;
    this.repeats = repeats;
  }

  @POST
  @Path("/{id}/transfer")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.STOCK})
  @Operation(
      summary = "Move available cards to another pool",
      description =
          "Of the same brand, value and currency. Says how many were moved, which is fewer than were asked for when no"
              + " more were available. Needs an Idempotency-Key; the same request again moves what is left of it, and"
              + " nothing more. Then those who wait for a card of the receiving pool are served.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = CardRequests.TransferRequest.class),
              example =
                  "{\"toPool\":\"3f0c6a52-8a57-4e8e-9a43-0d6f0f8f3a11\",\"cards\":100,\"reason\":\"pool runs low\"}"))
  @APIResponseSchema(value = Transferred.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "cards")
  public Uni<Transferred> transfer(
      @PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    JsonBody json = CardRequests.body(body);
    UUID toPool = json.uuid("toPool", true);
    int cards = json.number("cards", 1, TransferCards.AT_MOST, 0);
    List<Long> cardIds = json.numbers("cardIds", false, TransferCards.NAMED_AT_MOST);
    if (cards == 0 == (cardIds == null)) {
      json.fault("cards", "say either how many, or which in cardIds");
    }
    ManualAct act = CardRequests.act(http, CardRequests.reason(json));
    json.done();
    Caller caller = SignedIn.caller(http);
    Request request = new Request(CardRequests.uuid(id), toPool, cards, cardIds, Repeats.key(http));
    return repeats.onceWithKey(
        http, caller, body, Transferred.class, () -> transferCards.transfer(request, act));
  }
}
