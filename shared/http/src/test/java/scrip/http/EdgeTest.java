package scrip.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.secrets.SecretStore;
import scrip.testing.KeyFile;

class EdgeTest {

  private static final String SECRET = "X-Scrip-Origin";
  private static final String VIEWER = "CloudFront-Viewer-Address";
  private static final Vertx VERTX = Vertx.vertx();

  private final HttpClient http = HttpClient.newHttpClient();

  @AfterAll
  static void stop() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @CsvSource({
    "198.51.100.7:46532, 198.51.100.7",
    "2001:db8::1:443, 2001:db8::1",
    "2001:0db8:85a3:0000:0000:8a2e:0370:7334:443, 2001:0db8:85a3:0000:0000:8a2e:0370:7334",
    "[2001:db8::1]:443, 2001:db8::1",
    "::1:443, ::1",
    "198.51.100.7, 198.51.100.7"
  })
  void cloudfronts_word_for_the_address_counts_with_the_secret(String viewer, String address) {
    Edge edge = edge(Map.of("current", "s3cret"));

    assertEquals(address, answer(edge, SECRET, "s3cret", VIEWER, viewer));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/admin/cards/4711, 200, GET /api/admin/cards/{id}",
    "/api/admin/cards/4711/void, 409, GET /api/admin/cards/{id}/void",
    "/api/admin/clients/0b6f5a2e-7c1d-4e5f-8a9b-0c1d2e3f4a5b, 200, GET /api/admin/clients/{id}",
    "/api/v1/x2, 500, GET /api/v1/x2",
    "/GC12345678901234, 404, other",
    "/api/admin/cards/GC12345678901234, 401, other",
    "/api/made-up, 403, other",
    "/api/redeem, 405, other"
  })
  void what_is_measured_is_a_template_and_never_what_somebody_typed(
      String path, int status, String operation) {
    assertEquals(operation, RequestIds.operation("GET", path, status));
  }

  @Test
  void while_the_secret_is_changed_both_values_are_accepted() {
    Edge edge = edge(Map.of("current", "new", "previous", "old"));

    assertEquals("198.51.100.7", answer(edge, SECRET, "new", VIEWER, "198.51.100.7:1"));
    assertEquals("198.51.100.7", answer(edge, SECRET, "old", VIEWER, "198.51.100.7:1"));
    assertEquals("direct-call", answer(edge, SECRET, "older", VIEWER, "198.51.100.7:1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrong", "s3cre", "s3cret1", "S3CRET", "s3cret,s3cret"})
  void with_a_wrong_secret_a_call_is_refused(String shown) {
    Edge edge = edge(Map.of("current", "s3cret"));

    assertEquals("direct-call", answer(edge, SECRET, shown, VIEWER, "198.51.100.7:1"));
  }

  @Test
  void without_the_secret_or_without_an_address_a_call_is_refused() {
    Edge edge = edge(Map.of("current", "s3cret"));

    assertEquals("direct-call", answer(edge, VIEWER, "198.51.100.7:1"));
    assertEquals("direct-call", answer(edge, SECRET, "s3cret"));
    assertEquals("direct-call", answer(edge, SECRET, "s3cret", "X-Forwarded-For", "198.51.100.7"));
    assertEquals("direct-call", answer(edge, SECRET, "", VIEWER, "198.51.100.7:1"));
  }

  @Test
  void a_secret_that_is_empty_lets_nobody_in() {
    assertEquals(
        "direct-call",
        answer(edge(Map.of("current", "", "previous", " ")), SECRET, "", VIEWER, "198.51.100.7:1"));
    assertEquals("direct-call", answer(edge(Map.of()), SECRET, "null", VIEWER, "198.51.100.7:1"));
  }

  @Test
  void a_secret_that_cannot_be_read_refuses_and_is_read_again_by_the_next_call() {
    boolean[] readable = {false};
    SecretStore store =
        name -> {
          if (!readable[0]) {
            throw new Refused(RequestRefusal.NOT_CONFIGURED);
          }
          return Map.of("current", "s3cret");
        };
    Edge edge = new Edge(config(Map.of()), store);

    String before = answer(edge, SECRET, "s3cret", VIEWER, "198.51.100.7:1");
    readable[0] = true;
    String after = answer(edge, SECRET, "s3cret", VIEWER, "198.51.100.7:1");

    assertEquals("not-configured", before);
    assertEquals("198.51.100.7", after);
  }

  @Test
  void in_the_local_process_the_address_is_the_connections_whatever_headers_say() {
    Edge edge = new Edge(config(Map.of("scrip.edge.trust", "connection")), KeyFile.throwAway());

    assertEquals("127.0.0.1", answer(edge, SECRET, "s3cret", VIEWER, "198.51.100.7:1"));
    assertEquals("127.0.0.1", answer(edge));
  }

  @Test
  void nobody_is_believed_unless_it_is_said_otherwise() {
    EdgeConfig config = config(Map.of());

    assertEquals(EdgeConfig.Trust.CLOUDFRONT, config.trust());
    assertEquals(16_384, config.bodyAtMost());
    assertFalse(config.plainCookies());
  }

  private static Edge edge(Map<String, String> origin) {
    return new Edge(config(Map.of()), KeyFile.throwAway().with("origin", origin));
  }

  private static EdgeConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withMapping(EdgeConfig.class)
        .withDefaultValues(settings)
        .build()
        .getConfigMapping(EdgeConfig.class);
  }

  /** What a server answers that says the caller's address, or the slug of the refusal. */
  private String answer(Edge edge, String... headers) {
    Router router = Router.router(VERTX);
    router.route().handler(request -> request.end(addressOrSlug(edge, request)));
    HttpServer server =
        VERTX
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()));
    try {
      return http.send(
              (headers.length == 0 ? request : request.headers(headers)).build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      server.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static String addressOrSlug(Edge edge, RoutingContext request) {
    try {
      return edge.address(request);
    } catch (Refused refused) {
      return refused.refusal().slug();
    }
  }
}
