package scrip.testing.tango;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import scrip.testing.tango.TangoLedger.Order;

/** Answers the HTTP requests of {@link TangoStandIn}, with the faults it is told to show. */
final class TangoApi {

  private static final String ROOT = "/raas/v2";
  private static final String JSON = "application/json; charset=utf-8";

  final Queue<TangoFault> nextFaults = new ConcurrentLinkedQueue<>();
  final List<JsonObject> arrived = new CopyOnWriteArrayList<>();
  final AtomicInteger lookUps = new AtomicInteger();
  volatile Function<JsonObject, TangoFault> faults = order -> TangoFault.NONE;
  volatile int lookUpStatus;

  private final Vertx vertx;
  private final TangoStandIn.Config config;
  private final TangoLedger ledger;
  private final String authorization;

  TangoApi(Vertx vertx, TangoStandIn.Config config, TangoLedger ledger) {
    this.vertx = vertx;
    this.config = config;
    this.ledger = ledger;
    String pair = config.platform() + ":" + config.key();
    this.authorization = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  void serve(HttpServerRequest request) {
    try {
      route(request);
    } catch (RuntimeException e) {
      error(request, 500, e.toString(), 0);
    }
  }

  private void route(HttpServerRequest request) {
    String path = request.path();
    boolean get = request.method().equals(HttpMethod.GET);
    if (get && path.equals("/")) {
      answer(request, 200, "text/html; charset=utf-8", TangoJson.page(ledger));
    } else if (!authorization.equals(request.getHeader("Authorization"))) {
      error(request, 401, "The platform name or key is not valid.", 0);
    } else if (get && path.equals(ROOT + "/catalogs")) {
      show(request, 200, TangoJson.catalogue());
    } else if (get && path.equals(ROOT + "/accounts/" + config.account())) {
      show(request, 200, TangoJson.account(config, funds()));
    } else if (get && path.equals(ROOT + "/orders")) {
      lookUp(request);
    } else if (get && path.startsWith(ROOT + "/orders/")) {
      ledger
          .byId(path.substring((ROOT + "/orders/").length()))
          .ifPresentOrElse(
              order -> show(request, 200, TangoJson.order(config, order, true)),
              () -> error(request, 404, "No such order.", 0));
    } else if (request.method().equals(HttpMethod.POST) && path.equals(ROOT + "/orders")) {
      request.body().onSuccess(body -> order(request, body.toJsonObject()));
    } else {
      error(request, 404, "The requested resource was not found.", 0);
    }
  }

  private void lookUp(HttpServerRequest request) {
    lookUps.incrementAndGet();
    if (lookUpStatus != 0) {
      error(request, lookUpStatus, "System error.", 0);
      return;
    }
    JsonArray found = new JsonArray();
    ledger
        .find(request.getParam("externalRefID", ""))
        .ifPresent(order -> found.add(TangoJson.order(config, order, false)));
    show(
        request,
        200,
        new JsonObject()
            .put("page", new JsonObject().put("number", 0).put("resultCount", found.size()))
            .put("orders", found));
  }

  private void order(HttpServerRequest request, JsonObject order) {
    arrived.add(order);
    String refusal = TangoJson.refusal(config, order);
    if (refusal != null) {
      error(request, 422, refusal, 0);
      return;
    }
    TangoFault next = nextFaults.poll();
    TangoFault fault = next == null ? faults.apply(order) : next;
    after(fault.beforeMillis(), () -> execute(request, order, fault));
  }

  private void execute(HttpServerRequest request, JsonObject order, TangoFault fault) {
    BigDecimal amount = new BigDecimal(order.getNumber("amount").toString());
    String reference = order.getString("externalRefID");
    boolean known = ledger.find(reference).isPresent();
    if (fault.executes() && !known && funds().compareTo(amount) < 0) {
      error(request, 422, "The account has insufficient funds.", 0);
      return;
    }
    Order sold =
        fault.executes()
            ? ledger.sell(reference, order.getString("utid"), amount, fault.sameCode())
            : null;
    after(
        fault.afterMillis(),
        () -> {
          switch (fault.answer()) {
            case ORDER -> show(request, known ? 200 : 201, TangoJson.order(config, sold, true));
            case CLOSED -> request.connection().close();
            case ERROR -> error(request, fault.status(), "System error.", fault.retryAfter());
          }
        });
  }

  private BigDecimal funds() {
    return config.funds().subtract(ledger.spent());
  }

  private void after(long millis, Runnable then) {
    if (millis == 0) {
      then.run();
    } else {
      vertx.setTimer(millis, fired -> then.run());
    }
  }

  private static void error(HttpServerRequest request, int status, String text, int retryAfter) {
    if (retryAfter > 0) {
      request.response().putHeader("Retry-After", Integer.toString(retryAfter));
    }
    show(request, status, TangoJson.error(request.path(), status, text));
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
