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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.access.Rights;
import scrip.delivery.Channel;
import scrip.function.console.SignedIn;
import scrip.giftcard.CardReplacements.Replacement;
import scrip.giftcard.Contacts;
import scrip.giftcard.ManualAct;
import scrip.giftcard.ReplaceCard;
import scrip.http.JsonBody;
import scrip.http.Repeats;

/** {@code /api/admin/cards/{id}/replace}: another card for a recipient. */
@Path("/api/admin/cards")
@Produces(MediaType.APPLICATION_JSON)
public class ReplaceResource {

  private final ReplaceCard replaceCard;
  private final Repeats repeats;

  public ReplaceResource(ReplaceCard replaceCard, Repeats repeats) {
    this.replaceCard = replaceCard;
    this.repeats = repeats;
  }

  @POST
  @Path("/{id}/replace")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.AGENT})
  @Operation(
      summary = "Replace a card for its recipient",
      description =
          "The old card is put aside, a new one is the recipient's, and its message leaves at once; or nothing is changed"
              + " and the answer is pool-empty. A card is replaced once: a repeat answers with the same new card and"
              + " already. Agents may do it when the redemption is under review or the delivery failed.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = CardRequests.ReplaceRequest.class),
              example = "{\"reason\":\"number was wrong\",\"oldCard\":\"quarantine\"}"))
  @APIResponseSchema(value = Replacement.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "replace")
  public Uni<Replacement> replace(
      @PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    JsonBody json = CardRequests.body(body);
    String aside = aside(json);
    Contacts.Asked contact = contact(json);
    ManualAct act = CardRequests.act(http, CardRequests.reason(json));
    json.done();
    ReplaceCard.Request request = new ReplaceCard.Request(CardRequests.cardId(id), aside, contact);
    return repeats.once(
        http,
        SignedIn.caller(http),
        body,
        Replacement.class,
        () -> replaceCard.replace(request, act));
  }

  private static String aside(JsonBody json) {
    String typed = json.text("oldCard", true, 20);
    if (typed != null && !typed.equals("quarantine") && !typed.equals("void")) {
      json.fault("oldCard", "must be quarantine or void");
    }
    return "void".equals(typed) ? "void" : "quarantined";
  }

  private static Contacts.Asked contact(JsonBody json) {
    String word = json.text("channel", false, 20);
    Channel channel = word == null ? null : Channel.of(word).orElse(null);
    if (word != null && channel == null) {
      json.fault("channel", "must be sms, whatsapp or email");
    }
    JsonBody contact = json.object("contact");
    if (contact == null) {
      if (channel != null) {
        json.fault("contact", "is required together with channel");
      }
      return null;
    }
    String phone = contact.text("phone", false, 40);
    String email = contact.text("email", false, 254);
    contact.closed();
    if ((phone == null) == (email == null)) {
      json.fault("contact", "must name either a phone or an email");
    }
    return new Contacts.Asked(channel, phone, email);
  }
}
