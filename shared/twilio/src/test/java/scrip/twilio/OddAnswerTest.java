package scrip.twilio;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.DeliveryOutcome.Misconfigured;
import scrip.delivery.DeliveryOutcome.Unknown;
import scrip.ops.PublicConfig;
import scrip.testing.KeyFile;

class OddAnswerTest {

  private static final Map<String, String> GOOD =
      Map.of("account", "AC0", "token", "t", "from", "+15005550006");

  @Test
  void an_answer_whose_body_never_ends_is_unknown_after_the_time_out() {
    CountDownLatch never = new CountDownLatch(1);
    try (Gateway gateway =
        new Gateway(
            exchange -> {
              exchange.sendResponseHeaders(201, 1_000);
              exchange.getResponseBody().write('{');
              exchange.getResponseBody().flush();
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            })) {
      DeliveryOutcome outcome =
          assertTimeoutPreemptively(Duration.ofSeconds(10), () -> send(gateway.baseUrl(), GOOD));

      assertInstanceOf(Unknown.class, outcome);
    } finally {
      never.countDown();
    }
  }

  @Test
  void a_secret_without_an_account_is_a_fault_of_ours() {
    assertInstanceOf(
        Misconfigured.class,
        send("http://127.0.0.1:1", Map.of("token", "t", "from", "+15005550006")));
  }

  @Test
  void a_good_answer_of_nothing_is_unknown() {
    try (Gateway gateway = Gateway.answering(201, "null", Map.of())) {
      assertInstanceOf(Unknown.class, send(gateway.baseUrl(), GOOD));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 307, 404, 407})
  void an_answer_of_somebody_who_is_not_twilio_burns_no_message(int status) {
    try (Gateway gateway = Gateway.answering(status, "<html>", Map.of("Location", "/login"))) {
      assertInstanceOf(Misconfigured.class, send(gateway.baseUrl(), GOOD));
    }
  }

  private static DeliveryOutcome send(String baseUrl, Map<String, String> secret) {
    var config =
        new SmallRyeConfigBuilder()
            .withMapping(TwilioConfig.class)
            .withMapping(PublicConfig.class)
            .withValidateUnknown(false)
            .withDefaultValue("scrip.public-url", "https://scrip.example")
            .withDefaultValue("scrip.twilio.base-url", baseUrl)
            .withDefaultValue("scrip.twilio.answer-timeout", "PT0.5S")
            .build();
    return new SmsSender(
            new TwilioMessages(
                config.getConfigMapping(TwilioConfig.class),
                config.getConfigMapping(PublicConfig.class),
                KeyFile.throwAway().with("twilio", secret)))
        .send(
            new scrip.delivery.Message(
                UUID.randomUUID(), "+15005550010", new scrip.delivery.Message.Content.Text("Hi")));
  }
}
