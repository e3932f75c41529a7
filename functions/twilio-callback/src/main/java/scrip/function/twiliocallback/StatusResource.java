package scrip.function.twiliocallback;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import scrip.delivery.TakeReport;
import scrip.twilio.TwilioStatuses;

/** {@code POST /api/twilio/status}: how far a message got. */
@Path("/api/twilio/status")
@Tag(name = "Twilio")
@PermitAll
public class StatusResource {

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final SignedCalls calls;
  private final TakeReport takeReport;

  public StatusResource(SignedCalls calls, TakeReport takeReport) {
    this.calls = calls;
    this.takeReport = takeReport;
  }

  @POST
  @Consumes({MediaType.APPLICATION_FORM_URLENCODED, MediaType.APPLICATION_JSON})
  @Operation(
      summary = "Twilio reports how far a message got",
      description =
          "Signed by Twilio over the public address with its query. Repeats, any order and reports of messages that we"
              + " do not know are harmless. What is signed and not understood is counted and answered with 204.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_FORM_URLENCODED,
              schema = @Schema(type = SchemaType.OBJECT),
              example =
                  "MessageSid=SM00000000000000000000000000000001&MessageStatus=delivered&To=%2B15005550010"))
  @Parameter(
      name = "attempt",
      in = ParameterIn.QUERY,
      description =
          "The attempt that the address was made for; without it the message alone counts.")
  @Parameter(
      name = "X-Twilio-Signature",
      in = ParameterIn.HEADER,
      required = true,
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(responseCode = "204", description = "Taken in, or counted")
  @Extension(name = "x-refusals", value = "twilio")
  public Uni<Void> status(byte[] body, @Context RoutingContext http) {
    return calls
        .take(http, body, fields -> TwilioStatuses.report(fields, attempt(http)), takeReport::take)
        .replaceWithVoid();
  }

  /** Read once the call is known to be signed: a broken escape is a fault of the framework. */
  private static UUID attempt(RoutingContext http) {
    List<String> named;
    try {
      named = http.queryParam("attempt");
    } catch (HttpException e) {
      return null;
    }
    return named.size() == 1 && UUID_FORM.matcher(named.get(0)).matches()
        ? UUID.fromString(named.get(0))
        : null;
  }
}
