package scrip.function.redeem;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;
import scrip.access.Caller;
import scrip.function.redeem.RedeemView.Typed;
import scrip.giftcard.RedeemCode;
import scrip.giftcard.RedeemCode.Redeemed;
import scrip.giftcard.Redemption;
import scrip.giftcard.Redemptions;
import scrip.http.Callers;
import scrip.http.EdgeConfig;
import scrip.ops.BuildConfig;
import scrip.ops.ErrorLogs;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * {@code /redeem/}: the page on which recipients redeem, which needs no script. Whatever goes wrong
 * is said on the page, with the status of the refusal. The script on it talks to {@link
 * RedeemResource} instead.
 */
@Path("/redeem")
@PermitAll
@Produces("text/html;charset=UTF-8")
public class RedeemPage {

  private static final Logger LOG = Logger.getLogger(RedeemPage.class);
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
          + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final RedeemCode redeemCode;
  private final Redemptions redemptions;
  private final Callers callers;
  private final EdgeConfig edge;
  private final ErrorLogs errors;
  private final BuildConfig build;
  private final Clock clock;

  public RedeemPage(
      RedeemCode redeemCode,
      Redemptions redemptions,
      Callers callers,
      EdgeConfig edge,
      ErrorLogs errors,
      BuildConfig build,
      Clock clock) {
    this.redeemCode = redeemCode;
    this.redemptions = redemptions;
    this.callers = callers;
    this.edge = edge;
    this.errors = errors;
    this.build = build;
    this.clock = clock;
  }

  @CheckedTemplate
  static class Templates {
    private Templates() {}

    static native TemplateInstance page(RedeemView view);
  }

  /** Pages are never stored; their files are asked for anew, so that a release is seen at once. */
  static void headers(@Observes Filters filters) {
    filters.register(
        http -> {
          String path = http.request().path();
          if (path.equals("/redeem") || path.startsWith("/redeem/")) {
            http.response()
                .putHeader("Cache-Control", path.contains(".") ? "no-cache" : "no-store")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("Referrer-Policy", "same-origin")
                .putHeader("X-Content-Type-Options", "nosniff");
          }
          http.next();
        },
        900);
  }

  @GET
  @Operation(hidden = true)
  public Uni<Response> form(@Context RoutingContext http) {
    return answer(http, Typed.NOTHING, caller -> page(RedeemView.form()));
  }

  // Not by @FormParam: the framework never answers a form with a malformed escape in it.
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(hidden = true)
  public Uni<Response> redeem(byte[] form, @Context RoutingContext http) {
    if (form.length > edge.bodyAtMost()) {
      throw new Refused(RequestRefusal.BODY_TOO_LARGE);
    }
    Typed typed = Typed.of(form);
    return answer(
        http,
        typed,
        known -> {
          RedeemCode.Request request = typed.request();
          Caller caller = callers.remember(known, http);
          return redeemCode.redeem(request, caller).chain(done -> redeemed(done, caller));
        });
  }

  @GET
  @Path("/{id}")
  @Operation(hidden = true)
  public Uni<Response> progress(@PathParam("id") String id, @Context RoutingContext http) {
    return answer(
        http,
        Typed.NOTHING,
        caller ->
            find(id)
                .map(found -> found.filter(r -> caller.hasBrowser(r.browserHash())))
                .chain(
                    found ->
                        page(found.map(RedeemView::progress).orElseGet(RedeemView::elsewhere))));
  }

  /** A card on the screen and a stranger's repeat have no address of their own to go to. */
  private static Uni<Response> redeemed(Redeemed redeemed, Caller caller) {
    Redemption redemption = redeemed.redemption();
    if (redeemed.card() != null || !caller.hasBrowser(redemption.browserHash())) {
      return page(RedeemView.redeemed(redeemed));
    }
    // Not Response.seeOther: it would name the function's own host, where calls are refused.
    return Uni.createFrom()
        .item(Response.status(303).header("Location", "/redeem/" + redemption.id()).build());
  }

  private Uni<Optional<Redemption>> find(String id) {
    try {
      return redemptions.find(UUID.fromString(id));
    } catch (IllegalArgumentException e) {
      return Uni.createFrom().item(Optional.empty());
    }
  }

  private Uni<Response> answer(
      RoutingContext http, Typed typed, Function<Caller, Uni<? extends Response>> work) {
    return Uni.createFrom()
        .item(() -> callers.visitor(http))
        .chain(work)
        .onFailure()
        .recoverWithUni(failure -> refused(failure, typed, http.response()));
  }

  private Uni<Response> refused(Throwable failure, Typed typed, HttpServerResponse response) {
    String requestId = response.headers().get("X-Request-Id");
    Refused refused =
        failure instanceof Refused known ? known : new Refused(RequestRefusal.INTERNAL);
    if (failure != refused) {
      LOG.errorf(failure, "request %s failed", requestId);
      errors
          .write(failure.getClass().getSimpleName(), build.function(), requestId)
          .subscribe()
          .with(ignored -> {});
    }
    refused.headers().forEach(response::putHeader);
    return page(RedeemView.refused(refused, typed, clock.instant(), requestId));
  }

  private static Uni<Response> page(RedeemView view) {
    return Templates.page(view)
        .createUni()
        .map(html -> Response.status(view.status()).entity(html).build());
  }
}
