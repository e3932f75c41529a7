package scrip.testing.twilio;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import scrip.testing.twilio.TwilioLedger.Message;

/** Answers the HTTP requests of {@link TwilioStandIn}, with the faults it is told to show. */
final class TwilioApi {

  private static final Pattern MESSAGES =
      Pattern.compile("/2010-04-01/Accounts/([^/]+)/Messages(?:/([^/]+))?\\.json");
  private static final String HTML = "text/html; charset=utf-8";
  private static final String JSON = "application/json; charset=utf-8";

  final TwilioMilestones arrived = new TwilioMilestones();
  final TwilioMilestones accepted = new TwilioMilestones();
  final Queue<TwilioFault> nextFaults = new ConcurrentLinkedQueue<>();
  volatile Function<TwilioSent, TwilioFault> faults = sent -> TwilioFault.NONE;
  volatile TwilioFault recordsFault = TwilioFault.NONE;

  private final Queue<Held> held = new ConcurrentLinkedQueue<>();
  private final Vertx vertx;
  private final String accountSid;
  private final String authorization;
  private final TwilioLedger ledger;
  private final Consumer<Message> whenAccepted;

  private record Held(Context context, HttpServerRequest request, Runnable then) {}

  TwilioApi(
      Vertx vertx,
      TwilioStandIn.Config config,
      TwilioLedger ledger,
      Consumer<Message> whenAccepted) {
    this.vertx = vertx;
    this.accountSid = config.accountSid();
    this.authorization =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((accountSid + ":" + config.authToken()).getBytes(UTF_8));
    this.ledger = ledger;
    this.whenAccepted = whenAccepted;
  }

  void serve(HttpServerRequest request) {
    try {
      route(request);
    } catch (RuntimeException e) {
      refuse(request, TwilioFault.error(400, 20001, e.toString()));
    }
  }

  private void route(HttpServerRequest request) {
    String path = request.path();
    boolean get = request.method().equals(HttpMethod.GET);
    Matcher messages = MESSAGES.matcher(path);
    if (get && path.equals("/")) {
      answer(request, 200, HTML, TwilioPhone.page(ledger));
    } else if (get && path.equals("/messages.json")) {
      show(request, 200, TwilioPhone.json(ledger));
    } else if (!messages.matches()) {
      notFound(request);
    } else if (!authorization.equals(request.getHeader("Authorization"))) {
      request.response().putHeader("WWW-Authenticate", "Basic realm=\"Twilio API\"");
      refuse(request, TwilioFault.error(401, 20003, "Authenticate"));
    } else if (!messages.group(1).equals(accountSid)) {
      notFound(request);
    } else if (recordsFault != TwilioFault.NONE && (get || messages.group(2) != null)) {
      carryOutOnRecords(request, recordsFault);
    } else if (get && messages.group(2) == null) {
      var query = new QueryStringDecoder(request.uri()).parameters();
      show(request, 200, TwilioResources.list(ledger, accountSid, path, query));
    } else if (get) {
      ledger
          .find(messages.group(2))
          .ifPresentOrElse(message -> showMessage(request, 200, message), () -> notFound(request));
    } else if (request.method().equals(HttpMethod.POST) && messages.group(2) == null) {
      request
          .body()
          .<Void>map(body -> receive(request, body.toString()))
          .onFailure(broken -> refuse(request, TwilioFault.error(500, 20500, broken.toString())));
    } else if (request.method().equals(HttpMethod.POST)) {
      request
          .body()
          .<Void>map(body -> change(request, messages.group(2), body.toString()))
          .onFailure(broken -> refuse(request, TwilioFault.error(500, 20500, broken.toString())));
    } else {
      refuse(request, TwilioFault.error(405, 20004, "Method not allowed"));
    }
  }

  private Void receive(HttpServerRequest request, String form) {
    try {
      TwilioSent sent = TwilioSent.of(new QueryStringDecoder(form, false).parameters());
      TwilioFault refusal = sent.refusal();
      carryOut(request, sent, refusal == TwilioFault.NONE ? nextFault(sent) : refusal);
    } finally {
      arrived.reach();
    }
    return null;
  }

