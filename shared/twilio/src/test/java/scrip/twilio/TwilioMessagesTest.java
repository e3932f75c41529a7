package scrip.twilio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.delivery.DeliveryAlert;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.DeliveryOutcome.Accepted;
import scrip.delivery.DeliveryOutcome.Misconfigured;
import scrip.delivery.DeliveryOutcome.NotConnected;
import scrip.delivery.DeliveryOutcome.Permanent;
import scrip.delivery.DeliveryOutcome.Throttled;
import scrip.delivery.DeliveryOutcome.Transient;
import scrip.delivery.DeliveryOutcome.Unknown;
import scrip.delivery.MessageSender;
import scrip.ops.PublicConfig;
import scrip.testing.KeyFile;
import scrip.testing.twilio.TwilioFault;
import scrip.testing.twilio.TwilioLedger.Message;
import scrip.testing.twilio.TwilioStandIn;

@Timeout(60)
class TwilioMessagesTest {

  private static final String TO = "+15005550010";
  private static final String FROM = "+15005550006";
  private static final String SERVICE = "MG0123456789abcdef0123456789abcdef";
  private static final TwilioStandIn.Config ACCOUNT = TwilioStandIn.Config.defaults();
  private static final TwilioStandIn TWILIO = TwilioStandIn.start(ACCOUNT);

  private final UUID attempt = UUID.randomUUID();
  private final MessageSender delivery = delivery(TWILIO.baseUrl());

  @BeforeEach
  void a_new_twilio() {
    TWILIO.reset();
  }

  @AfterAll
  static void stop() {
    TWILIO.close();
  }

  @Test
  void an_accepted_message_has_twilios_id() {
    DeliveryOutcome outcome = send(delivery, attempt, TO, "Hi");

    assertEquals(new Accepted(only().sid()), outcome);
  }

  @Test
  void what_is_sent_is_what_twilio_documents_and_nothing_else() {
    String body = "Grüße & + = %41 {code} 漢 😀\nGC1?x#y";

    send(delivery, attempt, TO, body);

    Message message = only();
    assertEquals(TO, message.to());
    assertEquals(FROM, message.from());
    assertEquals(body, message.body());
    assertEquals(
        "https://scrip.example/api/twilio/status?attempt=" + attempt, message.statusCallback());
    assertEquals(Map.of("ValidityPeriod", List.of("14400")), message.sent().more());
  }

  @Test
  void with_a_messaging_service_no_number_is_named() {
    MessageSender throughService =
        delivery(TWILIO.baseUrl(), Map.of(), secret(Map.of("messagingService", SERVICE)));

    DeliveryOutcome outcome = send(throughService, attempt, TO, "Hi");

    assertInstanceOf(Accepted.class, outcome);
    assertEquals(
        Map.of("MessagingServiceSid", List.of(SERVICE), "ValidityPeriod", List.of("14400")),
        only().sent().more());
    assertEquals(SERVICE, only().from());
  }

  @Test
  void many_messages_at_once_each_keep_their_own_attempt() {
    Map<String, UUID> attempts =
        IntStream.range(0, 60)
            .mapToObj(i -> "+1500555" + (1000 + i))
            .collect(Collectors.toMap(to -> to, to -> UUID.randomUUID()));

    attempts.entrySet().parallelStream()
        .forEach(
            each ->
                assertInstanceOf(
                    Accepted.class, send(delivery, each.getValue(), each.getKey(), "Hi")));

    assertEquals(60, TWILIO.ledger().size());
    attempts.forEach(
        (to, id) -> {
          List<Message> messages = TWILIO.ledger().messagesTo(to);
          assertEquals(1, messages.size());
          assertTrue(messages.get(0).statusCallback().endsWith("attempt=" + id));
        });
  }

  @ParameterizedTest
  @CsvSource({"+15005550001, 21211", "+15005550009, 21614", "+15005550004, 21610"})
  void what_will_never_go_there_is_permanent(String to, int code) {
    DeliveryOutcome outcome = send(delivery, attempt, to, "Hi");

    assertEquals(code, assertInstanceOf(Permanent.class, outcome).code());
    assertEquals(0, TWILIO.ledger().size());
    assertEquals(1, TWILIO.arrivals());
  }

