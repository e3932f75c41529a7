package scrip.aws;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;
import scrip.delivery.Nudge;
import scrip.ops.Jobs;
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
 * Invokes sms-retry asynchronously. Of a rush one nudge goes out: the register of jobs says whether
 * a run is under way or was nudged just now. The call is one signed HTTP request with what the
 * Secrets Manager client brings along anyway.
 */
@ApplicationScoped
public class LambdaNudge implements Nudge {

  private static final Logger LOG = Logger.getLogger(LambdaNudge.class);
  private static final String JOB = "send-waiting-sms-every-1min";
  private static final byte[] EVENT =
      ("{\"job\":\"" + JOB + "\",\"trigger\":\"nudge\"}").getBytes(StandardCharsets.UTF_8);

  private final NudgeConfig config;
  private final Jobs jobs;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final AwsCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();

  public LambdaNudge(NudgeConfig config, Jobs jobs) {
    this.config = config;
    this.jobs = jobs;
  }

  @Override
  public Uni<Void> waiting() {
    if (config.function().isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return jobs.mayNudge(JOB)
        .chain(
            may ->
                may
                    ? Uni.createFrom()
                        .voidItem()
                        .invoke(() -> invoke(config.function().get()))
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                    : Uni.createFrom().voidItem())
        .onFailure()
        .invoke(e -> LOG.warnf("nudge failed, the job of every minute will send: %s", e.toString()))
        .onFailure()
        .recoverWithNull();
  }

  private void invoke(String function) {
    String region = function.split(":")[3];
    URI host = config.endpoint().orElse(URI.create("https://lambda." + region + ".amazonaws.com"));
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
            .putHeader("Content-Length", Integer.toString(EVENT.length))
            .build();
    var signed =
        signer.sign(
            r ->
                r.identity(credentials.resolveCredentials())
                    .request(request)
                    .payload(ContentStreamProvider.fromByteArray(EVENT))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region));
    try (SdkHttpClient http =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(config.timeout())
            .socketTimeout(config.timeout())
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
