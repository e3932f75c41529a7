package scrip.testing.mail;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A mail server on 127.0.0.1, for tests and for the local process: takes what a client with the
 * right password hands in, fails as it is told to, and sends nothing anywhere. Beside it a page
 * ({@code GET /}, {@code GET /mails} as JSON) shows what the mailboxes would show.
 *
 * <p>All connections are served by one thread. Every method may be called from any other thread.
 */
public final class MailStandIn implements AutoCloseable {

  private static final int SHOWN = 200;

  private final Vertx vertx;
  private final Config config;
  private final NetServer server;
  private final HttpServer pages;
  private final List<ReceivedMail> mails = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final Queue<MailFault> nextFaults = new ConcurrentLinkedQueue<>();
  private volatile Supplier<MailFault> faults = () -> MailFault.NONE;

  /**
   * How a stand-in is started.
   *
   * @param port of the mail server, 0 for any free one
   * @param pagePort of the page, 0 for any free one
   * @param clock tells when a mail was accepted
   */
  public record Config(int port, int pagePort, String user, String password, Clock clock) {

    /** Any ports, an account of its own, the system's clock. */
    public static Config defaults() {
      return new Config(0, 0, "stand-in", "stand-in-password", Clock.systemUTC());
    }

    public Config withPorts(int newPort, int newPagePort) {
      return new Config(newPort, newPagePort, user, password, clock);
    }

    /** The secret {@code mail} of a system that uses a stand-in at that port. */
    public Map<String, String> secret() {
      return Map.of(
          "host",
          "127.0.0.1",
          "port",
          Integer.toString(port),
          "tls",
          "none",
          "user",
          user,
          "password",
          password,
          "from",
          "cards@scrip.example");
    }
  }

  private MailStandIn(Config config) {
    this.config = config;
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    server = vertx.createNetServer().connectHandler(this::serve);
    pages = vertx.createHttpServer().requestHandler(this::show);
  }

  /** A stand-in that listens; CompletionException when a port is taken. */
  public static MailStandIn start(Config config) {
    MailStandIn standIn = new MailStandIn(config);
    try {
      standIn
          .server
          .listen(config.port(), "127.0.0.1")
          .compose(listening -> standIn.pages.listen(config.pagePort(), "127.0.0.1"))
          .toCompletionStage()
          .toCompletableFuture()
          .join();
      return standIn;
    } catch (CompletionException e) {
      standIn.close();
      throw e;
    }
  }

  private void serve(NetSocket socket) {
    connections.incrementAndGet();
    MailFault next = nextFaults.poll();
    SmtpSession.Listener listener =
        new SmtpSession.Listener() {
          @Override
          public boolean known(String user, String password) {
            return config.user().equals(user) && config.password().equals(password);
          }

          @Override
          public void accepted(String from, String to, String source) {
            mails.add(new ReceivedMail(config.clock().instant(), from, to, source));
          }
        };
    new SmtpSession(socket, next == null ? faults.get() : next, listener).start();
  }

  private void show(HttpServerRequest request) {
    List<ReceivedMail> all = new ArrayList<>(mails);
    java.util.Collections.reverse(all);
    List<ReceivedMail> shown = all.subList(0, Math.min(SHOWN, all.size()));
    switch (request.path()) {
      case "/" ->
          request
              .response()
              .putHeader("Content-Type", "text/html; charset=utf-8")
              .end(MailPage.page(shown));
      case "/mails" ->
          request
              .response()
              .putHeader("Content-Type", "application/json")
              .end(MailPage.json(shown).encode());
      default -> request.response().setStatusCode(404).end();
    }
  }

  /** The secret {@code mail} of a system that uses it. */
  public Map<String, String> secret() {
    return config.withPorts(server.actualPort(), pages.actualPort()).secret();
  }

  /** Where the page is, without a slash at the end. */
  public String pageUrl() {
    return "http://127.0.0.1:" + pages.actualPort();
  }

  /** What was accepted, oldest first. */
  public List<ReceivedMail> mails() {
    return List.copyOf(mails);
  }

  /** How many connections were made. */
  public int connections() {
    return connections.get();
  }

  /** From now on chooses the fault of each connection; called on the stand-in's thread. */
  public void faults(Supplier<MailFault> choice) {
    faults = choice;
  }

  /** The faults of the next connections, one each, before the chosen ones apply again. */
  public void nextFaults(MailFault... next) {
    nextFaults.addAll(List.of(next));
  }

  /** As new: no faults, no mails. */
  public void reset() {
    faults = () -> MailFault.NONE;
    nextFaults.clear();
    mails.clear();
    connections.set(0);
  }

  /** Stops at once and cuts all connections. */
  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
