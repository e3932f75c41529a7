package scrip.function.twiliocallback;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import scrip.http.Edge;
import scrip.ops.PublicConfig;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.twilio.TwilioSignature;

/**
 * Lets in what Twilio signed. What is signed and not to be understood is counted and answered like
 * all the rest: Twilio would only say the same again, and its reports of a message are asked for
 * where they are missing.
 */
@ApplicationScoped
class SignedCalls {

  /** The longest message of WhatsApp, all of it escaped, and room for the other fields. */
  private static final int BODY_AT_MOST = 65_536;

  private final Edge edge;
  private final PublicConfig here;
  private final TwilioSignature signature;
  private final OddCalls odd;

  SignedCalls(Edge edge, PublicConfig here, TwilioSignature signature, OddCalls odd) {
    this.edge = edge;
    this.here = here;
    this.signature = signature;
    this.odd = odd;
  }

  /**
   * Reads a call and works on what it says.
   *
   * @param reader empty for what it cannot understand
   * @return empty for what was not understood
   * @throws Refused direct-call; body-too-large; invalid-request; signature-refused; not-configured
   */
  <I, O> Uni<Optional<O>> take(
      RoutingContext http,
      byte[] body,
      Function<Map<String, String>, Optional<I>> reader,
      Function<I, Uni<O>> work) {
    edge.address(http);
    if (body.length > BODY_AT_MOST) {
      throw new Refused(RequestRefusal.BODY_TOO_LARGE, "Send at most " + BODY_AT_MOST + " bytes.");
    }
    Optional<Map<String, String>> fields = isJson(http) ? json(http, body) : form(http, body);
    if (fields.isEmpty()) {
      return odd.note(OddCalls.UNSIGNED, requestId(http))
          .chain(() -> Uni.createFrom().failure(new Refused(CallbackRefusal.SIGNATURE_REFUSED)));
    }
    Optional<I> read = reader.apply(fields.get());
    return read.isPresent()
        ? work.apply(read.get()).map(Optional::of)
        : odd.note(OddCalls.UNREADABLE, requestId(http)).replaceWith(Optional::empty);
  }

  /** Empty when it is not signed. */
  private Optional<Map<String, String>> form(RoutingContext http, byte[] body) {
    Map<String, String> fields = Fields.ofForm(body);
    return signature.isOfForm(url(http), fields, shown(http))
        ? Optional.of(fields)
        : Optional.empty();
  }

  private Optional<Map<String, String>> json(RoutingContext http, byte[] body) {
    String text = new String(body, UTF_8);
    return signature.isOfBody(url(http), text, shown(http))
        ? Optional.of(Fields.ofJson(text).orElseGet(Map::of))
        : Optional.empty();
  }

  /** As Twilio was given it: the host that a function is called by is not the public one. */
  private String url(RoutingContext http) {
    String query = http.request().query();
    return here.publicUrl() + http.request().path() + (query == null ? "" : "?" + query);
  }

  private static boolean isJson(RoutingContext http) {
    String type = http.request().getHeader("Content-Type");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith(MediaType.APPLICATION_JSON);
  }

  private static String shown(RoutingContext http) {
    return http.request().getHeader(TwilioSignature.HEADER);
  }

  private static String requestId(RoutingContext http) {
    return http.response().headers().get("X-Request-Id");
  }
}
