package scrip.twilio;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Something before Twilio that answers in its own way, as proxies and broken networks do. */
final class Gateway implements AutoCloseable {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private final HttpServer server;

  /** Does with one request what it likes. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /** As {@link Answer}, with what was asked. */
  interface AnswerTo {
    void to(HttpExchange exchange, byte[] body) throws IOException;
  }

  Gateway(Answer answer) {
    this((exchange, body) -> answer.to(exchange));
  }

  Gateway(AnswerTo answer) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          byte[] body = exchange.getRequestBody().readAllBytes();
          try (exchange) {
            answer.to(exchange, body);
          }
        });
    server.start();
  }

  /** One that gives everybody the same answer. */
  static Gateway answering(int status, String body, Map<String, String> headers) {
    return new Gateway(
        exchange -> {
          byte[] bytes = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
          headers.forEach(exchange.getResponseHeaders()::set);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
        });
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  int requests() {
    return requests.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
