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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.giftcard.ManualAct;
import scrip.giftcard.QuarantineCard;
import scrip.giftcard.ReleaseCard;
import scrip.giftcard.RevealCards;
import scrip.giftcard.VoidCards;
import scrip.giftcard.VoidCards.Voided;
import scrip.http.JsonBody;
import scrip.http.Repeats;

/** {@code /api/admin/cards}: showing cards and putting them aside. */
@Path("/api/admin/cards")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class CardActsResource {

  private final RevealCards revealCards;
  private final VoidCards voidCards;
  private final QuarantineCard quarantineCard;
  private final ReleaseCard releaseCard;
  private final Repeats repeats;

  public CardActsResource(
      RevealCards revealCards,
      VoidCards voidCards,
      QuarantineCard quarantineCard,
      ReleaseCard releaseCard,
      Repeats repeats) {
    this.revealCards = revealCards;
    this.voidCards = voidCards;
    this.quarantineCard = quarantineCard;
    this.releaseCard = releaseCard;
    this.repeats = repeats;
  }

  /** Cards in clear. */
  public record Revealed(List<Shown> cards) {}

  /** A card in clear. */
  public record Shown(long cardId, String code, String number) {}

  /** Where a card stands now. */
  public record Now(long cardId, String status) {}

  @POST
  @Path("/reveal")
  @RolesAllowed(Rights.REVEAL)
  @Operation(
      summary = "Show codes of cards",
      description =
          "Only of cards that are claimed, sent or delivered. Every call is one more reveal of each card; a claimed card"
              + " counts as sent from then on. More than 10 cards need another person's grant. The answer is not kept: a"
              + " repeat reveals again, and no Idempotency-Key is looked at.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = CardRequests.CardsRequest.class),
              example = "{\"cardIds\":[41],\"reason\":\"recipient cannot read the message\"}"))
  @APIResponseSchema(value = Revealed.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "cards")
  public Uni<Revealed> reveal(byte[] body, @Context RoutingContext http) {
    JsonBody json = CardRequests.body(body);
    List<Long> ids = json.numbers("cardIds", true, CardRequests.CARDS_AT_MOST);
    ManualAct act = CardRequests.act(http, CardRequests.reason(json));
    json.done();
    http.response().putHeader("Cache-Control", "no-store");
    return revealCards
        .reveal(ids, act)
        .map(
            shown ->
                new Revealed(
                    shown.stream()
                        .map(c -> new Shown(c.cardId(), c.card().code(), c.card().number()))
                        .toList()));
  }

  @POST
  @Path("/void")
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.STOCK})
  @Operation(
      summary = "Void cards",
      description =
          "For good. Redemptions that hold one are under review from then on: replace the card. More than 10 cards need"
              + " another person's grant. Needs an Idempotency-Key.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = CardRequests.CardsRequest.class),
              example = "{\"cardIds\":[41,42],\"reason\":\"reported stolen by the brand\"}"))
  @APIResponseSchema(value = Voided.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "cards")
  public Uni<Voided> voidThem(byte[] body, @Context RoutingContext http) {
    JsonBody json = CardRequests.body(body);
    List<Long> ids = json.numbers("cardIds", true, CardRequests.CARDS_AT_MOST);
    ManualAct act = CardRequests.act(http, CardRequests.reason(json));
    json.done();
    return repeats.onceWithKey(
        http, SignedIn.caller(http), body, Voided.class, () -> voidCards.voidThem(ids, act));
  }

  @POST
  @Path("/{id}/quarantine")
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.STOCK})
  @Operation(
      summary = "Quarantine a card",
      description =
          "For a card that somebody may have seen. A redemption that holds it is under review from then on.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = CardRequests.ReasonRequest.class),
              example = "{\"reason\":\"letter was opened\"}"))
  @APIResponseSchema(value = Now.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "cards")
  public Uni<Now> quarantine(
      @PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    JsonBody json = CardRequests.body(body);
    ManualAct act = CardRequests.act(http, CardRequests.reason(json));
    json.done();
    long card = CardRequests.cardId(id);
    return repeats.once(
        http,
        SignedIn.caller(http),
        body,
        Now.class,
        () -> quarantineCard.quarantine(card, act).replaceWith(new Now(card, "quarantined")));
  }

  @POST
  @Path("/{id}/release")
  @RolesAllowed({Rights.ADMIN, Rights.OPS})
  @Operation(
      summary = "Release a quarantined card",
      description =
          "Back to its pool, when nobody can know it: no message with it may have been taken by a provider, and it was"
              + " never shown. Needs another person's grant. Its recipient may redeem again.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = CardRequests.ReleaseRequest.class),
              example =
                  "{\"reason\":\"put aside by mistake\",\"evidence\":\"the list was never sent; batch 7 of the log\"}"))
  @APIResponseSchema(value = Now.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "cards")
  public Uni<Now> release(@PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    JsonBody json = CardRequests.body(body);
    String evidence = json.text("evidence", true, 1000);
    ManualAct act = CardRequests.act(http, CardRequests.reason(json));
    json.done();
    long card = CardRequests.cardId(id);
    return repeats.once(
        http,
        SignedIn.caller(http),
        body,
        Now.class,
        () -> releaseCard.release(card, evidence, act).replaceWith(new Now(card, "available")));
  }
}
