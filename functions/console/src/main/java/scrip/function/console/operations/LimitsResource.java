package scrip.function.console.operations;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import scrip.access.Caller;
import scrip.access.Identifier;
import scrip.access.Rights;
import scrip.access.SpentBudgets;
import scrip.access.Unlock;
import scrip.function.console.SignedIn;
import scrip.giftcard.RedemptionCode;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Repeats;
import scrip.problem.Refused;
import scrip.secrets.Keys;

/** {@code /api/admin/limits}: who is blocked by too many attempts, and unlocking. */
@Path("/api/admin/limits")
@Tag(name = "Limits")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.OPERATE})
public class LimitsResource {

  private static final String WANTED =
      "must be a network address, agent:<id of a key>, person:<id>, redemption:<id> or code:<16 hex digits>;"
          + " a code itself goes into the body of POST limits/find";

  private final SpentBudgets budgets;
  private final Unlock unlock;
  private final Keys keys;
  private final Repeats repeats;
  private final EdgeConfig edge;

  public LimitsResource(
      SpentBudgets budgets, Unlock unlock, Keys keys, Repeats repeats, EdgeConfig edge) {
    this.budgets = budgets;
    this.unlock = unlock;
    this.keys = keys;
    this.repeats = repeats;
    this.edge = edge;
  }

  /** A redemption code as printed or spelled. */
  public record TypedCode(String code) {}

  /** Whom to unlock: an identifier or a code, and why. */
  public record Unlocking(String identifier, String code, String reason) {}

  @GET
  @Operation(
      summary = "What one caller has spent of its budgets",
      description =
          "By network address, agent:<id of a key>, person:<id>, redemption:<id> or code:<prefix of the keyed hash>."
              + " attempts counts the last hour; blockedUntil says when the next attempt passes.")
  public Uni<SpentBudgets.Found> find(
      @QueryParam("identifier") String identifier, @Context RoutingContext http) {
    Identifier who =
        Identifier.read(identifier == null ? "" : identifier)
            .orElseThrow(() -> Refused.invalid("identifier", WANTED));
    return budgets.find(who, SignedIn.caller(http).agent().clients());
  }

  @POST
  @Path("/find")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "What was spent of the budgets of a code",
      description = "In a body, because codes are in no address. Changes nothing.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = TypedCode.class),
              example = "{\"code\":\"7KMA-QRTX-49WE\"}"))
  public Uni<SpentBudgets.Found> findCode(byte[] body, @Context RoutingContext http) {
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    Identifier who = code(json, json.text("code", true, 100));
    json.done();
    return budgets.find(who, SignedIn.caller(http).agent().clients());
  }

  @POST
  @Path("/unlock")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Forget the attempts of one caller or code",
      description =
          "The next attempt passes at once. For a lasting exception allow its network instead.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = Unlocking.class),
              example =
                  "{\"identifier\":\"203.0.113.7\",\"reason\":\"call centre, verified by phone\"}"))
  @APIResponseSchema(value = Unlock.Unlocked.class, responseCode = "200")
  public Uni<Unlock.Unlocked> unlock(byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    String identifier = json.text("identifier", false, 100);
    String typed = json.text("code", false, 100);
    String reason = json.text("reason", true, Reason.AT_MOST);
    if ((identifier == null) == (typed == null)) {
      json.fault("identifier", "is required, or else code; not both");
    }
    Identifier who = typed == null ? named(json, identifier) : code(json, typed);
    json.done();
    return repeats.once(
        http, caller, body, Unlock.Unlocked.class, () -> unlock.unlock(who, reason, caller));
  }

  private static Identifier named(JsonBody json, String typed) {
    Identifier who = typed == null ? null : Identifier.read(typed).orElse(null);
    if (typed != null && who == null) {
      json.fault("identifier", WANTED);
    }
    return who;
  }

  private Identifier code(JsonBody json, String typed) {
    RedemptionCode code = typed == null ? null : RedemptionCode.read(typed).orElse(null);
    if (typed != null && code == null) {
      json.fault("code", "does not look like a code: nothing is ever counted against it");
    }
    return code == null
        ? null
        : Identifier.ofCode(keys.hash(Keys.Purpose.REDEMPTION_CODE, code.normal()));
  }
}
