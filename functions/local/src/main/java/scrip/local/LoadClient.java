package scrip.local;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Asks a process as many callers at once would, over connections that are kept. */
final class LoadClient implements AutoCloseable {

  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http;
  private final URI process;

  LoadClient(URI process, int connections) {
    this.process = process;
    http =
        vertx.createHttpClient(
            new HttpClientOptions().setKeepAlive(true),
            new PoolOptions().setHttp1MaxSize(connections));
  }

  /** An answer; a status of 0 when none came. */
  record Answer(int status, String type, Buffer body) {

    JsonObject json() {
      return new JsonObject(body);
    }
  }

  Future<Answer> ask(HttpMethod method, String path, Map<String, String> headers, Buffer body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setHost(process.getHost())
            .setPort(process.getPort())
            .setURI(path)
            .setTimeout(ANSWERS_WITHIN.toMillis());
    headers.forEach(options::putHeader);
    return http.request(options)
        .compose(request -> request.send(body))
        .compose(
            response ->
                response
                    .body()
                    .map(
                        b ->
                            new Answer(
                                response.statusCode(), response.getHeader("Content-Type"), b)))
        .otherwise(failed -> new Answer(0, "", Buffer.buffer(String.valueOf(failed))));
  }

  /**
   * Asks at a steady rate, whether earlier ones have been answered or not; how long one took counts
   * from when it was due.
   */
  Latencies steady(int count, Duration apart, IntFunction<Future<Answer>> ask) {
    Latencies latencies = new Latencies();
    long start = System.nanoTime();
    CompletableFuture<?>[] answers = new CompletableFuture<?>[count];
    for (int i = 0; i < count; i++) {
      long due = start + i * apart.toNanos();
      LockSupport.parkNanos(due - System.nanoTime());
      answers[i] =
          on(ask, i)
              .whenComplete((answer, failed) -> latencies.add(System.nanoTime() - due, answer));
    }
    CompletableFuture.allOf(answers).orTimeout(1, TimeUnit.MINUTES).join();
    return latencies.within(System.nanoTime() - start);
  }

  /** So many callers, each of whom asks again as soon as it was answered. */
  Latencies flatOut(int count, int callers, IntFunction<Future<Answer>> ask) {
    Latencies latencies = new Latencies();
    long start = System.nanoTime();
    CompletableFuture<?>[] ends = new CompletableFuture<?>[callers];
    for (int caller = 0; caller < callers; caller++) {
      ends[caller] = next(caller, count, callers, ask, latencies);
    }
    CompletableFuture.allOf(ends).orTimeout(10, TimeUnit.MINUTES).join();
    return latencies.within(System.nanoTime() - start);
  }

  private CompletableFuture<Void> next(
      int i, int count, int callers, IntFunction<Future<Answer>> ask, Latencies latencies) {
    if (i >= count) {
      return CompletableFuture.completedFuture(null);
    }
    long began = System.nanoTime();
    return on(ask, i)
        .thenAccept(answer -> latencies.add(System.nanoTime() - began, answer))
        // On a thread of its own stack: thousands of answers would pile up on one.
        .thenComposeAsync(done -> next(i + callers, count, callers, ask, latencies));
  }

  /** The whole exchange on one context. */
  private CompletableFuture<Answer> on(IntFunction<Future<Answer>> ask, int i) {
    CompletableFuture<Answer> answered = new CompletableFuture<>();
    vertx.getOrCreateContext().runOnContext(go -> ask.apply(i).onSuccess(answered::complete));
    return answered;
  }

  @Override
  public void close() {
    http.close().toCompletionStage().toCompletableFuture().join();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