  @Test
  void a_throttled_message_waits_as_long_as_twilio_says_and_does_not_count() {
    TWILIO.nextFaults(TwilioFault.throttled(7));

    DeliveryOutcome outcome = send(delivery, attempt, TO, "Hi");

    Throttled throttled = assertInstanceOf(Throttled.class, outcome);
    assertEquals(20429, throttled.code());
    assertEquals(Duration.ofSeconds(7), throttled.retryAfter());
    assertFalse(throttled.counts());
    assertEquals(1, TWILIO.arrivals());
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "7, 7",
        "0, 1",
        "3600, 3600",
        "86400, 3600",
        "999999, 3600",
        "none, 30",
        "soon, 30",
        "-5, 30",
        "99999999999, 30"
      })
  void a_429_without_twilios_words_is_throttled_too(String retryAfter, long seconds) {
    Map<String, String> headers = retryAfter == null ? Map.of() : Map.of("Retry-After", retryAfter);
    try (Gateway gateway = Gateway.answering(429, "slow down", headers)) {
      DeliveryOutcome outcome = send(delivery(gateway.baseUrl()), attempt, TO, "Hi");

      Throttled throttled = assertInstanceOf(Throttled.class, outcome);
      assertNull(throttled.code());
      assertEquals(Duration.ofSeconds(seconds), throttled.retryAfter());
      assertEquals(1, gateway.requests());
    }
  }

  @Test
  void the_daily_cap_holds_for_longer_than_a_rush() {
    TWILIO.nextFaults(TwilioFault.error(429, 63038, "cap"), TwilioFault.error(400, 21611, "full"));

    DeliveryOutcome cap = send(delivery, attempt, TO, "Hi");
    DeliveryOutcome rush = send(delivery, attempt, TO, "Hi");

    assertEquals(Duration.ofHours(1), assertInstanceOf(Throttled.class, cap).retryAfter());
    assertEquals(Duration.ofSeconds(30), assertInstanceOf(Throttled.class, rush).retryAfter());
  }

  /** Twilio documents that the message may have been taken all the same. */
  @ParameterizedTest
  @CsvSource({"500, 20500", "503, 20503", "500, 30008", "504, 21211"})
  void a_fault_of_twilios_own_is_unknown_whatever_number_it_gives(int status, int code) {
    TWILIO.nextFaults(TwilioFault.error(status, code, "internal"));

    DeliveryOutcome outcome = send(delivery, attempt, TO, "Hi");

    assertInstanceOf(Unknown.class, outcome);
    assertTrue(outcome.counts());
    assertEquals(1, TWILIO.arrivals());
  }

  @Test
  void a_handset_that_is_off_is_transient_and_counts() {
    TWILIO.nextFaults(TwilioFault.error(400, 30003, "unreachable"));

    DeliveryOutcome outcome = send(delivery, attempt, TO, "Hi");

    assertEquals(30003, assertInstanceOf(Transient.class, outcome).code());
    assertTrue(outcome.counts());
  }

  @Test
  void who_asked_for_no_messages_is_told_apart_from_who_cannot_be_reached() {
    assertTrue(send(delivery, attempt, "+15005550004", "Hi").optsOut());
    assertFalse(send(delivery, attempt, "+15005550001", "Hi").optsOut());
  }

  @Test
  void a_filtered_text_and_an_unregistered_sender_are_told_to_somebody() {
    TWILIO.nextFaults(
        TwilioFault.error(400, 30007, "filtered"), TwilioFault.error(400, 30034, "unregistered"));

    assertEquals(DeliveryAlert.SMS_FILTERED, send(delivery, attempt, TO, "Hi").alert());
    assertEquals(DeliveryAlert.SENDER_UNREGISTERED, send(delivery, attempt, TO, "Hi").alert());
    assertNull(send(delivery, attempt, "+15005550001", "Hi").alert());
  }

  @ParameterizedTest
  @CsvSource({"500, ''", "500, <html>oops</html>", "502, Bad Gateway", "503, ''", "504, {}"})
  void a_gateway_that_does_not_say_what_became_of_it_is_unknown(int status, String body) {
    try (Gateway gateway = Gateway.answering(status, body, Map.of())) {
      DeliveryOutcome outcome = send(delivery(gateway.baseUrl()), attempt, TO, "Hi");

      assertInstanceOf(Unknown.class, outcome);
      assertEquals(1, gateway.requests());
    }
  }

  @Test
  void a_trial_account_is_a_fault_of_ours_and_burns_no_attempt() {
    TWILIO.nextFaults(TwilioFault.TRIAL_21608);

    DeliveryOutcome outcome = send(delivery, attempt, TO, "Hi");

    assertEquals(21608, assertInstanceOf(Misconfigured.class, outcome).code());
    assertFalse(outcome.counts());
  }

  @Test
  void wrong_credentials_are_a_fault_of_ours_with_and_without_twilios_words() {
    MessageSender wrong =
        delivery(TWILIO.baseUrl(), Map.of(), secret(Map.of("token", "wrong", "from", FROM)));

    DeliveryOutcome outcome = send(wrong, attempt, TO, "Hi");

    assertEquals(20003, assertInstanceOf(Misconfigured.class, outcome).code());
    try (Gateway gateway = Gateway.answering(401, "", Map.of())) {
      assertInstanceOf(Misconfigured.class, send(delivery(gateway.baseUrl()), attempt, TO, "Hi"));
    }
  }

  @Test
  void without_a_secret_or_a_sender_of_our_own_it_is_a_fault_of_ours() {
    MessageSender noSecret = delivery(TWILIO.baseUrl(), Map.of(), KeyFile.throwAway());
    MessageSender noSender = delivery(TWILIO.baseUrl(), Map.of(), secret(Map.of()));

    assertInstanceOf(Misconfigured.class, send(noSecret, attempt, TO, "Hi"));
    assertInstanceOf(Misconfigured.class, send(noSender, attempt, TO, "Hi"));
    assertEquals(0, TWILIO.arrivals());
  }

  @Test
  void where_nobody_listens_no_connection_was_made_and_nothing_counts() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }

    DeliveryOutcome outcome = send(delivery("http://127.0.0.1:" + free), attempt, TO, "Hi");

    assertInstanceOf(NotConnected.class, outcome);
    assertFalse(outcome.counts());
  }

  @Test
  void an_answer_that_does_not_come_in_time_is_unknown_whether_it_was_accepted_or_not() {
    MessageSender hasty = hasty(TWILIO.baseUrl());
    TWILIO.nextFaults(TwilioFault.HOLD_BEFORE_ACCEPTING, TwilioFault.HOLD_AFTER_ACCEPTING);

    DeliveryOutcome before = send(hasty, attempt, TO, "Hi");
    int afterFirst = TWILIO.ledger().size();
    DeliveryOutcome after = send(hasty, attempt, TO, "Hi");

    assertInstanceOf(Unknown.class, before);
    assertEquals(0, afterFirst);
    assertInstanceOf(Unknown.class, after);
    assertEquals(1, TWILIO.ledger().size());
    assertEquals(2, TWILIO.arrivals());
  }

  @Test
  void a_connection_lost_before_or_after_accepting_is_unknown_and_nothing_repeats_the_request() {
    TWILIO.nextFaults(TwilioFault.CLOSE_BEFORE_ACCEPTING, TwilioFault.CLOSE_AFTER_ACCEPTING);

    DeliveryOutcome before = send(delivery, attempt, TO, "Hi");
    DeliveryOutcome after = send(delivery, attempt, TO, "Hi");

    assertInstanceOf(Unknown.class, before);
    assertInstanceOf(Unknown.class, after);
    assertEquals(2, TWILIO.arrivals());
    assertEquals(1, TWILIO.ledger().size());
  }

  /** HTTP clients like to repeat a request when a connection that they had kept turns out dead. */
  @Test
  void a_kept_connection_that_dies_is_no_reason_to_repeat_the_request_either() {
    for (int round = 1; round <= 10; round++) {
      TWILIO.reset();
      TWILIO.nextFaults(TwilioFault.NONE, TwilioFault.CLOSE_AFTER_ACCEPTING);

      assertInstanceOf(Accepted.class, send(delivery, attempt, TO, "first"));
      assertInstanceOf(Unknown.class, send(delivery, attempt, TO, "second"));

      assertEquals(2, TWILIO.arrivals());
      assertEquals(2, TWILIO.ledger().size());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"sid\":null}", "{\"sid\":", "[]", "<html>", "{\"sid\":{}}"})
  void a_good_answer_that_cannot_be_read_is_unknown(String answer) {
    try (Gateway gateway = Gateway.answering(201, answer, Map.of())) {
      assertInstanceOf(Unknown.class, send(delivery(gateway.baseUrl()), attempt, TO, "Hi"));
      assertEquals(1, gateway.requests());
    }
  }

  @Test
  void an_answer_that_breaks_off_is_unknown() {
    try (Gateway gateway =
        new Gateway(
            exchange -> {
              exchange.sendResponseHeaders(201, 1_000);
              exchange.getResponseBody().write("{\"sid\":\"SM1\"".getBytes());
              exchange.getResponseBody().flush();
            })) {
      assertInstanceOf(Unknown.class, send(delivery(gateway.baseUrl()), attempt, TO, "Hi"));
      assertEquals(1, gateway.requests());
    }
  }

  @Test
  void an_interrupted_call_is_unknown_and_the_thread_stays_interrupted() {
    Thread.currentThread().interrupt();

    DeliveryOutcome outcome = send(delivery, attempt, TO, "Hi");

    assertTrue(Thread.interrupted());
    assertInstanceOf(Unknown.class, outcome);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "+", "\u0000", "\ud800", "+15005550006;DROP"})
  void whatever_it_is_asked_to_send_there_is_an_outcome(String odd) {
    assertInstanceOf(Permanent.class, send(delivery, attempt, odd, "Hi"));
    assertTrue(send(delivery, attempt, TO, odd).word().length() > 0);
    assertInstanceOf(Permanent.class, send(delivery, attempt, TO, "x".repeat(1_601)));
  }

  @Test
  void what_operators_read_shows_no_number_and_no_text() {
    TWILIO.nextFaults(
        TwilioFault.error(400, 21211, "The number " + TO + " is not valid"),
        TwilioFault.error(400, 99999, "no " + TO),
        TwilioFault.error(500, 20500, "no " + TO),
        TwilioFault.error(429, 20429, "no " + TO),
        TwilioFault.error(401, 20003, "no " + TO));

    for (int i = 0; i < 5; i++) {
      DeliveryOutcome outcome = send(delivery, attempt, TO, "SECRET");

      assertFalse(outcome.text().contains(TO) || outcome.text().contains("SECRET"));
    }
  }

  private static Message only() {
    assertEquals(1, TWILIO.ledger().size());
    return TWILIO.ledger().messages().get(0);
  }

  private static MessageSender delivery(String baseUrl) {
    return delivery(baseUrl, Map.of(), secret(Map.of("from", FROM)));
  }

  private static MessageSender hasty(String baseUrl) {
    return delivery(
        baseUrl, Map.of("scrip.twilio.answer-timeout", "PT0.3S"), secret(Map.of("from", FROM)));
  }

  private static KeyFile secret(Map<String, String> members) {
    Map<String, String> all = new HashMap<>();
    all.put("account", ACCOUNT.accountSid());
    all.put("token", ACCOUNT.authToken());
    all.putAll(members);
    return KeyFile.throwAway().with("twilio", all);
  }

  private static MessageSender delivery(
      String baseUrl, Map<String, String> settings, KeyFile secrets) {
    var config =
        new SmallRyeConfigBuilder()
            .withMapping(TwilioConfig.class)
            .withMapping(PublicConfig.class)
            .withValidateUnknown(false)
            .withDefaultValue("scrip.public-url", "https://scrip.example")
            .withDefaultValue("scrip.twilio.base-url", baseUrl)
            .withDefaultValues(settings)
            .build();
    return new SmsSender(
        new TwilioMessages(
            config.getConfigMapping(TwilioConfig.class),
            config.getConfigMapping(PublicConfig.class),
            secrets));
  }

  private static DeliveryOutcome send(
      MessageSender delivery, UUID attempt, String to, String body) {
    return delivery.send(
        new scrip.delivery.Message(attempt, to, new scrip.delivery.Message.Content.Text(body)));
  }
}
