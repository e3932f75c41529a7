package scrip.function.twiliocallback;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.function.Function;
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
import scrip.consent.TakeInbound;
import scrip.twilio.TwilioInbound;

/** {@code POST /api/twilio/inbound}: what a recipient wrote, and what they read in answer. */
@Path("/api/twilio/inbound")
@Tag(name = "Twilio")
@Produces("text/xml;charset=UTF-8")
@PermitAll
public class InboundResource {

  private static final String TWIML =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>%s</Response>";

  private final SignedCalls calls;
  private final TakeInbound takeInbound;

  public InboundResource(SignedCalls calls, TakeInbound takeInbound) {
    this.calls = calls;
    this.takeInbound = takeInbound;
  }

  @POST
  @Consumes({MediaType.APPLICATION_FORM_URLENCODED, MediaType.APPLICATION_JSON})
  @Operation(
      summary = "A recipient wrote",
      description =
          "Signed by Twilio over the public address with its query. STOP, START, HELP, YES and NO, as the lists of words"
              + " among the settings say. A repeat changes nothing and is answered as the first. The answer holds no"
              + " message where Twilio answers by itself.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_FORM_URLENCODED,
              schema = @Schema(type = SchemaType.OBJECT),
              example =
                  "MessageSid=SM00000000000000000000000000000002&From=whatsapp%3A%2B15005550010&Body=STOP"))
  @Parameter(
      name = "X-Twilio-Signature",
      in = ParameterIn.HEADER,
      required = true,
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "TwiML: at most one message",
      content = @Content(mediaType = "text/xml", schema = @Schema(type = SchemaType.STRING)))
  @Extension(name = "x-refusals", value = "twilio")
  public Uni<String> inbound(byte[] body, @Context RoutingContext http) {
    return calls
        .take(http, body, TwilioInbound::message, takeInbound::take)
        .map(taken -> taken.flatMap(Function.identity()).map(InboundResource::message).orElse(""))
        .map(TWIML::formatted);
  }

  private static String message(String text) {
    return "<Message>" + escaped(text) + "</Message>";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
