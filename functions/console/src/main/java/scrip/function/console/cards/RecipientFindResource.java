package scrip.function.console.cards;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
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
import scrip.function.console.SignedIn;
import scrip.giftcard.Entitlements.Person;
import scrip.giftcard.FindRecipient;
import scrip.http.JsonBody;

/** {@code /api/admin/recipients/find}: whose printed code this is. */
@Path("/api/admin/recipients")
@Produces(MediaType.APPLICATION_JSON)
public class RecipientFindResource {

  private final FindRecipient findRecipient;

  public RecipientFindResource(FindRecipient findRecipient) {
    this.findRecipient = findRecipient;
  }

  @POST
  @Path("/find")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.AGENT})
  @Operation(
      summary = "Find a recipient by the printed code",
      description =
          "With what they are entitled to and what became of it; contacts are masked. Audited, without the code; finding"
              + " nobody is charged to the caller's budget of failures.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = CardRequests.FindRecipientRequest.class),
              example = "{\"code\":\"7KMA-QRTX-49WE\"}"))
  @APIResponseSchema(value = Person.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "find")
  public Uni<Person> find(byte[] body, @Context RoutingContext http) {
    JsonBody json = CardRequests.body(body);
    String code = json.text("code", true, 100);
    json.done();
    return findRecipient.find(code, SignedIn.caller(http));
  }
}
