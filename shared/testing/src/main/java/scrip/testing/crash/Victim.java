package scrip.testing.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import scrip.testing.EmbeddedDatabase;

/**
 * The packaged local process as a process of its own, to be killed with SIGKILL and started again
 * on the same data. Its database server outlives it, as a real one would.
 */
public final class Victim implements AutoCloseable {

  // A process that is just starting may take a connection and never answer on it.
  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);
  private static final Duration WORKS_WITHIN = Duration.ofMinutes(2);

  private final Path jar;
  private final Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final int port = freePort();
  private Process process;

  /**
   * @param jar the packaged process
   * @param home where its data and keys lie
   * @param settings environment variables
   */
  public Victim(Path jar, Path home, Map<String, String> settings) {
    this.jar = jar;
    this.home = home;
    environment.put("SCRIP_HOME", home.toString());
    environment.put("SCRIP_DATABASE_PORT", Integer.toString(freePort()));
    environment.put("SCRIP_TWILIO_PORT", "0");
    environment.put("SCRIP_TANGO_PORT", "0");
    environment.put("SCRIP_MAIL_PORT", "0");
    environment.put("SCRIP_MAIL_PAGE_PORT", "0");
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    environment.putAll(settings);
  }

  /** Starts, or starts again, and returns when it answers. */
  public Victim start() {
    try {
      Files.createDirectories(home);
      ProcessBuilder builder =
          new ProcessBuilder(
              ProcessHandle.current().info().command().orElse("java"),
              "-Xmx512m",
              "-jar",
              jar.toString());
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("victim.log").toFile()));
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Await.until("the process answers, see " + home.resolve("victim.log"), this::answers);
    return this;
  }

  /** Kills with SIGKILL: no shutdown hook runs, no buffer is flushed, no lease is given back. */
  public void kill() {
    if (process == null) {
      return;
    }
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Posts a body; whoever waits for an answer that never comes is told so in the end. */
  public CompletableFuture<HttpResponse<String>> post(String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(url(path))
            .header("Content-Type", "application/json")
            .timeout(WORKS_WITHIN)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  public HttpResponse<String> get(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(url(path)).timeout(ANSWERS_WITHIN).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  public Path home() {
    return home;
  }

  public EmbeddedDatabase database() {
    return EmbeddedDatabase.keptIn(home.resolve("postgres").toAbsolutePath(), 0);
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new AssertionError("the process ended, see " + home.resolve("victim.log"));
    }
    try {
      return get("/api/nothing").statusCode() == 404;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Ends the process and its database. */
  @Override
  public void close() {
    kill();
    EmbeddedDatabase.stopIn(home.resolve("postgres").toAbsolutePath());
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
