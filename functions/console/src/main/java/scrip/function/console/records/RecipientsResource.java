package scrip.function.console.records;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
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
import scrip.access.Caller;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;

/** {@code /api/admin/recipients/{id}}: one recipient, their approval and their contact. */
@Path("/api/admin/recipients")
@Produces(MediaType.APPLICATION_JSON)
public class RecipientsResource {

  private final ChangeRecipient changeRecipient;
  private final EdgeConfig edge;

  RecipientsResource(ChangeRecipient changeRecipient, EdgeConfig edge) {
    this.changeRecipient = changeRecipient;
    this.edge = edge;
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
  @Operation(summary = "One recipient", description = "Contacts are masked.")
  @APIResponseSchema(value = Recipient.class, responseCode = "200")
  public Uni<Recipient> get(@PathParam("id") String id, @Context RoutingContext http) {
    Filter filter = ChangeRecipient.which(id, SignedIn.caller(http));
    return Panache.withSession(
            () -> filter.one((where, p) -> RecipientRecord.<RecipientRecord>find(where, p)))
        .map(Recipient::of);
  }

  @PATCH
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.AGENT, Rights.LISTS})
  @Operation(
      summary = "Approve or reject a recipient, or change their name or contact",
      description =
          "A new contact is where the next send goes, of cards that were redeemed too; what is being sent at this moment"
              + " goes where it was going. Agents change contacts only.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = RecipientRequest.Form.class),
              example = "{\"approval\":\"approved\",\"reason\":\"Address was checked\"}"))
  @APIResponseSchema(value = Recipient.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "records")
  public Uni<Recipient> change(
      @PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody sent = JsonBody.of(body, edge.bodyAtMost());
    RecipientRequest asked = RecipientRequest.read(sent, false);
    String reason = sent.text("reason", true, 500);
    sent.done();
    return changeRecipient.change(caller, id, asked, reason).map(Recipient::of);
  }
}
