package scrip.tango;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One request to Tango: basic authentication, JSON, no repeats. Tells a connection that was never
 * made from an answer that never came.
 */
final class TangoHttp {

  private final Vertx vertx;
  private final TangoConfig config;
  private volatile HttpClient client;

  TangoHttp(Vertx vertx, TangoConfig config) {
    this.vertx = vertx;
    this.config = config;
  }

  /**
   * @param retryAfter the header; null when there was none
   */
  record Answer(int status, String retryAfter, Buffer body) {}

  /** No connection was made: nothing can have been bought. */
  static final class NotConnectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotConnectedException(Throwable cause) {
      super(cause);
    }
  }

  /**
   * Asks.
   *
   * @param path under /raas/v2
   * @param body null for a GET
   * @return a failure when no whole answer came: {@link NotConnectedException}, or anything else
   */
  Uni<Answer> ask(String path, JsonObject body, String authorization) {
    AtomicReference<HttpClientRequest> sent = new AtomicReference<>();
    AtomicBoolean over = new AtomicBoolean();
    RequestOptions options =
        new RequestOptions()
            .setMethod(body == null ? HttpMethod.GET : HttpMethod.POST)
            .setAbsoluteURI(config.baseUrl() + "/raas/v2" + path)
            .setConnectTimeout(config.connectTimeout().toMillis())
            .putHeader("Accept", "application/json")
            .putHeader("Authorization", authorization);
    if (body != null) {
      options.putHeader("Content-Type", "application/json");
    }
    return Uni.createFrom()
        .<Answer>emitter(
            waiting ->
                vertx
                    .getOrCreateContext()
                    .runOnContext(
                        loop ->
                            client()
                                .request(options)
                                .recover(e -> Future.failedFuture(new NotConnectedException(e)))
                                .onSuccess(made -> keep(made, sent, over))
                                .compose(made -> exchange(made, body))
                                .onSuccess(waiting::complete)
                                .onFailure(waiting::fail)))
        .ifNoItem()
        .after(within())
        .failWith(() -> new TimeoutException("no answer in time"))
        .onTermination()
        .invoke(
            (answer, failure, cancelled) -> {
              over.set(true);
              drop(sent.get(), answer == null);
            });
  }

  /** A connection that comes when nobody waits any more is given back at once. */
  private static void keep(
      HttpClientRequest made, AtomicReference<HttpClientRequest> sent, AtomicBoolean over) {
    made.exceptionHandler(lost -> {});
    sent.set(made);
    drop(made, over.get());
  }

  /** Runs on the event loop of the request: elsewhere an answer can pass before it is read. */
  private static Future<Answer> exchange(HttpClientRequest request, JsonObject body) {
    return (body == null ? request.send() : request.send(body.toBuffer()))
        .compose(TangoHttp::whole);
  }

  private static Future<Answer> whole(HttpClientResponse response) {
    return response
        .body()
        .map(body -> new Answer(response.statusCode(), response.getHeader("Retry-After"), body));
  }

  /** Nobody waits for this answer any more: its connection is closed with it. */
  private static void drop(HttpClientRequest request, boolean unanswered) {
    if (unanswered && request != null) {
      request.reset();
    }
  }

  private Duration within() {
    return config.connectTimeout().plus(config.answerTimeout());
  }

  /** Made with the first call: most instances never make one. */
  private HttpClient client() {
    HttpClient made = client;
    if (made == null) {
      synchronized (this) {
        if (client == null) {
          client =
              vertx.createHttpClient(
                  new HttpClientOptions()
                      .setConnectTimeout((int) config.connectTimeout().toMillis())
                      .setMaxPoolSize(16)
                      .setKeepAliveTimeout(10)
                      .setIdleTimeout((int) within().toMillis() + 1000)
                      .setIdleTimeoutUnit(TimeUnit.MILLISECONDS));
        }
        made = client;
      }
    }
    return made;
  }
}