  /** The one change that is served: an empty text, for a message that left. */
  private Void change(HttpServerRequest request, String sid, String form) {
    var fields = new QueryStringDecoder(form, false).parameters();
    Message message = ledger.find(sid).orElse(null);
    if (message == null) {
      notFound(request);
    } else if (!fields.equals(Map.of("Body", List.of("")))) {
      refuse(request, TwilioFault.error(400, 20001, "The stand-in takes an empty Body only."));
    } else if (!message.left()) {
      refuse(request, TwilioFault.error(400, 20009, "Cannot redact a message before it was sent."));
    } else {
      ledger
          .change(sid, Message::withoutText)
          .ifPresent(changed -> showMessage(request, 200, changed));
    }
    return null;
  }

  private void carryOutOnRecords(HttpServerRequest request, TwilioFault fault) {
    switch (fault.answer()) {
      case RESET -> reset(request);
      case HELD -> hold(request, () -> route(request));
      default -> refuse(request, fault);
    }
  }

  private TwilioFault nextFault(TwilioSent sent) {
    TwilioFault next = nextFaults.poll();
    return next == null ? faults.apply(sent) : next;
  }

  /** Milestones come last: whoever waited for one finds the request held and can release it. */
  private void carryOut(HttpServerRequest request, TwilioSent sent, TwilioFault fault) {
    Message message = fault.accepts() ? ledger.add(sent) : null;
    switch (fault.answer()) {
      case CREATED -> showMessage(request, 201, message);
      case HELD ->
          hold(
              request,
              fault.accepts()
                  ? () -> showMessage(request, 201, message)
                  : () -> carryOut(request, sent, TwilioFault.NONE));
      case RESET -> reset(request);
      case ERROR -> refuse(request, fault);
    }
    if (fault.accepts()) {
      whenAccepted.accept(message);
      accepted.reach();
    }
  }

  private void hold(HttpServerRequest request, Runnable then) {
    Held one = new Held(vertx.getOrCreateContext(), request, then);
    held.add(one);
    request.response().closeHandler(gone -> held.remove(one));
  }

  void release() {
    forEachHeld(
        one -> {
          if (!one.request().response().closed()) {
            one.then().run();
          }
        });
  }

  void dropHeld() {
    forEachHeld(one -> one.request().connection().close());
  }

  private void forEachHeld(Consumer<Held> action) {
    for (Held one = held.poll(); one != null; one = held.poll()) {
      Held next = one;
      next.context().runOnContext(turn -> action.accept(next));
    }
  }

  /** Closes with lingering switched off, which makes it a TCP reset. */
  private static void reset(HttpServerRequest request) {
    ConnectionBase connection = (ConnectionBase) request.connection();
    connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    connection.channel().close();
  }

  private void notFound(HttpServerRequest request) {
    String message = "The requested resource " + request.path() + " was not found";
    refuse(request, TwilioFault.error(404, 20404, message));
  }

  private void refuse(HttpServerRequest request, TwilioFault fault) {
    if (fault.retryAfter() > 0) {
      request.response().putHeader("Retry-After", Integer.toString(fault.retryAfter()));
    }
    show(request, fault.status(), TwilioResources.error(fault));
  }

  private void showMessage(HttpServerRequest request, int status, Message message) {
    show(request, status, TwilioResources.message(message, accountSid));
  }

  private static void show(HttpServerRequest request, int status, JsonObject json) {
    answer(request, status, JSON, json.encode());
  }

  private static void answer(HttpServerRequest request, int status, String type, String text) {
    HttpServerResponse response = request.response();
    if (!response.closed()) {
      response
          .setStatusCode(status)
          .putHeader("Content-Type", type)
          .putHeader("Cache-Control", "no-store")
          .end(text);
    }
  }
}
