package scrip.twilio;

import com.twilio.constant.EnumConstants;
import com.twilio.http.HttpClient;
import com.twilio.http.Request;
import com.twilio.http.Response;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * The SDK's way to the network, with our base URL and our time-outs. It never repeats a request,
 * and it tells a connection that was never made from an answer that never came.
 */
final class TwilioHttp extends HttpClient {

  static {
    // Connections are dropped before the other side does it: a request on a closed one is an answer
    // lost.
    if (System.getProperty("jdk.httpclient.keepalive.timeout") == null) {
      System.setProperty("jdk.httpclient.keepalive.timeout", "10");
    }
  }

  private final TwilioConfig config;
  private final java.net.http.HttpClient http;

  TwilioHttp(TwilioConfig config) {
    this.config = config;
    this.http =
        java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .connectTimeout(config.connectTimeout())
            .build();
  }

  /** No connection was made: the provider cannot have the message. */
  static final class NotConnectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotConnectedException(Throwable cause) {
      super(cause);
    }
  }

  /** The request went out, or may have, and no whole answer came. */
  static final class AnswerLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    AnswerLostException(Throwable cause) {
      super(cause);
    }
  }

  /** The SDK would repeat a request that failed; a message must not be given twice. */
  @Override
  public Response reliableRequest(Request request) {
    return makeRequest(request);
  }

  @Override
  public Response makeRequest(Request request) {
    HttpRequest.Builder call =
        HttpRequest.newBuilder(address(request))
            .timeout(config.answerTimeout())
            .header("Accept", "application/json")
            .header("Authorization", "Basic " + credentials(request));
    if (request.getMethod().toString().equals("POST")) {
      call.header("Content-Type", EnumConstants.ContentType.FORM_URLENCODED.getValue())
          .POST(HttpRequest.BodyPublishers.ofString(form(request.getPostParams())));
    } else {
      call.GET();
    }
    try {
      var answer = await(http.sendAsync(call.build(), BodyHandlers.ofString()));
      return new Response(answer.body(), answer.statusCode(), headers(answer.headers().map()));
    } catch (TimeoutException e) {
      throw new AnswerLostException(e);
    } catch (ConnectException | HttpConnectTimeoutException | UnresolvedAddressException e) {
      throw new NotConnectedException(e);
    } catch (IOException e) {
      throw new AnswerLostException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AnswerLostException(e);
    }
  }

  /**
   * The client's own time-out ends with the headers; a body that never ends would hold us for ever.
   */
  private HttpResponse<String> await(CompletableFuture<HttpResponse<String>> answer)
      throws IOException, InterruptedException, TimeoutException {
    try {
      long atMost = config.connectTimeout().plus(config.answerTimeout()).toMillis();
      return answer.get(atMost, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private URI address(Request request) {
    URI built = URI.create(request.constructURL().toString());
    String query = built.getRawQuery() == null ? "" : "?" + built.getRawQuery();
    return URI.create(config.baseUrl() + built.getRawPath() + query);
  }

  private static String credentials(Request request) {
    String pair = request.getUsername() + ":" + request.getPassword();
    return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String form(Map<String, List<String>> parameters) {
    return parameters.entrySet().stream()
        .flatMap(p -> p.getValue().stream().map(v -> encode(p.getKey()) + "=" + encode(v)))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static org.apache.hc.core5.http.Header[] headers(Map<String, List<String>> headers) {
    return headers.entrySet().stream()
        .flatMap(h -> h.getValue().stream().map(v -> header(h.getKey(), v)))
        .toArray(org.apache.hc.core5.http.Header[]::new);
  }

  private static org.apache.hc.core5.http.Header header(String name, String value) {
    return new org.apache.hc.core5.http.message.BasicHeader(name, value);
  }
}
