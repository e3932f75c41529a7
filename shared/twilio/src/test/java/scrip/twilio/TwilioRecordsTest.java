package scrip.twilio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.delivery.Channel;
import scrip.delivery.FailureClass;
import scrip.delivery.ProviderRecords.Declined;
import scrip.delivery.ProviderRecords.Listed;
import scrip.delivery.ProviderRecords.Unanswered;
import scrip.delivery.Report;
import scrip.delivery.Report.State;
import scrip.ops.PublicConfig;
import scrip.testing.KeyFile;
import scrip.testing.twilio.TwilioFault;
import scrip.testing.twilio.TwilioStandIn;

/** What Twilio keeps of our messages, read through its SDK. */
class TwilioRecordsTest {

  private static final TwilioStandIn.Config ACCOUNT = TwilioStandIn.Config.defaults();
  private static final TwilioStandIn TWILIO = TwilioStandIn.start(ACCOUNT);
  private static final String TO = "+15005550010";

  private final TwilioRecords records = records(TWILIO.baseUrl());

  @BeforeEach
  void begin() {
    TWILIO.reset();
  }

  @AfterAll
  static void end() {
    TWILIO.close();
  }

  @Test
  void a_message_is_asked_for_by_its_id() {
    String sid = sent(TO, "Hi");
    assertEquals(State.ACCEPTED, records.fetch(Channel.SMS, sid).orElseThrow().state());

    TWILIO.callBack(sid, "undelivered", 30003).join();

    Report report = records.fetch(Channel.SMS, sid).orElseThrow();
    assertEquals(State.UNDELIVERED, report.state());
    assertEquals(FailureClass.TRANSIENT, report.failure().kind());
    assertEquals(Report.Source.FETCH, report.source());
    assertEquals(sid, report.messageId());
    assertEquals(Optional.empty(), records.fetch(Channel.SMS, "SM" + "0".repeat(32)));
  }

  @Test
  void messages_to_a_number_are_listed_oldest_first_with_their_texts() {
    Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    sent(TO, "one");
    sent("+15005550011", "of somebody else");
    sent(TO, "two");
    sent("whatsapp:" + TO, "by the other channel");

    List<Listed> listed = records.list(Channel.SMS, TO, from, from.plusSeconds(600));

    assertEquals(2, listed.size());
    assertTrue(listed.stream().map(Listed::body).toList().containsAll(List.of("one", "two")));
    assertEquals(
        List.of("by the other channel"),
        records.list(Channel.WHATSAPP, TO, from, from.plusSeconds(600)).stream()
            .map(Listed::body)
            .toList());
    assertEquals(
        List.of(), records.list(Channel.SMS, TO, from.minusSeconds(600), from.minusSeconds(60)));
  }

  @Test
  void all_pages_are_read_and_too_many_prove_nothing() {
    Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    IntStream.range(0, 120).forEach(i -> sent(TO, "text " + i));
    assertEquals(120, records.list(Channel.SMS, TO, from, from.plusSeconds(600)).size());

    IntStream.range(0, 131).forEach(i -> sent(TO, "more " + i));
    assertThrows(
        Unanswered.class, () -> records.list(Channel.SMS, TO, from, from.plusSeconds(600)));
  }

  @Test
  void a_text_is_taken_back_once_its_message_left_and_again_without_harm() {
    String sid = sent(TO, "SECRET");
    assertThrows(Declined.class, () -> records.redact(sid));
    TWILIO.callBack(sid, "delivered", 0).join();

    records.redact(sid);
    records.redact(sid);

    assertTrue(TWILIO.ledger().find(sid).orElseThrow().redacted());
    Instant now = Instant.now();
    assertEquals(
        "", records.list(Channel.SMS, TO, now.minusSeconds(60), now.plusSeconds(60)).get(0).body());
    assertThrows(Declined.class, () -> records.redact("SM" + "0".repeat(32)));
  }

  @Test
  void whoever_does_not_answer_proves_nothing() {
    String sid = sent(TO, "Hi");
    for (TwilioFault fault :
        List.of(
            TwilioFault.SERVER_ERROR_500,
            TwilioFault.throttled(1),
            TwilioFault.CLOSE_BEFORE_ACCEPTING)) {
      TWILIO.recordsFault(fault);
      assertAllUnanswered(records, sid);
    }
    assertAllUnanswered(records("http://127.0.0.1:1"), sid);
    assertAllUnanswered(new TwilioRecords(config(TWILIO.baseUrl()), KeyFile.throwAway()), sid);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "null", "[]", "<html>", "{\"messages\":null}"})
  void an_answer_that_cannot_be_read_proves_nothing(String answer) {
    try (Gateway gateway = Gateway.answering(200, answer, Map.of())) {
      assertAllUnanswered(records(gateway.baseUrl()), "SM1");
    }
  }

  /** Somebody on the way, and not Twilio, may know nothing of a message. */
  @Test
  void a_404_that_is_not_twilio_s_proves_nothing() {
    try (Gateway gateway = Gateway.answering(404, "<html>", Map.of())) {
      assertAllUnanswered(records(gateway.baseUrl()), "SM1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "accepted, ACCEPTED",
    "scheduled, ACCEPTED",
    "queued, ACCEPTED",
    "sending, ACCEPTED",
    "sent, SENT",
    "delivered, DELIVERED",
    "read, DELIVERED",
    "undelivered, UNDELIVERED",
    "failed, UNDELIVERED",
    "canceled, UNDELIVERED"
  })
  void twilio_s_words_say_how_far_it_got(String word, State state) {
    assertEquals(
        state,
        TwilioReports.report(Report.Source.CALLBACK, Channel.SMS, null, "SM1", word, 0)
            .orElseThrow()
            .state());
    assertEquals(
        Optional.empty(),
        TwilioReports.report(Report.Source.CALLBACK, Channel.SMS, null, "SM1", "received", 0));
  }

  private static void assertAllUnanswered(TwilioRecords records, String sid) {
    Instant now = Instant.now();
    assertThrowsExactly(Unanswered.class, () -> records.fetch(Channel.SMS, sid));
    assertThrowsExactly(Unanswered.class, () -> records.list(Channel.SMS, TO, now, now));
    assertThrowsExactly(Unanswered.class, () -> records.redact(sid));
  }

  /** As the function sends it. */
  private static String sent(String to, String body) {
    var client =
        new com.twilio.http.TwilioRestClient.Builder(ACCOUNT.accountSid(), ACCOUNT.authToken())
            .httpClient(new TwilioHttp(config(TWILIO.baseUrl())))
            .build();
    return com.twilio.rest.api.v2010.account.Message.creator(
            new com.twilio.type.PhoneNumber(to),
            new com.twilio.type.PhoneNumber("+15005550006"),
            body)
        .create(client)
        .getSid();
  }

  private static TwilioRecords records(String baseUrl) {
    Map<String, String> account = new HashMap<>();
    account.put("account", ACCOUNT.accountSid());
    account.put("token", ACCOUNT.authToken());
    return new TwilioRecords(config(baseUrl), KeyFile.throwAway().with("twilio", account));
  }

  private static TwilioConfig config(String baseUrl) {
    return new SmallRyeConfigBuilder()
        .withMapping(TwilioConfig.class)
        .withMapping(PublicConfig.class)
        .withValidateUnknown(false)
        .withDefaultValue("scrip.public-url", "https://scrip.example")
        .withDefaultValue("scrip.twilio.base-url", baseUrl)
        .withDefaultValue("scrip.twilio.answer-timeout", "PT2S")
        .build()
        .getConfigMapping(TwilioConfig.class);
  }
}
