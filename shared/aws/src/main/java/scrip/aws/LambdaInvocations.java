package scrip.aws;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * Invokes functions asynchronously. The call is one signed HTTP request with what the Secrets
 * Manager client brings along anyway.
 */
@ApplicationScoped
public class LambdaInvocations {

  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final AwsCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();

  /**
   * Where Lambda is asked, and how long.
   *
   * @param endpoint when it is not the region's own
   */
  record Way(Optional<URI> endpoint, Duration timeout) {}

  /**
   * Hands an event over and does not wait for its function. Blocks until Lambda took the event.
   *
   * @param function ARN of an alias
   * @throws RuntimeException when Lambda did not take it, or did not say so in time
   */
  void invoke(String function, String event, Way way) {
    byte[] payload = event.getBytes(StandardCharsets.UTF_8);
    String region = function.split(":")[3];
    URI host = way.endpoint().orElse(URI.create("https://lambda." + region + ".amazonaws.com"));
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(
                host.resolve(
                    "/2015-03-31/functions/"
                        + URLEncoder.encode(function, StandardCharsets.UTF_8)
                        + "/invocations"))
            .putHeader("X-Amz-Invocation-Type", "Event")
            .putHeader("Content-Type", "application/json")
            .putHeader("Content-Length", Integer.toString(payload.length))
            .build();
    var signed =
        signer.sign(
            r ->
                r.identity(credentials.resolveCredentials())
                    .request(request)
                    .payload(ContentStreamProvider.fromByteArray(payload))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region));
    try (SdkHttpClient http =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(way.timeout())
            .socketTimeout(way.timeout())
            .build()) {
      HttpExecuteResponse answer =
          http.prepareRequest(
                  HttpExecuteRequest.builder()
                      .request(signed.request())
                      .contentStreamProvider(signed.payload().orElseThrow())
                      .build())
              .call();
      if (answer.httpResponse().statusCode() != 202) {
        throw new IllegalStateException("Lambda answered " + answer.httpResponse().statusCode());
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
