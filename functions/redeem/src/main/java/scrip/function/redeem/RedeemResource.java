package scrip.function.redeem;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.access.Caller;
import scrip.access.Hash;
import scrip.access.IdempotencyKeys;
import scrip.access.Rights;
import scrip.delivery.Channel;
import scrip.giftcard.Contacts;
import scrip.giftcard.RedeemCode;
import scrip.giftcard.RedeemCode.Redeemed;
import scrip.giftcard.RedeemCode.Request;
import scrip.giftcard.Redemptions;
import scrip.http.Callers;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Repeats;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** {@code /api/redeem}: HTTP in, {@link RedeemCode}, HTTP out. */
@Path("/api/redeem")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
public class RedeemResource {

  private static final String ROUTE = "POST /api/redeem";

  private final RedeemCode redeemCode;
  private final Redemptions redemptions;
  private final Callers callers;
  private final IdempotencyKeys idempotencyKeys;
  private final EdgeConfig edge;

  public RedeemResource(
      RedeemCode redeemCode,
      Redemptions redemptions,
      Callers callers,
      IdempotencyKeys idempotencyKeys,
      EdgeConfig edge) {
    this.redeemCode = redeemCode;
    this.redemptions = redemptions;
    this.callers = callers;
    this.idempotencyKeys = idempotencyKeys;
    this.edge = edge;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Redeem a printed code",
      description =
          "One card for one recipient and condition; its message leaves at once. A repeat answers with the same card"
              + " and alreadyRedeemed, sends nothing, and never shows the card to another browser.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = RedemptionRequest.class),
              example = "{\"code\":\"7KMA-QRTX-49WE\",\"contact\":{\"phone\":\"+15005550006\"}}"))
  @Parameter(
      name = "Idempotency-Key",
      in = ParameterIn.HEADER,
      description =
          "A repeat with the same key and body gives the same outcome again, for 24 hours.",
      schema = @Schema(pattern = "[A-Za-z0-9._:-]{1,128}"))
  @APIResponseSchema(value = RedemptionReceipt.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "redeem")
  public Uni<RedemptionReceipt> redeem(byte[] body, @Context RoutingContext http) {
    String key = Repeats.key(http);
    return callers
        .caller(http)
        .chain(
            known -> {
              Request request = request(JsonBody.of(body, edge.bodyAtMost()));
              Caller caller = callers.remember(redeeming(known), http);
              return key == null
                  ? redeemCode.redeem(request, caller)
                  : idempotencyKeys.once(
                      new IdempotencyKeys.Use(
                          Repeats.principal(caller), ROUTE, key, Hash.sha256(body)),
                      () -> redeemCode.redeem(request, caller),
                      RedeemResource::kept,
                      kept -> recall(kept, caller));
            })
        .map(RedemptionReceipt::of);
  }

  @GET
  @Path("/{id}")
  @Operation(
      summary = "How the message of a redemption is doing",
      description = "For the browser that first redeemed, and for agents of the client.")
  @APIResponseSchema(value = RedemptionReceipt.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "progress")
  public Uni<RedemptionReceipt> progress(@PathParam("id") String id, @Context RoutingContext http) {
    return callers
        .caller(http)
        .chain(
            caller ->
                redemptions
                    .find(uuid(id))
                    .map(
                        found ->
                            found
                                .filter(
                                    r ->
                                        caller.isPublic()
                                            ? caller.hasBrowser(r.browserHash())
                                            : caller.mayActFor(r.clientId()))
                                .map(RedemptionReceipt::progress)
                                .orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND))));
  }

  private static Request request(JsonBody body) {
    String code = body.text("code", true, 100);
    String word = body.text("channel", false, 20);
    Channel channel = word == null ? null : Channel.of(word).orElse(null);
    if (word != null && channel == null) {
      body.fault("channel", "must be sms, whatsapp or email");
    }
    int condition = body.number("condition", 1, 3, 1);
    JsonBody contact = body.object("contact");
    String phone = contact == null ? null : contact.text("phone", false, 40);
    String email = contact == null ? null : contact.text("email", false, 254);
    if (phone != null && email != null) {
      body.fault("contact", "must name a phone or an email, not both");
    }
    if (contact != null) {
      contact.closed();
    }
    body.done();
    return new Request(code, new Contacts.Asked(channel, phone, email), condition);
  }

  private static JsonObject kept(Redeemed redeemed) {
    return JsonObject.of(
        "redemption", redeemed.redemption().id().toString(), "already", redeemed.already());
  }

  private Uni<Redeemed> recall(JsonObject kept, Caller caller) {
    return redeemCode.recall(
        UUID.fromString(kept.getString("redemption")), kept.getBoolean("already"), caller);
  }

  /** Of the people who sign in, those who talk to recipients redeem; the others only look. */
  private static Caller redeeming(Caller caller) {
    if (!caller.isPublic()
        && caller.agent().isPerson()
        && !caller.agent().may(Rights.AGENT)
        && !caller.agent().may(Rights.OPS)
        && !caller.agent().may(Rights.ADMIN)) {
      throw new Refused(RequestRefusal.FORBIDDEN);
    }
    return caller;
  }

  private static UUID uuid(String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
  }
}
